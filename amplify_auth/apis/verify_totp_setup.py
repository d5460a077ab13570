"""Complete the set-up of an authenticator app."""

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.errors import EmptyVerifyTOTPSetupCode
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import VerifyTotpSetupOptions
from amplify_auth.service_errors import EnableSoftwareTokenMFAException
from amplify_auth.tokens import Tokens


@reports_outcome
def verify_totp_setup(
    auth: Auth, tokens: Tokens, *, code: str, options: VerifyTotpSetupOptions | None = None
) -> None:
    """Check an authenticator app's first code, as `providers/cognito/apis/verifyTOTPSetup.ts` does.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        code: The code that the app shows.
        options: A name for the app.

    Raises:
        EmptyVerifyTOTPSetupCode: There is no code.
        EnableSoftwareTokenMFAException: The code is wrong.
        CodeMismatchException: The code is wrong.
        SoftwareTokenMFANotFoundException: No secret was requested with `set_up_totp`.
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or VerifyTotpSetupOptions()
    check_text(code)
    if not code:
        raise EmptyVerifyTOTPSetupCode
    answer = auth.client.call(
        "verify_software_token",
        AccessToken=tokens.access_token,
        UserCode=code,
        FriendlyDeviceName=options.friendly_device_name,
    )
    # amplify-js ignores the status, and with it a set-up that failed.
    if answer["Status"] != "SUCCESS":
        raise EnableSoftwareTokenMFAException
