"""Request a code for setting a new password."""

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.errors import EmptyResetPasswordUsername
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import ResetPasswordOptions
from amplify_auth.outputs import (
    CodeDeliveryDetails,
    ResetPasswordNextStep,
    ResetPasswordOutput,
    ResetPasswordStep,
)


@reports_outcome
def reset_password(
    auth: Auth, *, username: str, options: ResetPasswordOptions | None = None
) -> ResetPasswordOutput:
    """Send a code, as amplify-js `providers/cognito/apis/resetPassword.ts` does.

    Args:
        auth: The connection.
        username: The username.
        options: Metadata.

    Returns:
        The destination of the code. Pools that hide who has an account simulate one.

    Raises:
        EmptyResetPasswordUsername: There is no username.
        LimitExceededException: Too many codes were sent.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or ResetPasswordOptions()
    check_text(username)
    if not username:
        raise EmptyResetPasswordUsername
    answer = auth.client.call(
        "forgot_password",
        ClientId=auth.client_id,
        SecretHash=auth.secret_hash(username),
        Username=username,
        ClientMetadata=options.client_metadata,
    )
    return ResetPasswordOutput(
        is_password_reset=False,
        next_step=ResetPasswordNextStep(
            ResetPasswordStep.CONFIRM_RESET_PASSWORD_WITH_CODE,
            CodeDeliveryDetails.from_answer(answer),
        ),
    )
