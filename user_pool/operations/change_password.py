"""ChangePassword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import attempt_limits, tokens, users
from user_pool.errors import invalid_parameter, wrong_password
from user_pool.password_policy import check_password
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("ChangePassword")
def change_password(call: Call) -> dict[str, str]:
    """Change the user's password, or add one to a user without a password."""
    password, previous = call.request["ProposedPassword"], call.request.get("PreviousPassword")
    with call.store.write() as db:
        call, user = tokens.authenticate(db, call)
        attempt_limits.CHANGE_PASSWORD.count(db, user.sub, call.now)
        if user.verifier:
            if previous is None:
                raise invalid_parameter(
                    "1 validation error detected: Value at 'previousPassword' failed to satisfy"
                    " constraint: Member must not be null"
                )
            if not user.verifier.matches(call.pool.id, user.username, previous):
                raise wrong_password()
        check_password(call.pool.password_policy, password)
        users.save(db, user.changed(call.now, verifier=call.verifier(user.username, password)))
    return {}
