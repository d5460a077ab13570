"""Confirmation codes."""

import re
import unicodedata

from wtforms import StringField, ValidationError

from signup.forms.fields.base import is_unseen, with_plain_hyphens
from signup.forms.fields.untyped import Untyped
from signup.messages.labels import CODE, code_hint, code_length, code_missing, code_not_digits

CODE_DIGITS = 6

DIGITS = re.compile("[0-9]+")
BETWEEN = re.compile(r"(?<=[0-9])[\s-]+(?=[0-9])")
"""Separators that people put between the digits of a code."""


class ConfirmationCodeField(StringField):
    """A 6-digit code, with any separators, or the message that contains it.

    Attributes:
        layout: Tells the templates to space the digits.
    """

    layout = "code"

    def __init__(self, label: str = CODE, **kwargs: Untyped) -> None:
        super().__init__(
            label,
            description=code_hint(CODE_DIGITS),
            filters=[_only_code],
            render_kw={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
            },
            **kwargs,
        )

    def pre_validate(self, form: Untyped) -> None:
        """Check the form of the code.

        Raises:
            ValidationError: It is missing, too short, too long, or has other characters.
        """
        code = self.data or ""
        if not code:
            raise ValidationError(code_missing(CODE_DIGITS))
        if not re.fullmatch("[0-9]+", code):
            raise ValidationError(code_not_digits(CODE_DIGITS))
        if len(code) != CODE_DIGITS:
            raise ValidationError(code_length(CODE_DIGITS, entered=len(code)))


def _only_code(value: str | None) -> str | None:
    """Return the code in the input, which may be a whole message.

    Digits of any script count, so ٣ is a 3, and hyphens and spaces between them are ignored. A text
    with one group of six digits, or the same one twice, contains the code. Otherwise the input is
    returned, for the error message.
    """
    if not value:
        return value
    shown = (c for c in unicodedata.normalize("NFKC", value) if not is_unseen(c))
    plain = "".join(str(unicodedata.decimal(c, c)) for c in with_plain_hyphens("".join(shown)))
    codes: set[str] = {
        run for run in DIGITS.findall(BETWEEN.sub("", plain)) if len(run) == CODE_DIGITS
    }
    if len(codes) == 1:
        return codes.pop()
    return "".join(c for c in plain if not (c.isspace() or c == "-"))
