"""DeleteUser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import tokens, users
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("DeleteUser")
def delete_user(call: Call) -> dict[str, str]:
    """Delete the signed-in user and free the username."""
    with call.store.write() as db:
        _, user = tokens.authenticate(db, call)
        users.delete(db, user)
    return {}
