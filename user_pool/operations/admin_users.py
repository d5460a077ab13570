"""AdminGetUser, AdminConfirmSignUp, AdminSetUserPassword, AdminDisableUser and AdminDeleteUser.

AWS signatures are not checked: anyone who reaches a development server controls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import attempt_limits, second_factors, temporary_passwords, tokens, triggers, users
from user_pool.errors import no_such_user, not_authorized
from user_pool.password_policy import check_password
from user_pool.registry import operation
from user_pool.users import CONFIRMED, UNCONFIRMED, User

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call


@operation("AdminGetUser")
def admin_get_user(call: Call) -> dict[str, Any]:
    """Return a user's attributes and status."""
    with call.store.read() as db:
        user = _find(db, call)
        factors = second_factors.description(db, call, user)
    description = user.description()
    return {**description, "UserAttributes": description.pop("Attributes"), **factors}


@operation("AdminConfirmSignUp")
def admin_confirm_sign_up(call: Call) -> dict[str, Any]:
    """Confirm a user without a code. It verifies no address."""
    with call.store.write() as db:
        user = _find(db, call)
        if user.status != UNCONFIRMED:
            raise not_authorized(f"User cannot be confirmed. Current status is {user.status}")
        user = user.changed(call.now, status=CONFIRMED)
        users.save(db, user)
    triggers.post_confirmation(call, user)
    return {}


@operation("AdminSetUserPassword")
def admin_set_user_password(call: Call) -> dict[str, Any]:
    """Set a user's password, which is temporary unless the request says otherwise."""
    password = call.request["Password"]
    check_password(
        call.pool.password_policy, password, "Password did not conform with password policy"
    )
    with call.store.write() as db:
        user = _find(db, call)
        attempt_limits.forget_failures(db, user.sub)
        if call.request.get("Permanent"):
            verifier = call.verifier(user.username, password)
            users.save(db, user.changed(call.now, status=CONFIRMED, verifier=verifier))
        else:
            temporary_passwords.assign(db, call, user, password)
    return {}


@operation("AdminDisableUser")
def admin_disable_user(call: Call) -> dict[str, Any]:
    """Disable a user and revoke their tokens."""
    with call.store.write() as db:
        user = _find(db, call)
        users.save(db, user.changed(call.now, enabled=False))
        tokens.revoke_all(db, user.sub)
    return {}


@operation("AdminDeleteUser")
def admin_delete_user(call: Call) -> dict[str, Any]:
    """Delete a user and free the username."""
    with call.store.write() as db:
        users.delete(db, _find(db, call))
    return {}


def _find(db: sqlite3.Connection, call: Call) -> User:
    user = users.find(db, call.pool, call.request["Username"])
    if user is None:
        raise no_such_user()
    return user
