"""Software tokens: codes of an authenticator app as second factor (RFC 6238)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions
from user_pool.errors import ServiceError

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.users import User

SOFTWARE_TOKEN_MFA = "SOFTWARE_TOKEN_MFA"
ASSOCIATED = "MFA_SETUP associated"
"""Step of a Session whose user has a secret."""

VERIFIED = "MFA_SETUP verified"
"""Step of a Session whose user has proved the secret."""

_SECRET_BYTES = 32

_SECONDS = 30
_DRIFT = 1
"""Steps by which the app's clock may be ahead or behind."""


def code_at(secret: bytes, step: int) -> str:
    """Return the six digits that the app shows in a step of 30 seconds since 1970."""
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def step_of(secret: bytes, code: str, now: float) -> int | None:
    """Return the step of a code if it is the current one or one next to it."""
    current = int(now // _SECONDS)
    steps = range(current - _DRIFT, current + _DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


def has(db: sqlite3.Connection, user: User) -> bool:
    """Return whether the user has set up an app."""
    row = db.execute("SELECT 1 FROM software_tokens WHERE sub = ?", (user.sub,)).fetchone()
    return row is not None


def new_secret(call: Call) -> bytes:
    """Generate a secret."""
    return call.environment.token_bytes(_SECRET_BYTES)


def save_pending(db: sqlite3.Connection, user: User, secret: bytes) -> None:
    """Store a secret that the user's app has not yet proved."""
    db.execute("INSERT OR REPLACE INTO pending_software_tokens VALUES (?, ?)", (user.sub, secret))


def pending(db: sqlite3.Connection, user: User) -> bytes | None:
    """Return the secret that the user's app has not yet proved."""
    row = db.execute(
        "SELECT secret FROM pending_software_tokens WHERE sub = ?", (user.sub,)
    ).fetchone()
    return row and bytes(row["secret"])


def verify(db: sqlite3.Connection, call: Call, user: User, secret: bytes) -> None:
    """Make a secret the user's own with its first code.

    Raises:
        ServiceError: `EnableSoftwareTokenMFAException` for a wrong code.
    """
    step = step_of(secret, call.request["UserCode"], call.now)
    if step is None:
        raise ServiceError("EnableSoftwareTokenMFAException", "Code mismatch")
    db.execute("DELETE FROM pending_software_tokens WHERE sub = ?", (user.sub,))
    save(db, user, secret, step)


def save(db: sqlite3.Connection, user: User, secret: bytes, step: int) -> None:
    """Store the user's secret after its first code."""
    db.execute("INSERT OR REPLACE INTO software_tokens VALUES (?, ?, ?)", (user.sub, secret, step))


def ask(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Return the challenge for a code of the app."""
    return {
        "ChallengeName": SOFTWARE_TOKEN_MFA,
        "Session": cognito_sessions.issue(db, call, user, SOFTWARE_TOKEN_MFA),
        "ChallengeParameters": {},
    }


def use(db: sqlite3.Connection, user: User, code: str, now: float) -> bool:
    """Check a code and mark it used. Returns whether it is right.

    Raises:
        ServiceError: `ExpiredCodeException` for a code that was used before.
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
