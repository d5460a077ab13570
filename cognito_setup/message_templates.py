"""Texts for the messages of a new pool, which say who sends them.

A pool without a CustomMessage trigger has one template for every code that it sends by mail. So the
text is true for all of them: confirming an address, and choosing a new password. Mail is HTML.
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

    They are set when the pool is made and never again, because they are yours to change.

    Args:
        name: What the service is called.
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
    """Return the member for a text, or nothing where a long name leaves no room for it."""
    return {member: text} if len(text) <= TEXT_MESSAGE_MAXIMUM else {}
