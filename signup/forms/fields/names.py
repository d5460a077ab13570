"""Fields for email addresses and usernames."""

import unicodedata

from email_validator import EmailNotValidError, validate_email
from wtforms import ValidationError
from wtforms.widgets import EmailInput

from signup.forms.fields.base import UNSEEN, TextField, is_unseen, strip, strip_unseen
from signup.forms.fields.untyped import Untyped
from signup.messages.labels import (
    EMAIL,
    EMAIL_FORMAT,
    EMAIL_MISSING,
    HIDDEN_CHARACTER,
    USERNAME,
    USERNAME_MISSING,
    USERNAME_SPACES,
)

USERNAME_MAXIMUM = 128
"""The longest username that Cognito's API takes, in characters."""

NO_HELP = {"autocapitalize": "none", "spellcheck": "false"}


def normalize_email(value: str) -> str:
    """Return an email address in lower case, with its domain in ASCII.

    amplify_outputs.json does not say whether a pool compares case, so the whole address is in lower
    case, as in amplify-ui's Authenticator. Otherwise `Ada@example.com` could not sign in as
    `ada@example.com` to a pool that does.

    Names under `.test` are accepted, because RFC 6761, section 6.2, asks not to treat them
    specially.

    Raises:
        ValidationError: It is malformed, or longer than RFC 5321 allows.
    """
    try:
        address = validate_email(
            value,
            allow_smtputf8=False,
            strict=True,
            check_deliverability=False,
            test_environment=True,
        )
    except EmailNotValidError:
        raise ValidationError(EMAIL_FORMAT) from None
    return str(address.ascii_email).lower()


class EmailAddressField(TextField):
    """An email address that is the login.

    The address is stripped, and its domain is put in ASCII, as mail servers need it.

    Attributes:
        layout: Tells the templates to suggest corrections.
    """

    layout = "email"
    widget = EmailInput()
    maximum = USERNAME_MAXIMUM
    clean = staticmethod(strip_unseen)

    def __init__(
        self,
        label: str = EMAIL,
        *,
        missing: str | None = EMAIL_MISSING,
        autocomplete: str = "username",
        **kwargs: Untyped,
    ) -> None:
        html = {"autocomplete": autocomplete, **NO_HELP}
        super().__init__(label, missing=missing, html=html, **kwargs)

    def check(self, value: str, form: Untyped) -> None:
        """Check the address, and convert its domain to ASCII.

        Raises:
            ValidationError: It is malformed.
        """
        self.data = normalize_email(value)


class EmailField(EmailAddressField):
    """An email address that is not a login, with the general maximum length."""

    maximum = 254

    def __init__(self, label: str = EMAIL, **kwargs: Untyped) -> None:
        super().__init__(label, **{"autocomplete": "email", **kwargs})


def _marked_username(value: str | None) -> str | None:
    """Mark invisible characters, so that usernames cannot look alike."""
    marked = "".join(UNSEEN if is_unseen(c) else c for c in (value or "").strip())
    return strip(marked)


class UsernameField(TextField):
    """A chosen username, with the characters that Cognito's `Username` allows."""

    maximum = USERNAME_MAXIMUM
    clean = staticmethod(_marked_username)

    def __init__(self, label: str = USERNAME, **kwargs: Untyped) -> None:
        html = {"autocomplete": "username", **NO_HELP}
        super().__init__(label, missing=USERNAME_MISSING, html=html, **kwargs)

    def check(self, value: str, form: Untyped) -> None:
        """Check the name.

        Raises:
            ValidationError: It has spaces or invisible characters.
        """
        super().check(value, form)
        classes = {unicodedata.category(c)[0] for c in value}
        if "Z" in classes:
            raise ValidationError(USERNAME_SPACES)
        if not classes <= set("LMSNP"):
            raise ValidationError(HIDDEN_CHARACTER.format(label=self.name_in_errors))
