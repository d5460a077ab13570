"""ConfirmSignUp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import attempt_limits, cognito_sessions, triggers, users
from user_pool.errors import no_live_code, unknown_username
from user_pool.registry import operation
from user_pool.verification import confirm

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.users import User


@operation("ConfirmSignUp")
def confirm_sign_up(call: Call) -> dict[str, Any]:
    """Confirm a user with the code that was sent.

    Every attempt counts before other checks, so that limits do not reveal who exists.
    """
    request, pool = call.request, call.pool
    call.check_secret_hash(request["Username"], request.get("SecretHash"))
    with call.store.write() as db:
        user = users.find(db, pool, request["Username"])
        attempt_limits.CONFIRM_SIGN_UP.count(db, call.subject(user, request["Username"]), call.now)
        if user is None:
            raise no_live_code() if call.client.hide_users else unknown_username()
        user = confirm(
            db,
            call,
            user,
            request["ConfirmationCode"],
            force=request.get("ForceAliasCreation", False),
        )
        session = _session(db, call, user)
    triggers.post_confirmation(call, user)
    return session


def _session(db: sqlite3.Connection, call: Call, user: User) -> dict[str, str]:
    """Issue the Session that signs the user in once with USER_AUTH.

    The code has just proved the address, so no Session from SignUp is needed, and amplify-js sends
    none. If one was sent, it must be valid. Otherwise the user is confirmed without a Session.
    """
    if not call.client.allows("USER_AUTH"):
        return {}
    if ticket := call.request.get("Session"):
        if not cognito_sessions.is_live(db, call, ticket, user, cognito_sessions.SIGN_UP):
            return {}
        cognito_sessions.consume(db, ticket)
    return {"Session": cognito_sessions.issue(db, call, user, cognito_sessions.CONFIRMED)}
