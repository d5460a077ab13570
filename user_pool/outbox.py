"""Outbox: the messages that the pool would have sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_RETENTION = 86_400
"""Seconds that a message is kept: as long as the codes in it can live."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message that was sent.

    Attributes:
        to: The address or phone number.
        medium: `EMAIL` or `SMS`.
        subject: Of mail; empty for a text message.
        body: The text.
        code: The code in it, or None.
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
        """The message as the outbox shows it, in JSON's types."""
        return asdict(self)


def add(db: sqlite3.Connection, message: Message, now: float) -> None:
    """Put a message into the outbox, and let go of yesterday's."""
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


def messages(db: sqlite3.Connection, to: str | None, now: float) -> list[Message]:
    """What was sent in the last 24 hours, the newest thousand, newest first.

    Args:
        db: A connection.
        to: Only what went to this address, in any case.
        now: Seconds since 1970.
    """
    condition = "TRUE" if to is None else "recipient = :to"
    rows = db.execute(
        f"SELECT * FROM messages WHERE {condition} AND sent_at > :since"  # noqa: S608 - one of two
        " ORDER BY id DESC LIMIT 1000",
        {"to": to, "since": now - _RETENTION},
    )
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
