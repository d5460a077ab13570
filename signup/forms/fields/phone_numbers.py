"""Conversion of phone numbers to E.164."""

import re
import unicodedata

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)
from wtforms import ValidationError

from signup.forms.fields.base import with_plain_hyphens
from signup.i18n.lazy_text import Text
from signup.messages.labels import (
    PHONE_FORMAT,
    PHONE_OF_OTHER_COUNTRY,
    PHONE_TOO_LONG,
    PHONE_TOO_SHORT,
)

WRONG_LENGTH = {
    ValidationResult.TOO_LONG: PHONE_TOO_LONG,
    ValidationResult.TOO_SHORT: PHONE_TOO_SHORT,
    # Local numbers without an area code cannot receive messages.
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PHONE_TOO_SHORT,
}

BETWEEN_DIGITS = frozenset("+()[]/.~ \t-\N{SWUNG DASH}\N{TILDE OPERATOR}")
"""libphonenumber's `VALID_PUNCTUATION` with plain hyphens and without `x`. A letter is a slip or an
extension, which gets no messages."""

FALLBACK_EXAMPLE = PhoneNumber(country_code=44, national_number=7400123456)
"""The example for countries without one."""

INTERNATIONAL = re.compile(r"\+[1-9][0-9]{4,14}")


def e164(value: str, country: str | None) -> tuple[str, str | None]:
    """Convert a number to E.164.

    Args:
        value: The number as it was typed.
        country: The region of national numbers. Numbers with a plus sign name their own.

    Returns:
        The number, and its region, if known.

    Raises:
        ValidationError: It is not a possible number of its country.
    """
    number = _parse(value, country)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != ValidationResult.IS_POSSIBLE:
        raise ValidationError(WRONG_LENGTH.get(reason) or _format_problem(country))
    # Whether a number is in use is not checked: lists of ranges become outdated, and the code
    # will tell. But a zero that is not dialled from abroad belongs to another country's number.
    if number.italian_leading_zero and not phonenumbers.is_valid_number(number):
        raise ValidationError(PHONE_OF_OTHER_COUNTRY)
    region: str | None = phonenumbers.region_code_for_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), region


def international(value: str) -> str | None:
    """Return a number with a plus sign as `+` and digits, unchecked."""
    digits = _digits(value)
    return digits if digits and INTERNATIONAL.fullmatch(digits) else None


def _format_problem(region: str | None) -> Text:
    """Return the error for a text that is not a phone number, with the region's examples."""
    mobile = PhoneNumberType.MOBILE
    number = phonenumbers.example_number_for_type(region or "", mobile) or FALLBACK_EXAMPLE
    return PHONE_FORMAT.format(
        national=phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
        international=phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
    )


def _digits(value: str) -> str | None:
    """Return the digits of a number and its plus sign, without separators.

    None if it has other characters.
    """
    plain = with_plain_hyphens(unicodedata.normalize("NFKC", value))
    if not all(c.isdecimal() or c in BETWEEN_DIGITS for c in plain):
        return None
    return "".join(str(unicodedata.decimal(c, c)) for c in plain if c.isdecimal() or c == "+")


def _parse(value: str, region: str | None) -> PhoneNumber:
    digits = _digits(value)
    if digits is None:
        raise ValidationError(_format_problem(region))
    try:
        number = phonenumbers.parse(digits, region)
        if digits.startswith("00") and not phonenumbers.is_possible_number(number):
            # Most countries dial 00 for abroad. Where 011 or 010 is dialled, no number starts with
            # it.
            number = phonenumbers.parse(f"+{digits[2:]}")
    except NumberParseException as error:
        too_long = error.error_type == NumberParseException.TOO_LONG
        raise ValidationError(PHONE_TOO_LONG if too_long else _format_problem(region)) from None
    return number
