"""Outbox, which keeps messages instead of sending them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_RETENTION = 86_400
"""Lifetime of a message in seconds: the longest of a code."""


@dataclass(frozen=True, slots=True)
class Message:
    """Message in the outbox.

    Attributes:
        to: The address or phone number.
        medium: `EMAIL` or `SMS`.
        subject: Of mail; empty for a text message.
        body: The text.
        code: The code or temporary password in it, or None.
        link: The verification link in it, or None.
        sent_at: UTC, ISO 8601.
    """

    to: str = field(repr=False)
    medium: str
    subject: str
    body: str = field(repr=False)
    code: str | None = field(repr=False)
    link: str | None = field(repr=False)
    sent_at: str

    def public(self) -> dict[str, str | None]:
        """Return the message in JSON's types."""
        return asdict(self)


def add(db: sqlite3.Connection, message: Message, now: float) -> None:
    """Add a message, and delete those older than 24 hours."""
    db.execute("DELETE FROM messages WHERE sent_at <= ?", (now - _RETENTION,))
    db.execute(
        "INSERT INTO messages (recipient, medium, subject, body, code, link, sent_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            message.to,
            message.medium,
            message.subject,
            message.body,
            message.code,
            message.link,
            now,
        ),
    )


_NEWEST = "SELECT * FROM messages WHERE sent_at > :since ORDER BY id DESC LIMIT 1000"
_NEWEST_TO = _NEWEST.replace("WHERE", "WHERE recipient = :to AND")


def messages(db: sqlite3.Connection, to: str | None, now: float) -> list[Message]:
    """Return the messages of the last 24 hours, newest first, a thousand at most.

    Args:
        db: A connection.
        to: The address that messages went to, in any case, or None for all.
        now: Seconds since 1970.
    """
    query = _NEWEST if to is None else _NEWEST_TO
    rows = db.execute(query, {"to": to, "since": now - _RETENTION})
    return [
        Message(
            row["recipient"],
            row["medium"],
            row["subject"],
            row["body"],
            row["code"],
            row["link"],
            timestamp(row["sent_at"]),
        )
        for row in rows
    ]


def timestamp(seconds: float) -> str:
    """Format seconds since 1970 as UTC, ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
