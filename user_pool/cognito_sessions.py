"""Sessions: the tickets from one call of a sign-up or sign-in to the next.

A Session is 504 random bits, kept as a hash, bound to a user, a client and the one step that it is
good for, and gone as soon as it is used. The step matters: the Session from SignUp is given before
anybody proved anything, so it is a ticket to ConfirmSignUp and never a factor; otherwise whoever
registered somebody else's address could sign in as soon as the owner confirms it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from user_pool import users
from user_pool.errors import ServiceError, not_authorized

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.users import User

SIGN_UP = "SIGN_UP"
"""Given by SignUp to an unconfirmed user: a ticket to ConfirmSignUp."""

CONFIRMED = "CONFIRMED"
"""Given when a user is confirmed: signs in once with USER_AUTH."""


def issue(
    db: sqlite3.Connection,
    call: Call,
    user: User | None,
    step: str,
    data: Mapping[str, Any] | None = None,
) -> str:
    """Give out a Session.

    Args:
        db: A transaction.
        call: The call that gives it.
        user: Whom it is for; None for a user who only seems to exist.
        step: What it is good for.
        data: What the next call needs to know.
    """
    session = b64encode(call.environment.token_bytes(63)).decode()
    db.execute("DELETE FROM sessions WHERE expires_at <= ?", (call.now - 86_400,))
    db.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
        (
            _hash(session),
            call.client.id,
            _sub(user),
            step,
            json.dumps(data or {}),
            call.now + call.client.session_validity,
        ),
    )
    return session


def find(
    db: sqlite3.Connection, call: Call, session: str, user: User | None, step: str
) -> dict[str, Any]:
    """Check a Session without using it up.

    Returns:
        The data it was issued with.

    Raises:
        ServiceError: `NotAuthorizedException` for one that is too old, was used, or was given to
            another user or client or for another step.
    """
    row = db.execute(
        "SELECT * FROM sessions WHERE hash = ? AND client_id = ? AND sub = ? AND step = ?",
        (_hash(session), call.client.id, _sub(user), step),
    ).fetchone()
    if row is None:
        raise not_authorized("Invalid session for the user.")
    if row["expires_at"] <= call.now:
        raise not_authorized("Invalid session for the user, session is expired.")
    return dict(json.loads(row["data"]))


def holder(db: sqlite3.Connection, call: Call, session: str) -> tuple[Call, User]:
    """Whose a Session is, for operations whose requests name neither user nor client.

    Returns:
        The call as the Session's client would make it, and the Session's user.

    Raises:
        ServiceError: `NotAuthorizedException` when there is no such Session.
    """
    row = db.execute("SELECT * FROM sessions WHERE hash = ?", (_hash(session),)).fetchone()
    user = users.by_sub(db, row["sub"]) if row else None
    if user is None:
        raise not_authorized("Invalid session for the user.")
    return replace(call, request={**call.request, "ClientId": row["client_id"]}), user


def is_live(db: sqlite3.Connection, call: Call, session: str, user: User | None, step: str) -> bool:
    """Whether `find` would find this Session."""
    try:
        find(db, call, session, user, step)
    except ServiceError:
        return False
    return True


def redeem(
    db: sqlite3.Connection, call: Call, session: str, user: User | None, step: str
) -> dict[str, Any]:
    """Check a Session and use it up; see `find`."""
    data = find(db, call, session, user, step)
    use_up(db, session)
    return data


def use_up(db: sqlite3.Connection, session: str) -> None:
    """End a Session."""
    db.execute("DELETE FROM sessions WHERE hash = ?", (_hash(session),))


def change(db: sqlite3.Connection, session: str, data: Mapping[str, Any]) -> None:
    """Give a Session other data."""
    db.execute("UPDATE sessions SET data = ? WHERE hash = ?", (json.dumps(data), _hash(session)))


def _hash(session: str) -> bytes:
    return sha256(session.encode()).digest()


def _sub(user: User | None) -> str:
    """Sessions of users who do not exist are nobody's, and lead nowhere."""
    return user.sub if user else ""
