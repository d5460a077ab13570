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

    Every try counts, before anything else is looked at, so that limits tell nothing either.
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
    """The Session that signs the user in, once, with USER_AUTH.

    The code has just proved the address, so it needs no Session from SignUp (amplify-js sends
    none). One that was sent must be live, though: when it is not, the user is confirmed all the
    same and signs in the usual way.
    """
    if not call.client.allows("USER_AUTH"):
        return {}
    if ticket := call.request.get("Session"):
        if not cognito_sessions.is_live(db, call, ticket, user, cognito_sessions.SIGN_UP):
            return {}
        cognito_sessions.use_up(db, ticket)
    return {"Session": cognito_sessions.issue(db, call, user, cognito_sessions.CONFIRMED)}
