"""The code that proves an address."""

import re
import unicodedata

from wtforms import StringField, ValidationError

from signup.forms.fields.untyped import Untyped
from signup.i18n.lazy_text import _, plural

CODE_DIGITS = 6
EXAMPLE = "123456"


class ConfirmationCodeField(StringField):
    """A 6-digit code, however people write or paste it: spaces, hyphens, full-width digits."""

    def __init__(self, label: str = _("Code"), **kwargs: Untyped) -> None:
        super().__init__(
            label,
            description=plural(
                "%(count)s digit, like %(example)s",
                "%(count)s digits, like %(example)s",
                CODE_DIGITS,
                example=EXAMPLE,
            ),
            filters=[_only_code],
            render_kw={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code",
                "spellcheck": "false",
            },
            **kwargs,
        )

    def pre_validate(self, form: Untyped) -> None:  # noqa: ARG002 - WTForms' signature
        """Check the form of the code.

        Raises:
            ValidationError: It is missing, not all digits, too short or too long.
        """
        code = self.data or ""
        if not code:
            raise ValidationError(_("Enter the code from the message"))
        if not re.fullmatch("[0-9]+", code):
            raise ValidationError(
                plural(
                    "The code has only digits, %(count)s of them",
                    "The code has only digits, %(count)s of them",
                    CODE_DIGITS,
                )
            )
        if len(code) != CODE_DIGITS:
            raise ValidationError(
                plural(
                    "The code has %(count)s digit: you entered %(entered)s",
                    "The code has %(count)s digits: you entered %(entered)s",
                    CODE_DIGITS,
                    entered=len(code),
                )
            )


def _only_code(value: str | None) -> str | None:
    """Drop what people put between digits, and take the digits of any script: ٣ is a 3."""
    if not value:
        return value
    plain = unicodedata.normalize("NFKC", value)
    kept = (c for c in plain if not (c.isspace() or unicodedata.category(c) in {"Pd", "Cf"}))
    return "".join(str(unicodedata.decimal(c, c)) for c in kept)
