"""Dates, written in any way that can be read in one way only."""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import cache

from wtforms import ValidationError
from wtforms.widgets import DateInput, TextInput

from signup.forms.fields.base import TextField, with_plain_hyphens
from signup.forms.fields.untyped import Untyped
from signup.i18n.languages import Language, current_language
from signup.messages.labels import DATE_FORMAT, DATE_IN_FUTURE, DATE_TOO_EARLY, DATE_UNREAL

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST_YEAR = 1800
"""Before it, the year of a birthday is a slip."""

WORD = r"[^\W\d_]{3,20}"

YEAR_FIRST = re.compile(r"(\d{4})[-/. 年] ?(\d{1,2})[-/. 月] ?(\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})")
DAY_MONTH_NAME = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-. ]+({WORD})[-., ]+(\d{{4}})")
MONTH_NAME_DAY = re.compile(rf"({WORD})[. ]+(\d{{1,2}})(?:st|nd|rd|th)?[, ]+(\d{{4}})")


class DateField(TextField):
    """A day, sent as `YYYY-MM-DD`.

    Browsers offer their own date entry, in the order of day, month and year that the person is
    used to, typed or picked. What comes from elsewhere may be written in words or with the year
    first; 01/02/1990 is the second of January to some and the first of February to others, and is
    asked for again.
    """

    def check(self, value: str, form: Untyped) -> None:  # noqa: ARG002 - WTForms' signature
        """Check the day, and keep it as Cognito takes it.

        Raises:
            ValidationError: It cannot be read in one way, or is no day.
        """
        plain = with_plain_hyphens(unicodedata.normalize("NFKC", value))
        parts = _read(plain.strip().lower())
        if parts is None:
            raise ValidationError(DATE_FORMAT.format(label=self.name_in_errors))
        try:
            day = date(*parts)
        except ValueError:
            raise ValidationError(DATE_UNREAL.format(label=self.name_in_errors)) from None
        self.check_day(day)
        self.data = day.isoformat()

    def check_day(self, day: date) -> None:
        """Check a day that exists; any will do."""

    def __call__(self, **kwargs: Untyped) -> Untyped:
        """Render the field: as text where the value is none that a date entry could show."""
        try:
            date.fromisoformat(self._value() or "2000-01-01")
        except ValueError:
            self.widget = TextInput()
        else:
            self.widget = DateInput()
        return super().__call__(**kwargs)


class BirthdateField(DateField):
    """The day that somebody was born on."""

    def check_day(self, day: date) -> None:
        """Check that somebody may have been born on it.

        Raises:
            ValidationError: Nobody was.
        """
        # Where it is already tomorrow, somebody is born today.
        if (day - datetime.now(UTC).date()).days > 1:
            raise ValidationError(DATE_IN_FUTURE.format(label=self.name_in_errors))
        if day.year < EARLIEST_YEAR:
            raise ValidationError(
                DATE_TOO_EARLY.format(label=self.name_in_errors, year=EARLIEST_YEAR)
            )


def _read(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day, which need not exist, or None when they cannot be told apart."""
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
    number = _months(current_language()).get(month)
    if number is None and month[:3] in MONTHS:
        number = MONTHS.index(month[:3]) + 1
    return (int(year), number, int(day)) if number else None


@cache
def _months(language: Language) -> dict[str, int]:
    """Return the numbers of months by their names, whole and short, in small letters."""
    return {
        name.lower().rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in language.locale.months["format"][width].items()
    }
