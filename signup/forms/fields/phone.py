"""Phone numbers: a country to choose and a number to write as people of that country write it."""

from functools import cache
from pathlib import Path
from typing import Any

from wtforms import SelectField, ValidationError
from wtforms.widgets import TelInput

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
    import phonenumbers  # noqa: PLC0415 - most forms ask for none

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

    Attributes:
        layout: Tells the templates to let it be searched.
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
        """Take the choice; nothing chosen leaves the default."""
        super().process_formdata([value for value in valuelist if value.strip()])

    def pre_validate(self, form: Untyped) -> None:
        """Check the choice.

        Raises:
            ValidationError: It is not on the list.
        """
        if self.data not in regions():
            raise ValidationError(COUNTRY_CODE_UNKNOWN)


class PhoneNumberField(TextField):
    """A phone number, kept and sent as E.164.

    A number that begins with a plus sign says its country itself, whatever is chosen beside it:
    browsers and password managers fill in such numbers, for which `tel` asks.
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
        """Check the number, and keep it as E.164.

        Raises:
            ValidationError: It cannot be a number of its country.
        """
        country = form.country_code
        if country.errors:
            return  # what the number has to be like is not known yet
        from signup.forms.fields import phone_numbers  # noqa: PLC0415 - most forms ask for none

        self.data, region = phone_numbers.e164(value, country.data)
        if region in countries():
            country.data = region


def _region(value: str | None) -> str | None:
    """Turn a calling code, `+44`, into the region that it is mainly used for."""
    if not value:
        return value
    code = value.strip().removeprefix("+")
    if code.isascii() and code.isdigit() and len(code) <= 3:  # noqa: PLR2004 - the longest calling code
        import phonenumbers  # noqa: PLC0415 - as above

        return str(phonenumbers.region_code_for_country_code(int(code)))
    return value.strip().upper()
