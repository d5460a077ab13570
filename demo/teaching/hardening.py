"""Hardening that a public form needs in addition to Amplify's example, and its code."""

from dataclasses import dataclass
from functools import cache

from demo.teaching.source import Source, source_of
from signup.flows import enumeration_protection, error_responses, pending_sign_up
from signup.forms.base import Form
from signup.forms.fields.password import NewPasswordField
from signup.session.interface import EncryptedSessionInterface
from signup.views import confirm_sign_up
from signup.web import rate_limits


@dataclass(frozen=True, slots=True)
class Hardening:
    """One thing that a public form needs.

    Attributes:
        name: Its name.
        example: The behaviour of the example.
        here: The behaviour of this project.
        source: The code that does it.
    """

    name: str
    example: str
    here: str
    source: Source


@cache
def hardenings() -> tuple[Hardening, ...]:
    """Return the rows of the table, in the order in which a visitor meets them."""
    return (
        Hardening(
            "Validation",
            "Checks the format of the address and the length of the password.",
            "Checks the pool's whole password policy and a list of common passwords, and names "
            "every problem at once.",
            source_of(NewPasswordField.pre_validate),
        ),
        Hardening(
            "Errors",
            "Shows Cognito's message on a page of its own.",
            "Shows the form again with what was typed, and says beside the field what to do.",
            source_of(error_responses.render_failure),
        ),
        Hardening(
            "Taken addresses",
            "Says that the account already exists, so anyone can find out who has one.",
            "Answers as for a new address, and tells the owner by mail.",
            source_of(enumeration_protection.sign_up),
        ),
        Hardening(
            "CSRF",
            "Flask-WTF's token. An expired form is shown again without an explanation.",
            "The same token. The page explains what happened and keeps what was typed.",
            source_of(Form.validate_on_submit),
        ),
        Hardening(
            "Rate limits",
            "Has only Cognito's own limits.",
            "Limits every step per network and per account, below Cognito's own limits.",
            source_of(rate_limits.count),
        ),
        Hardening(
            "Sessions",
            "Keeps the sign-up in a cookie that its browser can read.",
            "Keeps it on the server, encrypted with a key that only the cookie holds.",
            source_of(EncryptedSessionInterface.open_session),
        ),
        Hardening(
            "Resending the code",
            "Has no way to get another code.",
            "Has a button with a cooldown, and a way to correct the address.",
            source_of(confirm_sign_up.resend_sign_up_code),
        ),
        Hardening(
            "Auto sign-in after a reload",
            "Works in Flask. In React, a reload loses the variable.",
            "Keeps Cognito's Session for three minutes, and no password.",
            source_of(pending_sign_up.keep_auto_sign_in),
        ),
    )
