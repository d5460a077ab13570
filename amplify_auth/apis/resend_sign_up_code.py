"""Send another code."""

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.errors import EmptySignUpUsername
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import ResendSignUpCodeOptions
from amplify_auth.outputs import CodeDeliveryDetails


@reports_outcome
def resend_sign_up_code(
    auth: Auth, *, username: str, options: ResendSignUpCodeOptions | None = None
) -> CodeDeliveryDetails:
    """Send another code, as amplify-js `providers/cognito/apis/resendSignUpCode.ts` does.

    Earlier codes become invalid.

    Args:
        auth: The connection.
        username: The username that signed up.
        options: Metadata.

    Returns:
        The destination of the code.

    Raises:
        EmptySignUpUsername: There is no username. amplify-js uses this name here too.
        InvalidParameterException: The account is confirmed already, in pools that reveal it.
        LimitExceededException: Too many codes were sent.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or ResendSignUpCodeOptions()
    check_text(username)
    if not username:
        raise EmptySignUpUsername
    answer = auth.client.call(
        "resend_confirmation_code",
        ClientId=auth.client_id,
        SecretHash=auth.secret_hash(username),
        Username=username,
        ClientMetadata=options.client_metadata,
    )
    return CodeDeliveryDetails.from_answer(answer)
