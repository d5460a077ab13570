"""Fetch the attributes of a user."""

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.tokens import Tokens


@reports_outcome
def fetch_user_attributes(auth: Auth, tokens: Tokens) -> dict[str, str]:
    """Fetch attributes, as amplify-js `providers/cognito/apis/fetchUserAttributes.ts` does.

    `tokens.claims` has them too, as they were when the user signed in.

    Args:
        auth: The connection.
        tokens: The user's tokens.

    Returns:
        The attributes by Cognito's names, such as `sub`, `email` and `email_verified`.

    Raises:
        NotAuthorizedException: The access token has expired or is revoked.
        UserNotFoundException: The account does not exist any more.
        AuthError: The service refused otherwise, or could not be reached.
    """
    answer = auth.client.call("get_user", AccessToken=tokens.access_token)
    return {
        item["Name"]: item.get("Value", "") for item in answer["UserAttributes"] if "Name" in item
    }
