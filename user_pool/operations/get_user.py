"""GetUser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import second_factors, tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("GetUser")
def get_user(call: Call) -> dict[str, Any]:
    """Return the user of an access token."""
    with call.store.read() as db:
        call, user = tokens.authenticate(db, call)
        factors = second_factors.description(db, call, user)
    return {"Username": user.username, "UserAttributes": user.attribute_list(), **factors}
