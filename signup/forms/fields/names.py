"""Fields for email addresses and usernames."""

import unicodedata

from email_validator import EmailNotValidError, validate_email
from wtforms import ValidationError
from wtforms.widgets import EmailInput

from signup.forms.fields.base import TextField
from signup.forms.fields.untyped import Untyped
from signup.messages.labels import (
    EMAIL,
    EMAIL_FORMAT,
    EMAIL_MISSING,
    USERNAME,
    USERNAME_FORMAT,
    USERNAME_MISSING,
)

USERNAME_MAXIMUM = 128
"""The longest username that Cognito's API takes, in characters."""

NO_HELP = {"autocapitalize": "none", "spellcheck": "false"}


class EmailAddressField(TextField):
    """An email address that is also the name to sign in with.

    The address is stripped, and its domain is put in ASCII, as mail servers need it.

    Attributes:
        layout: Tells the templates to offer to mend slips.
    """

    layout = "email"
    widget = EmailInput()
    maximum = USERNAME_MAXIMUM

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

    def check(self, value: str, form: Untyped) -> None:  # noqa: ARG002 - WTForms' signature
        """Check the address, and keep it with its domain in ASCII.

        Raises:
            ValidationError: It is malformed.
        """
        try:
            address = validate_email(value, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValidationError(EMAIL_FORMAT) from None
        self.data = address.ascii_email


class EmailField(EmailAddressField):
    """An email address that nobody signs in with, as long as addresses may be."""

    maximum = 254

    def __init__(self, label: str = EMAIL, **kwargs: Untyped) -> None:
        super().__init__(label, **{"autocomplete": "email", **kwargs})


class UsernameField(TextField):
    """A name to sign in with, of the characters that Cognito's `Username` takes."""

    maximum = USERNAME_MAXIMUM

    def __init__(self, label: str = USERNAME, **kwargs: Untyped) -> None:
        html = {"autocomplete": "username", **NO_HELP}
        super().__init__(label, missing=USERNAME_MISSING, html=html, **kwargs)

    def check(self, value: str, form: Untyped) -> None:
        """Check the name.

        Raises:
            ValidationError: It has spaces, or characters that cannot be seen.
        """
        super().check(value, form)
        if not all(unicodedata.category(c)[0] in "LMSNP" for c in value):
            raise ValidationError(USERNAME_FORMAT)
