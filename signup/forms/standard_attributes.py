"""Fields for Cognito's standard attributes, and for custom ones by type.

The autocomplete tokens let browsers fill in what they know. WCAG 1.3.5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask import request

from signup.forms.fields.base import TextField
from signup.forms.fields.dates import BirthdateField, DateField, ExampleDate
from signup.forms.fields.names import EmailField
from signup.forms.fields.phone import PhoneNumberField
from signup.forms.fields.places import LocaleField, TimeZoneField
from signup.forms.fields.values import (
    CheckboxField,
    ChoiceField,
    MultilineField,
    NumberField,
    URLField,
)
from signup.i18n.lazy_text import _
from signup.messages.labels import EMAIL_MISSING, PHONE_MISSING

UNBOUND = Any
"""The value that WTForms returns for a field class that is called outside a form."""


@dataclass(frozen=True, slots=True)
class StandardAttribute:
    """A field for an attribute.

    Attributes:
        label: What it is called.
        missing: What to say when it is not there.
        make: The field's class.
        hint: A line under the label.
        html: HTML attributes.
        more: Further arguments of the class.
    """

    label: str
    missing: str
    make: Callable[..., UNBOUND] = TextField
    hint: str = ""
    html: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, *, label: str | None, hint: str | None, required: bool) -> UNBOUND:
        """Make the field.

        Args:
            label: A label in place of the usual one.
            hint: A hint in place of the usual one.
            required: Whether something has to be entered.
        """
        arguments = {"description": self.hint if hint is None else hint, **self.more}
        if self.html:
            arguments["html"] = dict(self.html)
        missing = self.missing if required else None
        return self.make(label or self.label, missing=missing, **arguments)


def _text(autocomplete: str, **html: str) -> dict[str, str]:
    return {"autocomplete": autocomplete, "spellcheck": "false", **html}


def _browser_language() -> str:
    best: str = request.accept_languages.best or ""
    return "" if best == "*" else best


WORDS = {"autocapitalize": "words"}
LITERAL = {"autocapitalize": "none"}

STANDARD_ATTRIBUTES: Mapping[str, StandardAttribute] = MappingProxyType(
    {
        "address": StandardAttribute(
            _("Postal address"),
            _("Enter your postal address"),
            MultilineField,
            html={"autocomplete": "street-address", "rows": "4"},
        ),
        "birthdate": StandardAttribute(
            _("Date of birth"),
            _("Enter your date of birth"),
            BirthdateField,
            _("For example, %(date)s").format(date=ExampleDate()),
            html={"autocomplete": "bday"},
        ),
        "email": StandardAttribute(
            _("Email address"), EMAIL_MISSING, EmailField
        ),
        "family_name": StandardAttribute(
            _("Last name"), _("Enter your last name"), html=_text("family-name", **WORDS)
        ),
        "gender": StandardAttribute(
            _("Gender"), _("Enter your gender"), hint=_("In your own words"), html=_text("sex")
        ),
        "given_name": StandardAttribute(
            _("First name"), _("Enter your first name"), html=_text("given-name", **WORDS)
        ),
        "locale": StandardAttribute(
            _("Language"),
            _("Enter your language"),
            LocaleField,
            _("A short code, like en for English or pt-BR for Brazilian Portuguese"),
            html=_text("language", **LITERAL),
            more={"default": _browser_language},
        ),
        "middle_name": StandardAttribute(
            _("Middle name"), _("Enter your middle name"), html=_text("additional-name", **WORDS)
        ),
        "name": StandardAttribute(
            _("Full name"), _("Enter your full name"), html=_text("name", **WORDS)
        ),
        "nickname": StandardAttribute(
            _("Nickname"),
            _("Enter your nickname"),
            hint=_("What you would like to be called"),
            html=_text("nickname"),
        ),
        "phone_number": StandardAttribute(
            _("Phone number"), PHONE_MISSING, PhoneNumberField
        ),
        "picture": StandardAttribute(
            _("Picture"),
            _("Enter the web address of a picture of you"),
            URLField,
            _("The web address of a picture of you, like https://example.com/me.jpg"),
            html=_text("photo", **LITERAL),
        ),
        "preferred_username": StandardAttribute(
            _("Display name"),
            _("Enter a display name"),
            hint=_("The name that others see"),
            html=_text("nickname", **LITERAL),
        ),
        "profile": StandardAttribute(
            _("Profile page"),
            _("Enter the web address of your profile page"),
            URLField,
            _("A web address, like https://example.com/about-me"),
            html=_text("url", **LITERAL),
        ),
        "website": StandardAttribute(
            _("Website"),
            _("Enter the web address of your website"),
            URLField,
            _("A web address, like https://example.com"),
            html=_text("url", **LITERAL),
        ),
        "zoneinfo": StandardAttribute(
            _("Time zone"), _("Choose your time zone"), TimeZoneField
        ),
    }
)  # fmt: skip
"""All but `sub`, which the pool makes up, and `updated_at`, which is when somebody signs up."""

TYPES: Mapping[str, Callable[..., UNBOUND]] = MappingProxyType(
    {
        "text": TextField,
        "multiline": MultilineField,
        "number": NumberField,
        "date": DateField,
        "url": URLField,
        "email": EmailField,
        "language": LocaleField,
        "time-zone": TimeZoneField,
        "select": ChoiceField,
        "checkbox": CheckboxField,
    }
)
"""The types of custom attributes."""
