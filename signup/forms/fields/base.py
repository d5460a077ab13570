"""Base of all fields: HTML attributes and filters.

Forms are `novalidate`, so that everyone gets the same messages in the same place, with and without
scripts.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from wtforms import Field, StringField, ValidationError

from signup.forms.fields.untyped import Untyped
from signup.i18n.languages import current_language
from signup.messages.labels import HIDDEN_CHARACTER, OPTIONAL, too_long

ATTRIBUTE_MAXIMUM = 2048
"""The longest value of an attribute in Cognito, in characters."""

OTHER_HYPHENS = "\N{MINUS SIGN}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
"""Hyphens for libphonenumber, in addition to dashes. The second comes from input methods."""

UNTYPED_ATTRIBUTES = {"required": False, "minlength": False, "maxlength": False}

UNSEEN = "\N{REPLACEMENT CHARACTER}"
# These change the direction of the surrounding text, so that a value looks like another one.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


LITERAL_TYPES = {"email", "password", "tel", "url"}
LITERAL_INPUT = {"numeric"}


def direction(field: Field, attributes: Mapping[str, Any]) -> str | bool:
    """Return the `dir` of a field on a right-to-left page, or False for the page's own.

    Addresses, numbers, codes and passwords are left-to-right in every script. A username has the
    direction of its characters.
    """
    if current_language().direction != "rtl":
        return False
    kind = attributes.get("type", getattr(field.widget, "input_type", ""))
    if kind in LITERAL_TYPES or attributes.get("inputmode") in LITERAL_INPUT:
        return "ltr"
    return "auto" if "username" in attributes.get("autocomplete", "") else False


def described(field: Field, render_kw: dict[str, Any]) -> dict[str, Any]:
    """Return the HTML attributes of a field, with its hint and errors. WCAG 1.3.1, 3.3.1."""
    parts = [("hint", field.description), ("error", field.errors)]
    ids = " ".join(f"{field.id}-{part}" for part, present in parts if present)
    attributes = {**(field.render_kw or {}), **render_kw}
    return {
        **UNTYPED_ATTRIBUTES,
        "dir": direction(field, attributes),
        "aria-describedby": ids or False,
        "aria-invalid": "true" if field.errors else False,
        **attributes,
    }


def strip(value: str | None) -> str | None:
    """Strip white space, and mark control characters, which pages must not repeat."""
    return _marked(value.strip()) if value else value


def strip_unseen(value: str | None) -> str | None:
    """Strip like `strip`, and drop invisible characters, which copied addresses may have."""
    return strip("".join(c for c in value or "" if not is_unseen(c)))


def is_unseen(character: str) -> bool:
    """Return whether a character has no glyph, such as a zero-width space or a direction mark."""
    return unicodedata.category(character) == "Cf"


def with_plain_hyphens(text: str) -> str:
    """Return a text with all dashes and similar characters, such as `ー`, as hyphens."""
    return "".join(
        "-" if unicodedata.category(c) == "Pd" or c in OTHER_HYPHENS else c for c in text
    )


def strip_lines(value: str | None) -> str | None:
    """Strip like `strip`, but keep line breaks."""
    if not value:
        return value
    return "\n".join(_marked(line) for line in value.strip().splitlines())


def _marked(text: str) -> str:
    return "".join(
        UNSEEN if unicodedata.category(c) == "Cc" or c in DIRECTIONS else c for c in text
    )


class TextField(StringField):
    """Text without control characters, with Cognito's maximum length.

    Attributes:
        maximum: The most characters.
        clean: Filter for the input.
    """

    maximum = ATTRIBUTE_MAXIMUM
    clean = staticmethod(strip)

    def __init__(
        self,
        label: str,
        *,
        missing: str | None,
        html: Mapping[str, Any] | None = None,
        **kwargs: Untyped,
    ) -> None:
        """Make the field.

        Args:
            label: Its label.
            missing: The error for an empty value; None for an optional field.
            html: HTML attributes.
            **kwargs: Passed to WTForms.
        """
        shown = label if missing else OPTIONAL.format(label=label)
        super().__init__(shown, filters=[type(self).clean], render_kw=dict(html or {}), **kwargs)
        self.name_in_errors = label
        self._missing = missing
        self._typed: str | None = None

    def pre_validate(self, form: Untyped) -> None:
        """Check the value.

        Raises:
            ValidationError: It is missing, too long or invalid.
        """
        self._typed = self.data
        if not self.data:
            if self._missing:
                raise ValidationError(self._missing)
            return
        if len(self.data) > self.maximum:
            raise ValidationError(too_long(self.name_in_errors, self.maximum))
        self.check(self.data, form)

    def check(self, value: str, form: Untyped) -> None:
        """Check a value that is neither missing nor too long, and normalise it.

        Raises:
            ValidationError: It is invalid.
        """
        if UNSEEN in value:
            raise ValidationError(HIDDEN_CHARACTER.format(label=self.name_in_errors))

    def _value(self) -> str:
        """Return the value as typed, for the page."""
        return (self.data if self._typed is None else self._typed) or ""
