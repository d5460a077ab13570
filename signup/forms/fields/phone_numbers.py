"""Phone numbers as people of a country write them, put into E.164."""

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
    # Possible for a neighbour who leaves the area code out; a message cannot be sent to it.
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PHONE_TOO_SHORT,
}

BETWEEN_DIGITS = frozenset("+()[]/.~ \t-\N{SWUNG DASH}\N{TILDE OPERATOR}")
"""libphonenumber's `VALID_PUNCTUATION` with plain hyphens and without `x`. A letter is a slip or an
extension, which gets no messages."""

FALLBACK_EXAMPLE = phonenumbers.parse("+447400123456")
"""The example where a country has none."""

INTERNATIONAL = re.compile(r"\+[1-9][0-9]{4,14}")


def e164(value: str, country: str | None) -> tuple[str, str | None]:
    """Put a number into E.164.

    Args:
        value: The number as it was typed.
        country: The region that it is written for; one that begins with a plus sign says its own.

    Returns:
        The number, and the region that it is of, where that can be told.

    Raises:
        ValidationError: It cannot be a number of its country.
    """
    number = _parse(value, country)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != ValidationResult.IS_POSSIBLE:
        raise ValidationError(WRONG_LENGTH.get(reason) or _format_problem(country))
    # Whether a number is in use is not asked: lists of ranges age, and the code will tell. But
    # a zero that is not dialled from abroad means that the number is another country's.
    if number.italian_leading_zero and not phonenumbers.is_valid_number(number):
        raise ValidationError(PHONE_OF_OTHER_COUNTRY)
    region: str | None = phonenumbers.region_code_for_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), region


def international(value: str) -> str | None:
    """Return a number with a plus sign as `+` and digits, whether or not there are such numbers."""
    digits = _digits(value)
    return digits if digits and INTERNATIONAL.fullmatch(digits) else None


def _format_problem(region: str | None) -> Text:
    """Return the message about a text that is no phone number, with examples of a region's own."""
    mobile = PhoneNumberType.MOBILE
    number = phonenumbers.example_number_for_type(region or "", mobile) or FALLBACK_EXAMPLE
    return PHONE_FORMAT.format(
        national=phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
        international=phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
    )


def _digits(value: str) -> str | None:
    """Return the digits of a number, and its plus sign, without what is written between them.

    None where there is something else.
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
            # Most countries dial 00 for abroad; where 011 or 010 is dialled, no number begins so.
            number = phonenumbers.parse(f"+{digits[2:]}")
    except NumberParseException as error:
        too_long = error.error_type == NumberParseException.TOO_LONG
        raise ValidationError(PHONE_TOO_LONG if too_long else _format_problem(region)) from None
    return number
