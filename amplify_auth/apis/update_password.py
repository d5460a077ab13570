"""Change the password of a signed-in user, or add one."""

from amplify_auth.arguments import check_text
from amplify_auth.auth import Auth
from amplify_auth.errors import EmptyUpdatePassword
from amplify_auth.hooks import reports_outcome
from amplify_auth.tokens import Tokens


@reports_outcome
def update_password(
    auth: Auth, tokens: Tokens, *, new_password: str, old_password: str | None = None
) -> None:
    """Change a password, as amplify-js `providers/cognito/apis/updatePassword.ts` does.

    amplify-js always requires the old password. Here, a user without a password can add one.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        new_password: The new password.
        old_password: The current password. None for a user without one.

    Raises:
        EmptyUpdatePassword: A password is empty.
        InvalidPasswordException: The new password does not meet the pool's policy.
        PasswordHistoryPolicyViolationException: The user has used the new password before.
        NotAuthorizedException: The old password is wrong, or the access token has expired or is
            revoked.
        LimitExceededException: Too many attempts.
        AuthError: The service refused otherwise, or could not be reached.
    """
    check_text(old_password, new_password)
    if old_password == "" or not new_password:
        raise EmptyUpdatePassword
    auth.client.call(
        "change_password",
        AccessToken=tokens.access_token,
        PreviousPassword=old_password,
        ProposedPassword=new_password,
    )
