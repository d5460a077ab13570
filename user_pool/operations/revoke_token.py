"""RevokeToken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import tokens
from user_pool.errors import ServiceError
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("RevokeToken")
def revoke_token(call: Call) -> dict[str, str]:
    """Revoke a refresh token and its access tokens. An unknown token is not an error."""
    token, client = call.request["Token"], call.client
    call.check_secret(call.request.get("ClientSecret"))
    with call.store.write() as db:
        grant = tokens.find_grant(db, token)
        if grant is None and tokens.access_claims(db, token):
            raise ServiceError("UnsupportedTokenTypeException", "Unsupported token type")
        if grant is not None and grant["client_id"] != client.id:
            raise ServiceError("UnauthorizedException", "The token is another client's.")
        if grant is not None:
            tokens.revoke(db, grant["origin_jti"])
    return {}
