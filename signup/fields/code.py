"""The code that proves an address."""

import re
import unicodedata
from typing import Any

from wtforms import StringField, ValidationError

CODE_DIGITS = 6


class ConfirmationCodeField(StringField):
    """A 6-digit code, however people write or paste it: spaces, hyphens, full-width digits."""

    def __init__(self, label: str = "Code", **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(
            label,
            description=f"{CODE_DIGITS} digits, like 123456",
            filters=[_only_code],
            render_kw={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code",
                "spellcheck": "false",
            },
            **kwargs,
        )

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the form of the code.

        Raises:
            ValidationError: It is missing, not all digits, too short or too long.
        """
        code = self.data or ""
        if not code:
            raise ValidationError("Enter the code from the message")
        if not re.fullmatch("[0-9]+", code):
            raise ValidationError(f"The code has only digits, {CODE_DIGITS} of them")
        if len(code) != CODE_DIGITS:
            raise ValidationError(f"The code has {CODE_DIGITS} digits: you entered {len(code)}")


def _only_code(value: str | None) -> str | None:
    """Drop what people put between digits: white space, hyphens, dashes, dots."""
    if not value:
        return value
    plain = unicodedata.normalize("NFKC", value)
    return "".join(c for c in plain if not (c.isspace() or unicodedata.category(c) in {"Pd", "Cf"}))
