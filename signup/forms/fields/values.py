"""Fields for web addresses, numbers, choices and check boxes."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from wtforms import BooleanField, SelectField, ValidationError
from wtforms.widgets import TextArea, URLInput

from signup.forms.fields.base import TextField, strip, strip_lines
from signup.forms.fields.untyped import Untyped
from signup.messages.labels import CHOICE_MISSING, NUMBER_FORMAT, OPTIONAL, URL_FORMAT

Choices = dict[str, str | dict[str, str]]

SCHEMES = {"http", "https"}


class MultilineField(TextField):
    """Text of several lines."""

    widget = TextArea()
    clean = staticmethod(strip_lines)


class URLField(TextField):
    """A web address. `https://` is added if missing."""

    widget = URLInput()

    def check(self, value: str, form: Untyped) -> None:
        """Check the address, and complete it.

        Raises:
            ValidationError: It is not a safe web address.
        """
        super().check(value, form)
        url = value if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", value) else f"https://{value}"
        if not _is_web_address(url):
            raise ValidationError(URL_FORMAT)
        if len(url) > self.maximum:
            raise ValidationError(URL_FORMAT)
        self.data = url


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return (
        parts.scheme.lower() in SCHEMES
        and re.fullmatch(r"[^\s\\\"'<>]+", url) is not None
        # User information before an @ makes the address look like another host's.
        and "@" not in parts.netloc
        and re.fullmatch(r"[\w-]+(\.[\w-]+)+\.?|\[[0-9a-f:.]+\]|[0-9a-f:]+", host) is not None
    )


class NumberField(TextField):
    """A whole number, with the digits that Cognito's Number attributes allow."""

    def __init__(self, label: str, **kwargs: Untyped) -> None:
        super().__init__(label, html={"inputmode": "numeric"}, **kwargs)

    def check(self, value: str, form: Untyped) -> None:
        """Check the number.

        Raises:
            ValidationError: It is not a whole number.
        """
        if not re.fullmatch(r"-?\d{1,20}", value):
            raise ValidationError(NUMBER_FORMAT.format(label=self.name_in_errors))
        sign = "-" if value.startswith("-") else ""
        self.data = sign + "".join(str(int(c)) for c in value.removeprefix("-"))


class ChoiceField(SelectField):
    """One of several values. The first entry means none."""

    def __init__(
        self,
        label: str,
        *,
        missing: str | None,
        choices: Choices | Callable[[], Choices],
        html: dict[str, Any] | None = None,
        **kwargs: Untyped,
    ) -> None:
        shown = label if missing else OPTIONAL.format(label=label)
        super().__init__(
            shown,
            choices=choices,
            filters=[strip],
            validate_choice=False,
            render_kw=html,
            default="",
            **kwargs,
        )
        self.name_in_errors = label
        self._missing = missing

    def pre_validate(self, form: Untyped) -> None:
        """Check the choice.

        Raises:
            ValidationError: It is missing or not on the list.
        """
        if not self.data:
            if self._missing:
                raise ValidationError(self._missing)
        elif self.data not in {value for value, *_ in self.iter_choices()}:
            raise ValidationError(CHOICE_MISSING.format(label=self.name_in_errors))


class CheckboxField(BooleanField):
    """Yes or no.

    Attributes:
        layout: Tells the templates to put the box before the label.
        link: A URL and its text, shown below, or None.
    """

    layout = "checkbox"

    def __init__(
        self,
        label: str,
        *,
        missing: str | None,
        link: tuple[str, str] | None = None,
        **kwargs: Untyped,
    ) -> None:
        super().__init__(label, **kwargs)
        self.link = link
        self._missing = missing

    def pre_validate(self, form: Untyped) -> None:
        """Check that a required box is ticked.

        Raises:
            ValidationError: It is not.
        """
        if self._missing and not self.data:
            raise ValidationError(self._missing)
