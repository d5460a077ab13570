"""SetUserMFAPreference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import second_factors, tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("SetUserMFAPreference")
def set_user_mfa_preference(call: Call) -> dict[str, str]:
    """Turn the user's second factors on or off, and choose the preferred one."""
    with call.store.write() as db:
        call, user = tokens.authenticate(db, call)
        second_factors.set_preferences(db, call, user, call.request)
    return {}
