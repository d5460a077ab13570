"""GetUser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("GetUser")
def get_user(call: Call) -> dict[str, Any]:
    """Who the access token's owner is."""
    with call.store.read() as db:
        user = tokens.authenticate(db, call)
    return {"Username": user.username, "UserAttributes": user.attribute_list()}
