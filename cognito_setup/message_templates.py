"""Message templates of a new pool, which name the service.

Without a CustomMessage trigger, a pool uses one template for all codes by mail, so its text suits
confirming an address and resetting a password. Mail is HTML.
"""

from __future__ import annotations

from html import escape
from typing import Any

TEMPORARY_PASSWORD_DAYS = 7
"""Lifetime of a temporary password, Cognito's default."""

TEXT_MESSAGE_MAXIMUM = 140
"""Characters that Cognito allows in a text message."""

_PARAGRAPH = "<br><br>"


def message_templates(name: str) -> dict[str, Any]:
    """Return the texts as members of `CreateUserPool`.

    `create` sets them once and never resets them.

    Args:
        name: The service's name.
    """
    mail_name = escape(name, quote=False)
    return {
        "VerificationMessageTemplate": {
            "EmailSubject": f"Your code for {name}",
            "EmailMessage": _PARAGRAPH.join(
                (
                    f"{{####}} is your code for {mail_name}.",
                    "Enter it on the page that asked for it. Only the newest code works.",
                    "If you didn't ask for it, ignore this email. Don't share it with anyone.",
                )
            ),
            **_text_message("SmsMessage", f"{{####}} is your code for {name}. Don't share it."),
        },
        "AdminCreateUserConfig": {
            "InviteMessageTemplate": {
                "EmailSubject": f"Your {name} account",
                "EmailMessage": _PARAGRAPH.join(
                    (
                        f"An account has been created for you at {mail_name}. Sign in with:",
                        "{username}",
                        "Temporary password: {####}",
                        "You'll choose your own password when you sign in.",
                        f"The temporary password works for {TEMPORARY_PASSWORD_DAYS} days.",
                    )
                ),
                **_text_message(
                    "SMSMessage", f"Your {name} account: {{username}}, temporary password {{####}}"
                ),
            }
        },
    }


def _text_message(member: str, text: str) -> dict[str, str]:
    """Return the member for a text, or nothing if a long name makes it too long."""
    return {member: text} if len(text) <= TEXT_MESSAGE_MAXIMUM else {}
