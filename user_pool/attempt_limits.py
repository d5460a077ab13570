"""Limits on attempts, and lockout after wrong passwords.

Cognito's developer guide, "Quotas": 15 confirmations and 5 new codes an hour for each user. A
refused attempt does not count, so the window moves on.
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
    """Number of attempts in any hour.

    Attributes:
        kind: Name of what is counted.
        tries: Attempts allowed in an hour.
    """

    kind: str
    tries: int

    def count(self, db: sqlite3.Connection, subject: str, now: float) -> None:
        """Count one attempt.

        Raises:
            ServiceError: `LimitExceededException` when no attempt is left.
        """
        db.execute("DELETE FROM attempts WHERE at <= ?", (now - _HOUR,))
        (used,) = db.execute(
            "SELECT count(*) FROM attempts WHERE subject = ? AND kind = ?", (subject, self.kind)
        ).fetchone()
        if used >= self.tries:
            raise attempt_limit()
        db.execute("INSERT INTO attempts VALUES (?, ?, ?)", (subject, self.kind, now))

    def was_tried(self, db: sqlite3.Connection, subject: str, now: float) -> bool:
        """Return whether there was an attempt in the last hour."""
        found = db.execute(
            "SELECT 1 FROM attempts WHERE subject = ? AND kind = ? AND at > ?",
            (subject, self.kind, now - _HOUR),
        ).fetchone()
        return found is not None


def forget_after(db: sqlite3.Connection, now: float) -> None:
    """Forget attempts made after a time, once a clock has been set back to it."""
    db.execute("DELETE FROM attempts WHERE at > ?", (now,))
    db.execute("DELETE FROM lockouts WHERE failed_at > ?", (now,))


CONFIRM_SIGN_UP = Limit("ConfirmSignUp", 15)
RESEND_CODE = Limit("ResendConfirmationCode", 5)
FORGOT_PASSWORD = Limit("ForgotPassword", 5)
CHANGE_PASSWORD = Limit("ChangePassword", 5)
CONFIRM_FORGOT_PASSWORD = Limit("ConfirmForgotPassword", 15)

_FREE_FAILURES = 5
_LONGEST_LOCK = 900


def check_lockout(db: sqlite3.Connection, subject: str, now: float) -> None:
    """Refuse to check a password while the user is locked out.

    The fifth wrong password in a row locks a user for a second, and each further one for twice as
    long, up to 15 minutes. After 15 minutes without an attempt the count starts again.

    Raises:
        ServiceError: `NotAuthorizedException`, which does not count as another failure.
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
    """Forget wrong passwords after a right one."""
    db.execute("DELETE FROM lockouts WHERE subject = ?", (subject,))
