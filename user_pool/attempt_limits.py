"""How often something may be tried.

Cognito's developer guide, "Quotas": 15 confirmations and 5 new codes an hour for each user. A
refused try is not counted, so that the window moves on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from user_pool.errors import attempt_limit, not_authorized

if TYPE_CHECKING:
    import sqlite3

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in any hour.

    Attributes:
        kind: What is counted.
        tries: How many are let through in an hour.
    """

    kind: str
    tries: int

    def count(self, db: sqlite3.Connection, subject: str, now: float) -> None:
        """Count one try.

        Raises:
            ServiceError: `LimitExceededException` when the tries are used up.
        """
        db.execute("DELETE FROM attempts WHERE at <= ?", (now - _HOUR,))
        (used,) = db.execute(
            "SELECT count(*) FROM attempts WHERE subject = ? AND kind = ?", (subject, self.kind)
        ).fetchone()
        if used >= self.tries:
            raise attempt_limit()
        db.execute("INSERT INTO attempts VALUES (?, ?, ?)", (subject, self.kind, now))

    def was_tried(self, db: sqlite3.Connection, subject: str, now: float) -> bool:
        """Whether there was a try in the last hour."""
        found = db.execute(
            "SELECT 1 FROM attempts WHERE subject = ? AND kind = ? AND at > ?",
            (subject, self.kind, now - _HOUR),
        ).fetchone()
        return found is not None


def forget_after(db: sqlite3.Connection, now: float) -> None:
    """Forget what was tried after a time, once a clock has been put back to it."""
    db.execute("DELETE FROM attempts WHERE at > ?", (now,))
    db.execute("DELETE FROM lockouts WHERE failed_at > ?", (now,))


CONFIRM_SIGN_UP = Limit("ConfirmSignUp", 15)
RESEND_CODE = Limit("ResendConfirmationCode", 5)
FORGOT_PASSWORD = Limit("ForgotPassword", 5)
CONFIRM_FORGOT_PASSWORD = Limit("ConfirmForgotPassword", 15)

_FREE_FAILURES = 5
_LONGEST_LOCK = 900


def check_lockout(db: sqlite3.Connection, subject: str, now: float) -> None:
    """Refuse to look at a password while the user is locked out.

    From the fifth wrong password in a row on, a user is locked for a second, which doubles up to
    15 minutes; 15 quiet minutes forget the past.

    Raises:
        ServiceError: `NotAuthorizedException`, which is not counted as another failure.
    """
    row = db.execute("SELECT * FROM lockouts WHERE subject = ?", (subject,)).fetchone()
    if row is None or row["failures"] < _FREE_FAILURES:
        return
    lock = min(2 ** (row["failures"] - _FREE_FAILURES), _LONGEST_LOCK)
    if now < row["failed_at"] + lock:
        raise not_authorized("Password attempts exceeded")


def record_failure(db: sqlite3.Connection, subject: str, now: float) -> None:
    """Count a wrong password."""
    db.execute("DELETE FROM lockouts WHERE failed_at <= ?", (now - _LONGEST_LOCK,))
    db.execute(
        "INSERT INTO lockouts VALUES (?, 1, ?) ON CONFLICT (subject)"
        " DO UPDATE SET failures = failures + 1, failed_at = excluded.failed_at",
        (subject, now),
    )


def forget_failures(db: sqlite3.Connection, subject: str) -> None:
    """Start afresh after a right password."""
    db.execute("DELETE FROM lockouts WHERE subject = ?", (subject,))
