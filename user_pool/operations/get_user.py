"""GetUser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("GetUser")
def get_user(call: Call) -> dict[str, Any]:
    """Return the user of an access token."""
    with call.store.read() as db:
        user = tokens.authenticate(db, call)
    return {"Username": user.username, "UserAttributes": user.attribute_list()}
