"""Sign out."""

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import SignOutOptions
from amplify_auth.tokens import Tokens


@reports_outcome
def sign_out(auth: Auth, tokens: Tokens, *, options: SignOutOptions | None = None) -> None:
    """Revoke a user's tokens, as amplify-js `providers/cognito/apis/signOut.ts` does.

    amplify-js ignores a refusal by Cognito, since the browser discards the tokens anyway. Here the
    error is raised, and the caller discards the tokens in any case. Nothing is sent if the app
    client issues tokens that cannot be revoked.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        options: Whether to sign out everywhere; only this session by default.

    Raises:
        NotAuthorizedException: The access token has expired or is revoked (global sign-out only).
        UnsupportedOperationException: The app client cannot revoke tokens.
        AuthError: The service refused otherwise, or could not be reached.
    """
    options = options or SignOutOptions()
    if options.global_sign_out:
        auth.client.call("global_sign_out", AccessToken=tokens.access_token)
    elif tokens.refresh_token and tokens.are_revocable:
        auth.client.call(
            "revoke_token",
            ClientId=auth.client_id,
            ClientSecret=auth.client_secret,
            Token=tokens.refresh_token,
        )
