"""One-time codes of six digits, and secrets of verification links.

The database stores keyed hashes. A user has one valid code for each purpose: sending another
replaces it, and a right one is deleted when it is used.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from user_pool.errors import no_live_code, wrong_code

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call

SIGN_UP = "SIGN_UP"
FORGOT_PASSWORD = "FORGOT_PASSWORD"

PURPOSES = {"SignUp": SIGN_UP, "ResendCode": SIGN_UP, "ForgotPassword": FORGOT_PASSWORD}
"""Purposes of codes by CustomMessage's name of the occasion."""

VALIDITY = {SIGN_UP: 86_400, FORGOT_PASSWORD: 3600}
"""Lifetime of a code in seconds (developer guide, "Quotas")."""


def six_digits(call: Call) -> str:
    """Generate a code."""
    return f"{int.from_bytes(call.environment.token_bytes(16)) % 1_000_000:06}"


def link_secret(call: Call) -> str:
    """Generate the secret of a link: 256 random bits."""
    return urlsafe_b64encode(call.environment.token_bytes(32)).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Code:
    """Code that is sent to a user.

    Attributes:
        sub: The user's sub.
        purpose: `SIGN_UP` or `FORGOT_PASSWORD`.
        attribute: The attribute that receives and verifies it.
        text: The code itself.
    """

    sub: str
    purpose: str
    attribute: str
    text: str = field(repr=False)


def save(db: sqlite3.Connection, call: Call, code: Code) -> None:
    """Store a code in place of the user's earlier one."""
    db.execute("DELETE FROM codes WHERE expires_at <= ?", (call.now,))
    db.execute(
        "INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?, ?)",
        (
            code.sub,
            code.purpose,
            _hash(call, code.sub, code.purpose, code.text),
            code.attribute,
            call.now + VALIDITY[code.purpose],
        ),
    )


def check(db: sqlite3.Connection, call: Call, sub: str, purpose: str, code: str) -> str:
    """Check a code without consuming it.

    Returns:
        The attribute that the code was sent to.

    Raises:
        ServiceError: `ExpiredCodeException` when the user has no valid code,
            `CodeMismatchException` when the valid code is a different one.
    """
    row = db.execute(
        "SELECT * FROM codes WHERE sub = ? AND purpose = ? AND expires_at > ?",
        (sub, purpose, call.now),
    ).fetchone()
    if row is None:
        raise no_live_code()
    if not hmac.compare_digest(row["hash"], _hash(call, sub, purpose, code)):
        raise wrong_code()
    return str(row["attribute"])


def consume(db: sqlite3.Connection, sub: str, purpose: str) -> None:
    """Delete the user's code."""
    db.execute("DELETE FROM codes WHERE sub = ? AND purpose = ?", (sub, purpose))


def _hash(call: Call, sub: str, purpose: str, code: str) -> bytes:
    return call.environment.keyed_hash("code", sub, purpose, code)
