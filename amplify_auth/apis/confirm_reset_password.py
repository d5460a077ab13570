"""Set a new password with the code that was sent."""

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.errors import (
    EmptyConfirmResetPasswordConfirmationCode,
    EmptyConfirmResetPasswordNewPassword,
    EmptyConfirmResetPasswordUsername,
)
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import ConfirmResetPasswordOptions


@reports_outcome
def confirm_reset_password(
    auth: Auth,
    *,
    username: str,
    new_password: str,
    confirmation_code: str,
    options: ConfirmResetPasswordOptions | None = None,
) -> None:
    """Set a new password, as amplify-js `providers/cognito/apis/confirmResetPassword.ts` does.

    Args:
        auth: The connection.
        username: The username.
        new_password: The new password.
        confirmation_code: The code.
        options: Metadata.

    Raises:
        EmptyConfirmResetPasswordUsername: There is no username.
        EmptyConfirmResetPasswordNewPassword: There is no password.
        EmptyConfirmResetPasswordConfirmationCode: There is no code.
        CodeMismatchException: The code is wrong.
        ExpiredCodeException: The code has expired.
        InvalidPasswordException: The password does not meet the pool's policy.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or ConfirmResetPasswordOptions()
    check_text(username, new_password, confirmation_code)
    if not username:
        raise EmptyConfirmResetPasswordUsername
    if not new_password:
        raise EmptyConfirmResetPasswordNewPassword
    if not confirmation_code:
        raise EmptyConfirmResetPasswordConfirmationCode
    auth.client.call(
        "confirm_forgot_password",
        ClientId=auth.client_id,
        SecretHash=auth.secret_hash(username),
        Username=username,
        ConfirmationCode=confirmation_code,
        Password=new_password,
        ClientMetadata=options.client_metadata,
    )
