"""Texts of the fields for Cognito's standard attributes."""

from dataclasses import dataclass
from datetime import date

from signup.i18n.languages import current_language
from signup.i18n.lazy_text import Text, _
from signup.messages.labels import EMAIL, EMAIL_MISSING, LOCALE_FORMAT, PHONE, PHONE_MISSING


@dataclass(frozen=True, slots=True)
class AttributeTexts:
    """Texts of one field.

    Attributes:
        label: Its label.
        missing: The error when it is empty.
        hint: A line under the label.
    """

    label: Text
    missing: Text
    hint: str = ""


EXAMPLE = date(1995, 12, 10)


PARTS = ("day", "month", "year")


def parts_in_order() -> tuple[str, ...]:
    """Return the parts of a date in the order of the request's language."""
    pattern = str(current_language().locale.date_formats["short"]).lower()
    return tuple(sorted(PARTS, key=lambda part: pattern.index(part[0])))


class ExampleDate:
    """A date in digits, in the order of the request's language."""

    def __str__(self) -> str:
        return " ".join(str(getattr(EXAMPLE, part)) for part in parts_in_order())


ATTRIBUTES = {
    "address": AttributeTexts(_("Postal address"), _("Enter your postal address")),
    "birthdate": AttributeTexts(
        _("Date of birth"),
        _("Enter your date of birth"),
        _("For example, %(date)s").format(date=ExampleDate()),
    ),
    "email": AttributeTexts(EMAIL, EMAIL_MISSING),
    "family_name": AttributeTexts(_("Last name"), _("Enter your last name")),
    "gender": AttributeTexts(_("Gender"), _("Enter your gender"), _("In your own words")),
    "given_name": AttributeTexts(_("First name"), _("Enter your first name")),
    "locale": AttributeTexts(
        _("Preferred language"), LOCALE_FORMAT, _("A language code, like en or pt-BR")
    ),
    "middle_name": AttributeTexts(_("Middle name"), _("Enter your middle name")),
    "name": AttributeTexts(_("Full name"), _("Enter your full name")),
    "nickname": AttributeTexts(
        _("Nickname"), _("Enter your nickname"), _("What you'd like us to call you")
    ),
    "phone_number": AttributeTexts(PHONE, PHONE_MISSING),
    "picture": AttributeTexts(
        _("Picture"),
        _("Enter the web address of your picture"),
        _("A web address, like https://example.com/me.jpg"),
    ),
    "preferred_username": AttributeTexts(
        _("Display name"), _("Enter a display name"), _("The name other people see")
    ),
    "profile": AttributeTexts(
        _("Profile page"),
        _("Enter the web address of your profile page"),
        _("A web address, like https://example.com/about-me"),
    ),
    "website": AttributeTexts(
        _("Website"),
        _("Enter the web address of your website"),
        _("A web address, like https://example.com"),
    ),
    "zoneinfo": AttributeTexts(_("Time zone"), _("Choose your time zone")),
}
