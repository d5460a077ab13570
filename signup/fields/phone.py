"""Phone numbers: a country to choose and a number to write as people of that country write it."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult
from wtforms import SelectField, ValidationError
from wtforms.widgets import TelInput

from signup.fields.base import TextField, strip
from signup.languages import SOURCE, Language, current_language
from signup.texts import _, alphabetical
from signup.wording import (
    COUNTRY_CODE_UNKNOWN,
    PHONE,
    PHONE_FORMAT,
    PHONE_LEADING_ZERO,
    PHONE_MISSING,
    PHONE_TOO_LONG,
    PHONE_TOO_SHORT,
)

COUNTRIES = Path(__file__).parent.parent / "data" / "countries.txt"

WRONG_LENGTH = {
    ValidationResult.TOO_LONG: PHONE_TOO_LONG,
    ValidationResult.TOO_SHORT: PHONE_TOO_SHORT,
    # Possible for a neighbour who leaves the area code out; a message cannot be sent to it.
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PHONE_TOO_SHORT,
}

BETWEEN_DIGITS = frozenset("+()/. \t")
"""What numbers are written with. A letter is a slip, or an extension, which gets no messages."""


@cache
def regions() -> dict[str, str]:
    """Return the regions with phone numbers of their own, and their names in English, by name."""
    lines = COUNTRIES.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines if not line.startswith("#"))


def countries() -> dict[str, str]:
    """Return the countries to choose from: regions, and their names with calling codes."""
    return _countries(current_language())


@cache
def _countries(language: Language) -> dict[str, str]:
    names = regions()
    if language.tag != SOURCE:
        known = language.locale.territories
        named = {region: known.get(region, name) for region, name in names.items()}
        names = dict(sorted(named.items(), key=lambda item: alphabetical(item[1])))
    # The mark keeps the plus sign on the left of its number among words that are written leftwards.
    mark = "\N{LEFT-TO-RIGHT MARK}" if language.direction == "rtl" else ""
    return {
        region: f"{name} ({mark}+{phonenumbers.country_code_for_region(region)}{mark})"
        for region, name in names.items()
    }


class CountryCodeField(SelectField):
    """The country that a phone number is written for.

    The value is the region, `GB`: the calling code alone would make one of the 25 countries that
    share +1. A calling code is understood too.
    """

    def __init__(self, default: Any, label: str = _("Country code"), **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(
            label,
            choices=countries,
            default=default,
            filters=[_region],
            validate_choice=False,
            render_kw={"autocomplete": "tel-country-code"},
            **kwargs,
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the choice; nothing chosen leaves the default."""
        super().process_formdata([value for value in valuelist if value.strip()])

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401, ARG002 - WTForms' own
        """Check the choice.

        Raises:
            ValidationError: It is not on the list.
        """
        if self.data not in regions():
            raise ValidationError(COUNTRY_CODE_UNKNOWN)


def _seen(value: str | None) -> str | None:
    """Drop the marks of direction that numbers copied from an address book carry."""
    return strip("".join(c for c in value or "" if unicodedata.category(c) != "Cf"))


class PhoneNumberField(TextField):
    """A phone number, kept and sent as E.164.

    A number that begins with a plus sign says its country itself, whatever is chosen beside it:
    browsers and password managers fill in such numbers, for which `tel` asks.
    """

    widget = TelInput()
    maximum = 64
    clean = staticmethod(_seen)

    def __init__(
        self,
        label: str = PHONE,
        *,
        missing: str | None = PHONE_MISSING,
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        super().__init__(label, missing=missing, html={"autocomplete": "tel"}, **kwargs)

    def check(self, value: str, form: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Check the number, and keep it as E.164.

        Raises:
            ValidationError: It cannot be a number of its country.
        """
        country = form.country_code
        if country.errors:
            return  # what the number has to be like is not known yet
        number = _parse(value, country.data)
        reason = phonenumbers.is_possible_number_with_reason(number)
        if reason != ValidationResult.IS_POSSIBLE:
            raise ValidationError(WRONG_LENGTH.get(reason, PHONE_FORMAT))
        # Whether a number is in use is not asked: lists of ranges age, and the code will tell. But
        # a zero that is not dialled from abroad means that the number is another country's.
        if number.italian_leading_zero and not phonenumbers.is_valid_number(number):
            raise ValidationError(PHONE_LEADING_ZERO)
        self.data = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        region = phonenumbers.region_code_for_number(number)
        if region in countries():
            country.data = region


def _parse(value: str, region: str | None) -> PhoneNumber:
    plain = unicodedata.normalize("NFKC", value)
    plain = "".join("-" if unicodedata.category(c) == "Pd" else c for c in plain)
    if not all(c.isdecimal() or c in BETWEEN_DIGITS or c == "-" for c in plain):
        raise ValidationError(PHONE_FORMAT)
    try:
        number = phonenumbers.parse(plain, region)
        if plain.startswith("00") and not phonenumbers.is_possible_number(number):
            # Most countries dial 00 for abroad; where 011 or 010 is dialled, no number begins so.
            number = phonenumbers.parse(f"+{plain[2:]}")
    except NumberParseException as error:
        too_long = error.error_type == NumberParseException.TOO_LONG
        raise ValidationError(PHONE_TOO_LONG if too_long else PHONE_FORMAT) from None
    return number


def _region(value: str | None) -> str | None:
    """Turn a calling code, `+44`, into the region that it is mainly used for."""
    if not value:
        return value
    code = value.strip().removeprefix("+")
    if code.isascii() and code.isdigit() and len(code) <= 3:  # noqa: PLR2004 - the longest calling code
        return str(phonenumbers.region_code_for_country_code(int(code)))
    return value.strip().upper()
