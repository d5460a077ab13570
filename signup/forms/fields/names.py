"""What people sign in with, phone numbers aside: an email address or a name of their own."""

import unicodedata
from typing import Any

from wtforms import ValidationError
from wtforms.widgets import EmailInput

from signup.forms.fields.base import TextField
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
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        html = {"autocomplete": autocomplete, **NO_HELP}
        super().__init__(label, missing=missing, html=html, **kwargs)

    def check(self, value: str, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the address, and keep it with its domain in ASCII.

        Raises:
            ValidationError: It is malformed.
        """
        from email_validator import (  # noqa: PLC0415 - its tables take longer than the first page
            EmailNotValidError,
            validate_email,
        )

        try:
            address = validate_email(value, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValidationError(EMAIL_FORMAT) from None
        self.data = address.ascii_email


class EmailField(EmailAddressField):
    """An email address that nobody signs in with, as long as addresses may be."""

    maximum = 254

    def __init__(self, label: str = EMAIL, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, **{"autocomplete": "email", **kwargs})


class UsernameField(TextField):
    """A name to sign in with, of the characters that Cognito's `Username` takes."""

    maximum = USERNAME_MAXIMUM

    def __init__(self, label: str = USERNAME, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        html = {"autocomplete": "username", **NO_HELP}
        super().__init__(label, missing=USERNAME_MISSING, html=html, **kwargs)

    def check(self, value: str, form: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Check the name.

        Raises:
            ValidationError: It has spaces, or characters that cannot be seen.
        """
        super().check(value, form)
        if not all(unicodedata.category(c)[0] in "LMSNP" for c in value):
            raise ValidationError(USERNAME_FORMAT)
