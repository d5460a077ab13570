"""Where and in which language somebody is at home."""

import re
import zoneinfo
from functools import cache
from typing import Any

from wtforms import ValidationError

from signup.fields.base import TextField
from signup.fields.values import ChoiceField
from signup.wording import CHOOSE_TIME_ZONE, LOCALE_FORMAT, OTHER_TIME_ZONES

SCRIPT, REGION = 4, 2
NO_PLACES = {"Factory", "localtime"}

TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class LocaleField(TextField):
    """A language tag (BCP 47), in its usual case."""

    maximum = 35  # what RFC 5646 advises to make room for

    def check(self, value: str, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the tag.

        Raises:
            ValidationError: It is none.
        """
        tag = value.replace("_", "-")
        if not TAG.fullmatch(tag):
            raise ValidationError(LOCALE_FORMAT)
        language, *rest = tag.lower().split("-")
        cases = {SCRIPT: str.title, REGION: str.upper}
        self.data = "-".join([language, *(cases.get(len(part), str)(part) for part in rest)])


class TimeZoneField(ChoiceField):
    """A time zone by its name in the tz database, by area."""

    def __init__(self, label: str, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, choices=time_zones(), **kwargs)


@cache
def time_zones() -> dict[str, str | dict[str, str]]:
    """Return the time zones that this system knows, by area: names and what they are called."""
    areas: dict[str, dict[str, str]] = {}
    for name in sorted(zoneinfo.available_timezones() - NO_PLACES, key=_places_first):
        area, _, place = name.partition("/")
        label = (place or name).replace("_", " ").replace("/", ", ")
        areas.setdefault(area if place else OTHER_TIME_ZONES, {})[name] = label
    return {"": CHOOSE_TIME_ZONE, **areas}


def _places_first(name: str) -> tuple[bool, str]:
    return "/" not in name, name
