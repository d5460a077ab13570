"""Delete a passkey of a user."""

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.tokens import Tokens


@reports_outcome
def delete_web_authn_credential(auth: Auth, tokens: Tokens, *, credential_id: str) -> None:
    """Delete a passkey, as amplify-js `foundation/apis/deleteWebAuthnCredential.ts` does.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        credential_id: The passkey's id, from `list_web_authn_credentials`.

    Raises:
        ResourceNotFoundException: The user has no such passkey.
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    auth.client.call(
        "delete_web_authn_credential",
        AccessToken=tokens.access_token,
        CredentialId=credential_id,
    )
