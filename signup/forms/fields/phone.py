"""Phone numbers: a country and a number in national or international format."""

from functools import cache
from pathlib import Path
from typing import Any

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from wtforms import SelectField, ValidationError
from wtforms.widgets import TelInput

from signup.forms.fields import phone_numbers
from signup.forms.fields.base import TextField, strip_unseen
from signup.forms.fields.untyped import Untyped
from signup.i18n.languages import SOURCE, Language, current_language
from signup.i18n.lazy_text import alphabetical
from signup.messages.labels import (
    COUNTRY_CODE,
    COUNTRY_CODE_UNKNOWN,
    OPTIONAL,
    PHONE,
    PHONE_MISSING,
)

COUNTRIES = Path(__file__).parent.parent / "data" / "countries.txt"

REGIONS_BY_CALLING_CODE = {str(code): found for code, found in COUNTRY_CODE_TO_REGION_CODE.items()}
"""The main region of a calling code comes first."""


@cache
def regions() -> dict[str, str]:
    """Return the regions with phone numbers and their English names, sorted by name."""
    lines = COUNTRIES.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if not line.startswith("#"))


def countries() -> dict[str, str]:
    """Return the choices: regions, and their names with calling codes."""
    return _countries(current_language())


@cache
def _countries(language: Language) -> dict[str, str]:
    codes = {region: code for code, found in REGIONS_BY_CALLING_CODE.items() for region in found}
    names = regions()
    if language.tag != SOURCE:
        known = language.locale.territories
        named = {region: known.get(region, name) for region, name in names.items()}
        names = dict(sorted(named.items(), key=lambda item: alphabetical(item[1])))
    # The mark keeps the plus sign to the left of its number in right-to-left text.
    mark = "\N{LEFT-TO-RIGHT MARK}" if language.direction == "rtl" else ""
    return {region: f"{name} ({mark}+{codes[region]}{mark})" for region, name in names.items()}


class CountryCodeField(SelectField):
    """The country of a phone number.

    The value is a region such as `GB`, because 25 countries share the calling code +1. A calling
    code is accepted as well.

    Attributes:
        layout: Tells the templates to make it searchable.
    """

    layout = "countries"

    def __init__(self, default: Untyped, *, required: bool = True, **kwargs: Untyped) -> None:
        super().__init__(
            COUNTRY_CODE if required else OPTIONAL.format(label=COUNTRY_CODE),
            choices=countries,
            default=default,
            filters=[_region],
            validate_choice=False,
            render_kw={"autocomplete": "tel-country-code"},
            **kwargs,
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the choice. Without one, keep the default."""
        super().process_formdata([value for value in valuelist if value.strip()])

    def pre_validate(self, form: Untyped) -> None:
        """Check the choice.

        Raises:
            ValidationError: It is not on the list.
        """
        if self.data not in regions():
            raise ValidationError(COUNTRY_CODE_UNKNOWN)


class PhoneNumberField(TextField):
    """A phone number, stored and sent as E.164.

    A number with a plus sign names its own country, whatever the chosen one: browsers and password
    managers fill in such numbers for `tel`.
    """

    widget = TelInput()
    maximum = 64
    clean = staticmethod(strip_unseen)

    def __init__(
        self,
        label: str = PHONE,
        *,
        missing: str | None = PHONE_MISSING,
        **kwargs: Untyped,
    ) -> None:
        super().__init__(label, missing=missing, html={"autocomplete": "tel"}, **kwargs)

    def check(self, value: str, form: Untyped) -> None:
        """Check the number, and convert it to E.164.

        Raises:
            ValidationError: It is not a possible number of its country.
        """
        country = form.country_code
        if country.errors:
            return  # without a country there is nothing to check
        self.data, region = phone_numbers.e164(value, country.data)
        if region in countries():
            country.data = region


def _region(value: str | None) -> str | None:
    """Return the main region of a calling code such as `+44`."""
    if not value:
        return value
    found = REGIONS_BY_CALLING_CODE.get(value.strip().removeprefix("+"))
    return found[0] if found else value.strip().upper()
