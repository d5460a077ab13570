"""GlobalSignOut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("GlobalSignOut")
def global_sign_out(call: Call) -> dict[str, str]:
    """Revoke all of the user's tokens."""
    with call.store.write() as db:
        _, user = tokens.authenticate(db, call)
        tokens.revoke_all(db, user.sub)
    return {}
