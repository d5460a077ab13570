"""Texts of mail and text messages, by occasion.

`signup.flows.mail` fills in `%(service)s` and `%(url)s`. Braces are the pool's placeholders for the
code, the username and the text of a link. Text messages are short and, in English, use GSM-7 only,
so that each is one message.
"""

from dataclasses import dataclass

from signup.i18n.lazy_text import Text, _


@dataclass(frozen=True, slots=True)
class MailTexts:
    """The texts of one occasion.

    Attributes:
        subject: The subject of the mail.
        paragraphs: The paragraphs of the mail.
        text_message: The text message; empty for mail only.
    """

    subject: Text
    paragraphs: tuple[Text | str, ...]
    text_message: Text | str = ""


CONFIRM_ADDRESS = _("Confirm your email address for %(service)s")
IGNORE = _("If you didn't ask for it, ignore this email.")
PASSWORD_PARAGRAPHS = (
    _("Temporary password: {####}"),
    _("You'll choose your own password when you sign in."),
)
"""Paragraphs of an invitation for accounts with a password."""

SIGN_UP = MailTexts(
    CONFIRM_ADDRESS,
    (
        _("{####} is your code to confirm this email address for %(service)s."),
        _(
            "Enter it on the page where you signed up. It works for 24 hours, and only the newest "
            "code works."
        ),
        _("If you didn't sign up, ignore this email. Don't share the code with anyone."),
    ),
    _("{####} is your code to confirm your number for %(service)s. Don't share it."),
)

SIGN_UP_BY_LINK = MailTexts(
    CONFIRM_ADDRESS,
    (
        _("Open this link to confirm your email address for %(service)s:"),
        _("{##Confirm email address##}"),
        _("It works for 24 hours, and only the newest link works."),
        _("If you didn't sign up, ignore this email."),
    ),
)

RESET_PASSWORD = MailTexts(
    _("Your code for %(service)s"),
    (
        _("{####} is your code to choose a new password for %(service)s."),
        _(
            "If you tried to sign up, you already have an account with this address. Use the code "
            "to choose a new password, or sign in."
        ),
        _("It works for 1 hour, and only the newest code works."),
        _("If you didn't ask for it, ignore this email. Your password hasn't changed."),
    ),
    _("{####} is your code to choose a new password for %(service)s. Don't share it."),
)

SIGN_IN = MailTexts(
    _("Your sign-in code for %(service)s"),
    (
        _("{####} is your sign-in code for %(service)s."),
        _("It works for a few minutes. Don't share it with anyone, including us."),
        _("If you didn't try to sign in, ignore this email."),
    ),
    _("{####} is your sign-in code for %(service)s. Don't share it."),
)

NEW_ADDRESS = MailTexts(
    CONFIRM_ADDRESS,
    (
        _("{####} is your code to add this email address to your %(service)s account."),
        _("Enter it on the page where you added the address."),
        IGNORE,
    ),
)

INVITATION = MailTexts(
    _("Your %(service)s account"),
    (
        _("An account has been created for you at %(service)s."),
        _("Sign in at %(url)s with:"),
        "{username}",
        *PASSWORD_PARAGRAPHS,
    ),
    _("Your %(service)s account: {username}, temporary password {####}"),
)

INVITATION_WITHOUT_PASSWORD = MailTexts(
    INVITATION.subject,
    tuple(text for text in INVITATION.paragraphs if text not in PASSWORD_PARAGRAPHS),
    _("Your %(service)s account: {username}"),
)

ALREADY_REGISTERED = MailTexts(
    _("You already have an account with %(service)s"),
    (
        _(
            "Someone tried to sign up with this email address. If it was you, sign in instead: "
            "%(url)s"
        ),
        _("If it wasn't you, ignore this email."),
    ),
)
"""Sent by the app's own `Mailer`: Cognito has no such message."""

OCCASIONS = {
    "SignUp": SIGN_UP,
    "ResendCode": SIGN_UP,
    "ForgotPassword": RESET_PASSWORD,
    "Authentication": SIGN_IN,
    "UpdateUserAttribute": NEW_ADDRESS,
    "VerifyUserAttribute": NEW_ADDRESS,
    "AdminCreateUser": INVITATION,
}
"""By the suffix of Cognito's `triggerSource`."""
