"""Phone numbers as people of a country write them, put into E.164."""

import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult
from wtforms import ValidationError

from signup.messages.labels import PHONE_FORMAT, PHONE_LEADING_ZERO, PHONE_TOO_LONG, PHONE_TOO_SHORT

WRONG_LENGTH = {
    ValidationResult.TOO_LONG: PHONE_TOO_LONG,
    ValidationResult.TOO_SHORT: PHONE_TOO_SHORT,
    # Possible for a neighbour who leaves the area code out; a message cannot be sent to it.
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PHONE_TOO_SHORT,
}

BETWEEN_DIGITS = frozenset("+()/. \t")
"""Characters of written numbers. A letter is a slip, or an extension, which gets no messages."""


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
        raise ValidationError(WRONG_LENGTH.get(reason, PHONE_FORMAT))
    # Whether a number is in use is not asked: lists of ranges age, and the code will tell. But
    # a zero that is not dialled from abroad means that the number is another country's.
    if number.italian_leading_zero and not phonenumbers.is_valid_number(number):
        raise ValidationError(PHONE_LEADING_ZERO)
    region: str | None = phonenumbers.region_code_for_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), region


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
