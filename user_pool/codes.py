"""One-time codes: six digits, or the secret of a verification link.

The database has keyed hashes of them. There is one live code for a user and purpose, so that
sending another makes the earlier one worthless, and a right one is deleted as it is used.
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
FORGOT_PASSWORD = "FORGOT_PASSWORD"  # noqa: S105 - the name of a purpose

VALIDITY = {SIGN_UP: 86_400, FORGOT_PASSWORD: 3600}
"""Seconds that a code lives (developer guide, "Quotas")."""


def six_digits(call: Call) -> str:
    """A new code."""
    return f"{int.from_bytes(call.environment.token_bytes(16)) % 1_000_000:06}"


def link_secret(call: Call) -> str:
    """A new secret for a link: 256 random bits."""
    return urlsafe_b64encode(call.environment.token_bytes(32)).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is sent.

    Attributes:
        sub: Whose it is.
        purpose: `SIGN_UP` or `FORGOT_PASSWORD`.
        attribute: The attribute whose address it goes to, which it will verify.
        text: The code itself.
    """

    sub: str
    purpose: str
    attribute: str
    text: str = field(repr=False)


def keep(db: sqlite3.Connection, call: Call, code: Code) -> None:
    """Make this the user's live code."""
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
    """Check a code without using it up.

    Returns:
        The attribute that it was sent to.

    Raises:
        ServiceError: `ExpiredCodeException` when none is live, `CodeMismatchException` when the
            live one is another.
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


def use_up(db: sqlite3.Connection, sub: str, purpose: str) -> None:
    """Delete the user's live code."""
    db.execute("DELETE FROM codes WHERE sub = ? AND purpose = ?", (sub, purpose))


def _hash(call: Call, sub: str, purpose: str, code: str) -> bytes:
    return call.environment.keyed_hash("code", sub, purpose, code)
