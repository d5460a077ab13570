"""GetUserAuthFactors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import first_factors, second_factors, tokens
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("GetUserAuthFactors")
def get_user_auth_factors(call: Call) -> dict[str, Any]:
    """Return the first and second factors that the user can sign in with."""
    with call.store.read() as db:
        call, user = tokens.authenticate(db, call)
        names = first_factors.available(db, call, user, user.username)
        factors = second_factors.description(db, call, user)
    return {
        "Username": user.username,
        # The two ways to send a password are one factor.
        "ConfiguredUserAuthFactors": [name for name in names if name != "PASSWORD_SRP"],
        **factors,
    }
