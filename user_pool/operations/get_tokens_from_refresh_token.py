"""GetTokensFromRefreshToken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("GetTokensFromRefreshToken")
def get_tokens_from_refresh_token(call: Call) -> dict[str, Any]:
    """Renew the tokens of a sign-in."""
    call.check_secret(call.request.get("ClientSecret"))
    with call.store.write() as db:
        _, result = tokens.refresh(db, call, call.request["RefreshToken"])
    return {"AuthenticationResult": result}
