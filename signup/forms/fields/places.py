"""Fields for locales, time zones and countries."""

import re
import zoneinfo
from functools import cache

from wtforms import ValidationError

from signup.forms.fields.base import TextField
from signup.forms.fields.untyped import Untyped
from signup.forms.fields.values import ChoiceField
from signup.i18n.languages import SOURCE, Language, current_language
from signup.i18n.lazy_text import alphabetical
from signup.messages.labels import CHOOSE_TIME_ZONE, LOCALE_FORMAT, OCEANS, OTHER_TIME_ZONES

SCRIPT, REGION = 4, 2
NO_PLACES = {"Factory", "localtime"}

TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class LocaleField(TextField):
    """A language tag (BCP 47), in its usual case."""

    maximum = 35  # what RFC 5646 advises to make room for

    def check(self, value: str, form: Untyped) -> None:
        """Check the tag.

        Raises:
            ValidationError: It is not a language tag.
        """
        tag = value.replace("_", "-")
        if not TAG.fullmatch(tag):
            raise ValidationError(LOCALE_FORMAT)
        language, *rest = tag.lower().split("-")
        cases = {SCRIPT: str.title, REGION: str.upper}
        self.data = "-".join([language, *(cases.get(len(part), str)(part) for part in rest)])


class TimeZoneField(ChoiceField):
    """A time zone by its name in the tz database, by area."""

    def __init__(self, label: str, **kwargs: Untyped) -> None:
        super().__init__(label, choices=time_zones, **kwargs)


AREAS = {
    "Africa": "002",
    "America": "019",
    "Antarctica": "AQ",
    "Asia": "142",
    "Australia": "AU",
    "Brazil": "BR",
    "Canada": "CA",
    "Chile": "CL",
    "Europe": "150",
    "Mexico": "MX",
    "US": "US",
}
"""The areas that are territories, by their codes in CLDR."""


def time_zones_are_known() -> bool:
    """Return whether this system has a tz database, without reading all of it."""
    try:
        zoneinfo.ZoneInfo("Europe/London")
    except zoneinfo.ZoneInfoNotFoundError:
        return False
    return True


def time_zones() -> dict[str, str | dict[str, str]]:
    """Return this system's time zones by area: their ids and display names."""
    return {"": CHOOSE_TIME_ZONE, **_time_zones(current_language())}


@cache
def _time_zones(language: Language) -> dict[str, dict[str, str]]:
    areas: dict[str, dict[str, str]] = {}
    for name in sorted(zoneinfo.available_timezones() - NO_PLACES, key=_places_first):
        area, _slash, place = name.partition("/")
        areas.setdefault(area if place else "", {})[name] = _place(language, name)
    named = {_area(language, area): zones for area, zones in areas.items()}
    if language.tag == SOURCE:
        return named
    return {
        area: dict(sorted(zones.items(), key=lambda zone: alphabetical(zone[1])))
        for area, zones in named.items()
    }


def _area(language: Language, area: str) -> str:
    if language.tag == SOURCE and area in AREAS:
        return area
    if area in AREAS:
        return str(language.locale.territories[AREAS[area]])
    return str(OCEANS.get(area, area or OTHER_TIME_ZONES))


def _place(language: Language, name: str) -> str:
    """Return the display name of a time zone: its city in CLDR, or its own name."""
    city = language.locale.time_zones.get(name, {}).get("city")
    place = name.partition("/")[2] or name
    if language.tag != SOURCE and city:
        return str(city)
    return place.replace("_", " ").replace("/", ", ")


def _places_first(name: str) -> tuple[bool, str]:
    return "/" not in name, name
