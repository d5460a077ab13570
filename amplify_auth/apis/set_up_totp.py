"""Start to set up an authenticator app."""

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.outputs import TotpSetupDetails
from amplify_auth.tokens import Tokens


@reports_outcome
def set_up_totp(auth: Auth, tokens: Tokens) -> TotpSetupDetails:
    """Get a secret for an authenticator app, as `providers/cognito/apis/setUpTOTP.ts` does.

    `verify_totp_setup` completes it, and `update_mfa_preference` turns the factor on.

    Args:
        auth: The connection.
        tokens: The user's tokens.

    Returns:
        The secret and its `setup_uri`. The username is that of the pool, so give `setup_uri` an
        account name where people sign in with an address.

    Raises:
        SoftwareTokenMFANotFoundException: The pool does not offer authenticator apps.
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    answer = auth.client.call("associate_software_token", AccessToken=tokens.access_token)
    return TotpSetupDetails(answer["SecretCode"], tokens.claims.get("cognito:username", ""))
