"""Dates in any unambiguous format."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from wtforms import ValidationError
from wtforms.widgets import DateInput, TextInput

from signup.forms.fields.base import TextField, strip, with_plain_hyphens
from signup.forms.fields.untyped import Untyped
from signup.i18n.languages import Language, current_language
from signup.i18n.lazy_text import Enumeration, Text
from signup.messages.attributes import EXAMPLE, PARTS, parts_in_order
from signup.messages.labels import (
    DATE_FORMAT,
    DATE_IN_FUTURE,
    DATE_INCOMPLETE,
    DATE_PARTS,
    DATE_PARTS_MISSING,
    DATE_TOO_EARLY,
    DATE_UNREAL,
    YEAR_FORMAT,
)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST_YEAR = 1800
"""Earlier years are typing errors."""

WORD = r"[^\W\d_]{3,20}"

YEAR_FIRST = re.compile(r"(\d{4})[-/. 年] ?(\d{1,2})[-/. 月] ?(\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})")
DAY_MONTH_NAME = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-. ]+({WORD})[-., ]+(\d{{4}})")
MONTH_NAME_DAY = re.compile(rf"({WORD})[. ]+(\d{{1,2}})(?:st|nd|rd|th)?[, ]+(\d{{4}})")


class DateField(TextField):
    """A day, sent as `YYYY-MM-DD`.

    Browsers offer a date input in the visitor's format. Other input may have the month as a word or
    the year first. 01/02/1990 is ambiguous and is refused.
    """

    def check(self, value: str, form: Untyped) -> None:
        """Check the date, and convert it to Cognito's format.

        Raises:
            ValidationError: It is ambiguous or not a date.
        """
        parts = _read(with_plain_hyphens(_plain(value)))
        if parts is None:
            raise ValidationError(DATE_FORMAT.format(label=self.name_in_errors))
        try:
            day = date(*parts)
        except ValueError:
            raise ValidationError(DATE_UNREAL.format(label=self.name_in_errors)) from None
        self.check_day(day)
        self.data = day.isoformat()

    def check_day(self, day: date) -> None:
        """Check a valid date. Subclasses restrict it."""

    def __call__(self, **kwargs: Untyped) -> Untyped:
        """Render the field, as text if a date input could not show the value."""
        try:
            date.fromisoformat(self._value() or "2000-01-01")
        except ValueError:
            self.widget = TextInput()
        else:
            self.widget = DateInput()
        return super().__call__(**kwargs)


@dataclass(frozen=True, slots=True)
class DatePart:
    """One of the three text fields of a date.

    Attributes:
        name: Its name, and its id.
        label: Its label.
        value: What was typed.
        is_wrong: Whether it needs or may need fixing.
        autocomplete: What browsers fill in.
        digits: The most digits.
    """

    name: str
    label: Text
    value: str
    is_wrong: bool
    autocomplete: str
    digits: int


class BirthdateField(DateField):
    """A date of birth: three text fields, in the order of the language.

    Typing a memorable date is faster than picking it (GOV.UK's "Dates"). The month may be a word. A
    whole date under the field's own name is accepted as well.

    Attributes:
        layout: Tells the templates to render three fields.
    """

    layout = "date"

    def __init__(self, label: str, **kwargs: Untyped) -> None:
        super().__init__(label, **kwargs)
        self._typed_parts: dict[str, str] | None = None
        self._wrong: frozenset[str] = frozenset(PARTS)

    def process(self, formdata: Untyped, *args: Untyped, **kwargs: Untyped) -> None:
        """Read a whole date, or its parts."""
        super().process(formdata, *args, **kwargs)
        if formdata and self.name not in formdata:
            typed = {part: strip(formdata.get(f"{self.name}-{part}")) or "" for part in PARTS}
            if any(f"{self.name}-{part}" in formdata for part in PARTS):
                self._typed_parts = typed
                self.data = "-".join(typed[part] for part in reversed(PARTS)).strip("-")

    def pre_validate(self, form: Untyped) -> None:
        """Check the parts before the date.

        Raises:
            ValidationError: Some are missing, or it is not a date.
        """
        typed = self._typed_parts
        missing = [part for part in parts_in_order() if typed and not typed[part]]
        if typed and any(typed.values()) and missing:
            self._wrong = frozenset(missing)
            words = Enumeration([DATE_PARTS_MISSING[part] for part in missing])
            raise ValidationError(DATE_INCOMPLETE.format(label=self.name_in_errors, parts=words))
        super().pre_validate(form)

    def check(self, value: str, form: Untyped) -> None:
        """Check the date, and convert it to Cognito's format.

        Raises:
            ValidationError: It is not a possible date of birth.
        """
        if self._typed_parts is None:
            super().check(value, form)
            return
        plain = {part: _plain(text).rstrip(".") for part, text in self._typed_parts.items()}
        if not re.fullmatch(r"\d{4}", plain["year"]):
            self._wrong = frozenset({"year"})
            raise ValidationError(YEAR_FORMAT.format(year=EXAMPLE.year))
        month = plain["month"] if plain["month"].isdigit() else _month(plain["month"])
        try:
            day = date(int(plain["year"]), int(month or 0), int(plain["day"]))
        except (ValueError, OverflowError):  # OverflowError from ten digits on
            raise ValidationError(DATE_UNREAL.format(label=self.name_in_errors)) from None
        self.check_day(day)
        self.data = day.isoformat()

    def check_day(self, day: date) -> None:
        """Check that the date is a possible date of birth.

        Raises:
            ValidationError: It is too early, or in the future.
        """
        # Allow for time zones that are a day ahead.
        if (day - datetime.now(UTC).date()).days > 1:
            raise ValidationError(DATE_IN_FUTURE.format(label=self.name_in_errors))
        if day.year < EARLIEST_YEAR:
            raise ValidationError(
                DATE_TOO_EARLY.format(label=self.name_in_errors, year=EARLIEST_YEAR)
            )

    @property
    def parts(self) -> list[DatePart]:
        """The three fields, for the templates."""
        return [
            DatePart(
                name=f"{self.name}-{part}",
                label=DATE_PARTS[part],
                value=self._values.get(part, ""),
                is_wrong=bool(self.errors) and part in self._wrong,
                autocomplete=f"bday-{part}",
                digits=len(str(getattr(EXAMPLE, part))),
            )
            for part in parts_in_order()
        ]

    @property
    def first_id(self) -> str:
        """The id of the field that the error summary links to."""
        parts = self.parts
        return next((part for part in parts if part.is_wrong), parts[0]).name

    @property
    def _values(self) -> dict[str, str]:
        if self._typed_parts is not None:
            return self._typed_parts
        found = YEAR_FIRST.fullmatch(self._value())
        return dict(zip(reversed(PARTS), found.groups(), strict=True)) if found else {}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _read(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day, unchecked, or None if they are ambiguous."""
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        return year, month, day
    if found := YEAR_LAST.fullmatch(text):
        one, two, year = map(int, found.groups())
        return _told_apart(one, two, year)
    if found := DAY_MONTH_NAME.fullmatch(text):
        return _named(found[2], found[1], found[3])
    if found := MONTH_NAME_DAY.fullmatch(text):
        return _named(found[1], found[2], found[3])
    return None


def _told_apart(one: int, two: int, year: int) -> tuple[int, int, int] | None:
    months = len(MONTHS)
    if one == two or two > months:
        return year, one, two
    return (year, two, one) if one > months else None


def _named(month: str, day: str, year: str) -> tuple[int, int, int] | None:
    number = _month(month)
    return (int(year), number, int(day)) if number else None


def _month(name: str) -> int | None:
    """Return the number of a month by its name, in the language of the request or in English."""
    number = _months(current_language()).get(name)
    if number is None and name[:3] in MONTHS:
        number = MONTHS.index(name[:3]) + 1
    return number


@cache
def _months(language: Language) -> dict[str, int]:
    """Return the numbers of months by their names, whole and short, in small letters."""
    return {
        name.lower().rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in language.locale.months["format"][width].items()
    }
