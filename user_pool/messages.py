"""Texts of the mail and text messages that carry codes and links.

Source: Cognito's developer guide, "Customizing email and SMS messages".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from user_pool.outbox import Message, timestamp

if TYPE_CHECKING:
    from user_pool.context import Call
    from user_pool.delivery import Delivery
    from user_pool.settings import UserPool

VERIFICATION_SUBJECT = "Your verification code"
VERIFICATION_CODE = "Your verification code is {####}"
LINK_SUBJECT = "Your verification link"
LINK_MESSAGE = "Please click the link below to verify your email address. {##Verify Email##}"

INVITATION_SUBJECT = "Your temporary password"
INVITATION = "Your username is {username} and temporary password is {####}."
INVITATION_WITHOUT_PASSWORD = "Your username is {username}."  # noqa: S105 - no password

_LINK_TEXT = re.compile(r"\{##(.*?)##\}")


def code_message(call: Call, delivery: Delivery, code: str) -> Message:
    """Compose the message that carries a verification code."""
    templates = call.pool.templates
    if delivery.medium == "SMS":
        subject = ""
        text = templates.get("SmsMessage", VERIFICATION_CODE)
    else:
        subject = call.customized(templates.get("EmailSubject", VERIFICATION_SUBJECT), "EMAIL")
        text = templates.get("EmailMessage", VERIFICATION_CODE)
    body = call.customized(text, delivery.medium).replace("{####}", code)
    return Message(delivery.to, delivery.medium, subject, body, code, None, timestamp(call.now))


def authentication_message(pool: UserPool, delivery: Delivery, code: str, now: float) -> Message:
    """Compose the message that carries a sign-in code."""
    subject = "" if delivery.medium == "SMS" else pool.email_mfa.get("Subject", "Your sign-in code")
    templates = {"EMAIL": pool.email_mfa.get("Message"), "SMS": pool.sms_authentication}
    text = templates[delivery.medium] or "Your authentication code is {####}"
    body = text.replace("{####}", code)
    return Message(delivery.to, delivery.medium, subject, body, code, None, timestamp(now))


def link_message(call: Call, delivery: Delivery, link: str) -> Message:
    """Compose the mail that carries a verification link."""
    templates = call.pool.templates
    subject = call.customized(templates.get("EmailSubjectByLink", LINK_SUBJECT), "EMAIL")
    text = call.customized(templates.get("EmailMessageByLink", LINK_MESSAGE), "EMAIL")
    body = _LINK_TEXT.sub(lambda match: f"{match[1]}: {link}", text)
    return Message(delivery.to, delivery.medium, subject, body, None, link, timestamp(call.now))


def invitation_message(
    call: Call, delivery: Delivery, username: str, password: str | None
) -> Message:
    """Compose the message for a user whom an administrator has created.

    Args:
        call: The call.
        delivery: The user's address.
        username: The name that the user signs in with.
        password: The temporary password, or None for a user without a password.
    """
    templates = call.pool.invitation
    default = INVITATION if password else INVITATION_WITHOUT_PASSWORD
    subject = ""
    text = templates.get("SMSMessage", default)
    if delivery.medium == "EMAIL":
        subject = call.customized(templates.get("EmailSubject", INVITATION_SUBJECT), "EMAIL")
        text = templates.get("EmailMessage", default)
    body = call.customized(text, delivery.medium).replace("{username}", username)
    body = body.replace("{####}", password or "")
    return Message(delivery.to, delivery.medium, subject, body, password, None, timestamp(call.now))
