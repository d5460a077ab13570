"""Delete the account of a user."""

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.tokens import Tokens


@reports_outcome
def delete_user(auth: Auth, tokens: Tokens) -> None:
    """Delete an account, as amplify-js `providers/cognito/apis/deleteUser.ts` does.

    amplify-js signs out afterwards. The account's tokens end with it, so nothing more is sent here,
    and the caller discards them.

    Args:
        auth: The connection.
        tokens: The user's tokens.

    Raises:
        NotAuthorizedException: The access token has expired or is revoked.
        UserNotFoundException: The account does not exist any more.
        AuthError: The service refused otherwise, or could not be reached.
    """
    auth.client.call("delete_user", AccessToken=tokens.access_token)
