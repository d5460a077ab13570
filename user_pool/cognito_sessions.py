"""Cognito Sessions, which link one call of a sign-up or sign-in to the next.

A Session is 504 random bits, stored as a hash, bound to a user, a client and one step, and deleted
when it is used. SignUp issues its Session before anything is verified, so that Session leads only
to ConfirmSignUp. Otherwise an attacker who registers another person's address could sign in as soon
as the owner confirms it.
"""

from __future__ import annotations

import json
from base64 import b64encode
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
"""Issued by SignUp to an unconfirmed user: leads to ConfirmSignUp."""

CONFIRMED = "CONFIRMED"
"""Issued when a user is confirmed: signs in once with USER_AUTH."""


def issue(
    db: sqlite3.Connection,
    call: Call,
    user: User | None,
    step: str,
    data: Mapping[str, Any] | None = None,
) -> str:
    """Issue a Session.

    Args:
        db: A transaction.
        call: The call that issues it.
        user: The user, or None for a simulated user.
        step: The step that it leads to.
        data: Data for the next call.
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
    """Check a Session without consuming it.

    Returns:
        The data it was issued with.

    Raises:
        ServiceError: `NotAuthorizedException` for a Session that has expired or was used, or that
            belongs to another user, client or step.
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
    """Find the owner of a Session, for operations whose requests name neither user nor client.

    Returns:
        The call as the Session's client makes it, and the Session's user.

    Raises:
        ServiceError: `NotAuthorizedException` when there is no such Session.
    """
    row = db.execute("SELECT * FROM sessions WHERE hash = ?", (_hash(session),)).fetchone()
    user = users.by_sub(db, row["sub"]) if row else None
    if user is None:
        raise not_authorized("Invalid session for the user.")
    return call.made_by(row["client_id"]), user


def is_live(db: sqlite3.Connection, call: Call, session: str, user: User | None, step: str) -> bool:
    """Return whether `find` accepts a Session."""
    try:
        find(db, call, session, user, step)
    except ServiceError:
        return False
    return True


def redeem(
    db: sqlite3.Connection, call: Call, session: str, user: User | None, step: str
) -> dict[str, Any]:
    """Check a Session as `find` does, and consume it."""
    data = find(db, call, session, user, step)
    consume(db, session)
    return data


def consume(db: sqlite3.Connection, session: str) -> None:
    """Delete a Session."""
    db.execute("DELETE FROM sessions WHERE hash = ?", (_hash(session),))


def change(db: sqlite3.Connection, session: str, data: Mapping[str, Any]) -> None:
    """Replace the data of a Session."""
    db.execute("UPDATE sessions SET data = ? WHERE hash = ?", (json.dumps(data), _hash(session)))


def _hash(session: str) -> bytes:
    return sha256(session.encode()).digest()


def _sub(user: User | None) -> str:
    """Return the owner of a Session, empty for a simulated user."""
    return user.sub if user else ""
