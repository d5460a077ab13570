"""Texts of the mail and text messages that carry codes and links.

Source: Cognito's developer guide, "Customizing email and SMS messages".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from user_pool.outbox import Message, timestamp
from user_pool.triggers import custom_message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.delivery import Delivery
    from user_pool.users import User

VERIFICATION_SUBJECT = "Your verification code"
VERIFICATION_CODE = "Your verification code is {####}"
LINK_SUBJECT = "Your verification link"
LINK_MESSAGE = "Please click the link below to verify your email address. {##Verify Email##}"

SIGN_IN_SUBJECT = "Your sign-in code"
SIGN_IN_CODE = "Your authentication code is {####}"

INVITATION_SUBJECT = "Your temporary password"
INVITATION = "Your username is {username} and temporary password is {####}."
INVITATION_WITHOUT_PASSWORD = "Your username is {username}."

_CODE, _LINK, _USERNAME = "{####}", "{##Click Here##}", "{username}"
_LINK_TEXT = re.compile(r"\{##(.*?)##\}")


def code_message(call: Call, user: User, delivery: Delivery, code: str, occasion: str) -> Message:
    """Compose the message that carries a verification code.

    Args:
        call: The call.
        user: The user.
        delivery: The user's address.
        code: The code.
        occasion: The purpose, by CustomMessage's name, such as `SignUp`.
    """
    templates = call.pool.templates
    own = {
        "emailSubject": templates.get("EmailSubject", VERIFICATION_SUBJECT),
        "emailMessage": templates.get("EmailMessage", VERIFICATION_CODE),
        "smsMessage": templates.get("SmsMessage", VERIFICATION_CODE),
    }
    texts = _customized(call, user, occasion, own, codeParameter=_CODE)
    subject, text = _of_medium(texts, delivery)
    body = text.replace(_CODE, code)
    return Message(delivery.to, delivery.medium, subject, body, code, None, timestamp(call.now))


def authentication_message(
    call: Call, user: User, delivery: Delivery, code: str, *, new_address: bool
) -> Message:
    """Compose the message that carries a sign-in code.

    Args:
        call: The call.
        user: The user.
        delivery: The address.
        code: The code.
        new_address: Whether the code verifies an address that the user is adding.
    """
    pool = call.pool
    own = {
        "emailSubject": pool.email_mfa.get("Subject", SIGN_IN_SUBJECT),
        "emailMessage": pool.email_mfa.get("Message") or SIGN_IN_CODE,
        "smsMessage": pool.sms_authentication or SIGN_IN_CODE,
    }
    occasion = "VerifyUserAttribute" if new_address else "Authentication"
    texts = _customized(call, user, occasion, own, codeParameter=_CODE)
    subject, text = _of_medium(texts, delivery)
    body = text.replace(_CODE, code)
    return Message(delivery.to, delivery.medium, subject, body, code, None, timestamp(call.now))


def link_message(call: Call, user: User, delivery: Delivery, link: str, occasion: str) -> Message:
    """Compose the mail that carries a verification link.

    Args:
        call: The call.
        user: The user.
        delivery: The user's address.
        link: The link.
        occasion: The purpose: `SignUp` or `ResendCode`.
    """
    templates = call.pool.templates
    own = {
        "emailSubject": templates.get("EmailSubjectByLink", LINK_SUBJECT),
        "emailMessage": templates.get("EmailMessageByLink", LINK_MESSAGE),
    }
    texts = _customized(call, user, occasion, own, codeParameter=_CODE, linkParameter=_LINK)
    subject, text = _of_medium(texts, delivery)
    body = _LINK_TEXT.sub(lambda match: f"{match[1]}: {link}", text)
    return Message(delivery.to, delivery.medium, subject, body, None, link, timestamp(call.now))


def invitation_message(
    call: Call, user: User, delivery: Delivery, username: str, password: str | None
) -> Message:
    """Compose the message for a user whom an administrator has created.

    Args:
        call: The call.
        user: The user.
        delivery: The user's address.
        username: The name that the user signs in with.
        password: The temporary password, or None for a user without a password.
    """
    templates = call.pool.invitation
    default = INVITATION if password else INVITATION_WITHOUT_PASSWORD
    own = {
        "emailSubject": templates.get("EmailSubject", INVITATION_SUBJECT),
        "emailMessage": templates.get("EmailMessage", default),
        "smsMessage": templates.get("SMSMessage", default),
    }
    code = _CODE if password else None
    texts = _customized(
        call, user, "AdminCreateUser", own, codeParameter=code, usernameParameter=_USERNAME
    )
    subject, text = _of_medium(texts, delivery)
    body = text.replace(_USERNAME, username).replace(_CODE, password or "")
    return Message(delivery.to, delivery.medium, subject, body, password, None, timestamp(call.now))


def _customized(
    call: Call, user: User, occasion: str, own: Mapping[str, str], **parameters: str | None
) -> Mapping[str, str]:
    """Return the CustomMessage trigger's texts, with the pool's own for those that are missing."""
    custom = custom_message(call, user, occasion, parameters)
    return {**own, **{name: text for name, text in custom.items() if text}}


def _of_medium(texts: Mapping[str, str], delivery: Delivery) -> tuple[str, str]:
    """Return the subject and the text for a medium."""
    if delivery.medium == "SMS":
        return "", texts["smsMessage"]
    return texts["emailSubject"], texts["emailMessage"]
