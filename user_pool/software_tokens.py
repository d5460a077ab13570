"""Software tokens: the codes of an authenticator app as the second factor (RFC 6238)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions
from user_pool.errors import ServiceError

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.users import User

SOFTWARE_TOKEN_MFA = "SOFTWARE_TOKEN_MFA"  # noqa: S105 - the name of a challenge
SECRET_BYTES = 32

_SECONDS = 30
_DRIFT = 1
"""Steps that the app's clock may be ahead or behind."""


def code_at(secret: bytes, step: int) -> str:
    """The six digits that the app shows in a step of 30 seconds since 1970."""
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def step_of(secret: bytes, code: str, now: float) -> int | None:
    """The step that a code belongs to, if that is the current one or one beside it."""
    current = int(now // _SECONDS)
    steps = range(current - _DRIFT, current + _DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


def has(db: sqlite3.Connection, user: User) -> bool:
    """Whether the user has set one up."""
    row = db.execute("SELECT 1 FROM software_tokens WHERE sub = ?", (user.sub,)).fetchone()
    return row is not None


def keep(db: sqlite3.Connection, user: User, secret: bytes, step: int) -> None:
    """Make this the user's, after a first code."""
    db.execute("INSERT OR REPLACE INTO software_tokens VALUES (?, ?, ?)", (user.sub, secret, step))


def ask(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Ask for the code that the app shows."""
    return {
        "ChallengeName": SOFTWARE_TOKEN_MFA,
        "Session": cognito_sessions.issue(db, call, user, SOFTWARE_TOKEN_MFA),
        "ChallengeParameters": {},
    }


def use(db: sqlite3.Connection, user: User, code: str, now: float) -> bool:
    """Whether this is the code; each signs in once.

    Raises:
        ServiceError: `ExpiredCodeException` for one that did.
    """
    row = db.execute("SELECT * FROM software_tokens WHERE sub = ?", (user.sub,)).fetchone()
    step = step_of(row["secret"], code, now) if row else None
    if step is None:
        return False
    if step <= row["last_step"]:
        raise ServiceError(
            "ExpiredCodeException", "Your software token has already been used once."
        )
    db.execute("UPDATE software_tokens SET last_step = ? WHERE sub = ?", (step, user.sub))
    return True
