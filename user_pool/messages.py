"""Mail and text messages: where they go, what they say, and the outbox that keeps them.

Texts: Cognito's developer guide, "Customizing email and SMS messages".
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.settings import UserPool

_MEDIUM = {"email": "EMAIL", "phone_number": "SMS"}
_KEPT = 86_400
"""Seconds that the outbox keeps a message: as long as the codes in it can live."""

VERIFICATION_SUBJECT = "Your verification code"
VERIFICATION_CODE = "Your verification code is {####}"
LINK_SUBJECT = "Your verification link"
LINK_MESSAGE = "Please click the link below to verify your email address. {##Verify Email##}"

_LINK_TEXT = re.compile(r"\{##(.*?)##\}")


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


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a code goes.

    Attributes:
        attribute: `email` or `phone_number`.
        to: The address itself.
    """

    attribute: str
    to: str = field(repr=False)

    @property
    def medium(self) -> str:
        """`EMAIL` or `SMS`."""
        return _MEDIUM[self.attribute]

    def details(self) -> dict[str, str]:
        """Cognito's `CodeDeliveryDetails`, where the address is masked."""
        return {
            "AttributeName": self.attribute,
            "DeliveryMedium": self.medium,
            "Destination": masked(self.to),
        }


def masked(address: str) -> str:
    """An address as strangers may see it: `t***@e***`, or `+*******0123`."""
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}***@{domain[:1]}***"
    return f"+{'*' * (len(address) - 5)}{address[-4:]}"


def sign_up_delivery(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Where a new user's code goes: of phone and mail, Cognito chooses the phone."""
    for attribute in ("phone_number", "email"):
        if attribute in pool.auto_verified and attributes.get(attribute):
            return Delivery(attribute, attributes[attribute])
    return None


def recovery_delivery(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Where a code for a new password goes: to the first of the pool's ways that is verified."""
    for attribute in pool.recovery:
        if attributes.get(f"{attribute}_verified") == "true":
            return Delivery(attribute, attributes[attribute])
    return None


def code_message(call: Call, delivery: Delivery, code: str) -> Message:
    """The message that carries a code."""
    templates = call.pool.templates
    if delivery.medium == "SMS":
        subject = ""
        text = templates.get("SmsMessage", VERIFICATION_CODE)
    else:
        subject = call.customized(templates.get("EmailSubject", VERIFICATION_SUBJECT), "EMAIL")
        text = templates.get("EmailMessage", VERIFICATION_CODE)
    body = call.customized(text, delivery.medium).replace("{####}", code)
    return Message(delivery.to, delivery.medium, subject, body, code, None, _iso(call.now))


def authentication_message(pool: UserPool, delivery: Delivery, code: str, now: float) -> Message:
    """The message that carries a code to sign in with."""
    subject = "" if delivery.medium == "SMS" else pool.email_mfa.get("Subject", "Your sign-in code")
    templates = {"EMAIL": pool.email_mfa.get("Message"), "SMS": pool.sms_authentication}
    text = templates[delivery.medium] or "Your authentication code is {####}"
    body = text.replace("{####}", code)
    return Message(delivery.to, delivery.medium, subject, body, code, None, _iso(now))


def link_message(call: Call, delivery: Delivery, link: str) -> Message:
    """The mail that carries a verification link."""
    templates = call.pool.templates
    subject = call.customized(templates.get("EmailSubjectByLink", LINK_SUBJECT), "EMAIL")
    text = call.customized(templates.get("EmailMessageByLink", LINK_MESSAGE), "EMAIL")
    body = _LINK_TEXT.sub(lambda match: f"{match[1]}: {link}", text)
    return Message(delivery.to, delivery.medium, subject, body, None, link, _iso(call.now))


def keep(db: sqlite3.Connection, message: Message, now: float) -> None:
    """Put a message into the outbox, and let go of yesterday's."""
    db.execute("DELETE FROM messages WHERE sent_at <= ?", (now - _KEPT,))
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


def outbox(db: sqlite3.Connection, to: str | None, now: float) -> list[Message]:
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
        {"to": to, "since": now - _KEPT},
    )
    return [
        Message(
            row["recipient"],
            row["medium"],
            row["subject"],
            row["body"],
            row["code"],
            row["link"],
            _iso(row["sent_at"]),
        )
        for row in rows
    ]


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
