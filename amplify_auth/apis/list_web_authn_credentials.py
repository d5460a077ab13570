"""List the passkeys of a user."""

from collections.abc import Mapping
from typing import Any

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.outputs import ListWebAuthnCredentialsOutput, WebAuthnCredential
from amplify_auth.tokens import Tokens


@reports_outcome
def list_web_authn_credentials(
    auth: Auth, tokens: Tokens, *, page_size: int | None = None, next_token: str | None = None
) -> ListWebAuthnCredentialsOutput:
    """List passkeys, as amplify-js `foundation/apis/listWebAuthnCredentials.ts` does.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        page_size: The most passkeys to return, up to 20. None leaves it to Cognito.
        next_token: The `next_token` of the page before.

    Returns:
        A page of the user's passkeys.

    Raises:
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    answer = auth.client.call(
        "list_web_authn_credentials",
        AccessToken=tokens.access_token,
        MaxResults=page_size,
        NextToken=next_token,
    )
    return ListWebAuthnCredentialsOutput(
        credentials=tuple(_credential(item) for item in answer["Credentials"]),
        next_token=answer.get("NextToken"),
    )


def _credential(item: Mapping[str, Any]) -> WebAuthnCredential:
    transports = item.get("AuthenticatorTransports")
    return WebAuthnCredential(
        credential_id=item.get("CredentialId"),
        friendly_credential_name=item.get("FriendlyCredentialName"),
        relying_party_id=item.get("RelyingPartyId"),
        authenticator_attachment=item.get("AuthenticatorAttachment"),
        authenticator_transports=None if transports is None else tuple(transports),
        created_at=item.get("CreatedAt"),
    )
