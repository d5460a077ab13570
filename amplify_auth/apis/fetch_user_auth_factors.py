"""Fetch the first factors of a user."""

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import AuthFactor
from amplify_auth.tokens import Tokens


@reports_outcome
def fetch_user_auth_factors(auth: Auth, tokens: Tokens) -> frozenset[AuthFactor]:
    """Fetch the factors that a user can sign in with. amplify-js has no such function.

    A user without a password is one without `AuthFactor.PASSWORD`, and can add one with
    `update_password`.

    Args:
        auth: The connection.
        tokens: The user's tokens.

    Returns:
        The factors. Those that this version does not know are left out.

    Raises:
        NotAuthorizedException: The access token has expired or is revoked.
        UserNotFoundException: The account does not exist any more.
        AuthError: The service refused otherwise, or could not be reached.
    """
    answer = auth.client.call("get_user_auth_factors", AccessToken=tokens.access_token)
    names = answer.get("ConfiguredUserAuthFactors", ())
    return frozenset(factor for factor in AuthFactor if factor in names)
