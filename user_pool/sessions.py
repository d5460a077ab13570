"""Sessions: the tickets from one call of a sign-up or sign-in to the next.

A Session is 512 random bits, kept as a hash, bound to a user, a client and the one step that it is
good for, and gone as soon as it is used. The step matters: the Session from SignUp is given before
anybody proved anything, so it is a ticket to ConfirmSignUp and never a factor; otherwise whoever
registered somebody else's address could sign in as soon as the owner confirms it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from user_pool.errors import not_authorized

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call

SIGN_UP = "SIGN_UP"
"""Given by SignUp to an unconfirmed user: a ticket to ConfirmSignUp."""

CONFIRMED = "CONFIRMED"
"""Given when a user is confirmed: signs in once with USER_AUTH."""


def issue(
    db: sqlite3.Connection, call: Call, sub: str, step: str, data: Mapping[str, Any] | None = None
) -> str:
    """Give out a Session.

    Args:
        db: A transaction.
        call: The call that gives it.
        sub: Whom it is for.
        step: What it is good for.
        data: What the next call needs to know.
    """
    session = urlsafe_b64encode(call.environment.token_bytes(64)).decode()
    db.execute("DELETE FROM sessions WHERE expires_at <= ?", (call.now - 86_400,))
    db.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
        (
            _hash(session),
            call.client.id,
            sub,
            step,
            json.dumps(data or {}),
            call.now + call.client.session_validity,
        ),
    )
    return session


def is_live(db: sqlite3.Connection, call: Call, session: str, sub: str, step: str) -> bool:
    """Whether a Session is good for this step, without using it up."""
    found = db.execute(
        "SELECT 1 FROM sessions WHERE hash = ? AND client_id = ? AND sub = ? AND step = ?"
        " AND expires_at > ?",
        (_hash(session), call.client.id, sub, step, call.now),
    ).fetchone()
    return found is not None


def redeem(db: sqlite3.Connection, call: Call, session: str, sub: str, step: str) -> dict[str, Any]:
    """Use a Session up.

    Returns:
        The data it was issued with.

    Raises:
        ServiceError: `NotAuthorizedException` for one that is too old, was used, or was given to
            another user or client or for another step.
    """
    row = db.execute(
        "DELETE FROM sessions WHERE hash = ? AND client_id = ? AND sub = ? AND step = ?"
        " RETURNING data, expires_at",
        (_hash(session), call.client.id, sub, step),
    ).fetchone()
    if row is None:
        raise not_authorized("Invalid session for the user.")
    if row["expires_at"] <= call.now:
        raise not_authorized("Invalid session for the user, session is expired.")
    return dict(json.loads(row["data"]))


def _hash(session: str) -> bytes:
    return sha256(session.encode()).digest()
