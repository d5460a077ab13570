"""How the form asks for each of Cognito's standard attributes, and for custom ones by type.

The autocomplete tokens let browsers fill in what they know. WCAG 1.3.5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask import request

from signup.fields.base import TextField
from signup.fields.dates import BirthdateField, DateField
from signup.fields.names import EmailField
from signup.fields.phone import PhoneNumberField
from signup.fields.places import LocaleField, TimeZoneField
from signup.fields.values import (
    CheckboxField,
    ChoiceField,
    MultilineField,
    NumberField,
    URLField,
)
from signup.wording import EMAIL_MISSING, PHONE_MISSING

UNBOUND = Any
"""What WTForms makes of a field class that is called outside of a form."""


@dataclass(frozen=True, slots=True)
class StandardAttribute:
    """How the form asks for an attribute.

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
            "Postal address",
            "Enter your postal address",
            MultilineField,
            html={"autocomplete": "street-address", "rows": "4"},
        ),
        "birthdate": StandardAttribute(
            "Date of birth",
            "Enter your date of birth",
            BirthdateField,
            "For example, 10 December 1995",
            html={"autocomplete": "bday"},
        ),
        "email": StandardAttribute(
            "Email address", EMAIL_MISSING, EmailField
        ),
        "family_name": StandardAttribute(
            "Last name", "Enter your last name", html=_text("family-name", **WORDS)
        ),
        "gender": StandardAttribute(
            "Gender", "Enter your gender", hint="In your own words", html=_text("sex")
        ),
        "given_name": StandardAttribute(
            "First name", "Enter your first name", html=_text("given-name", **WORDS)
        ),
        "locale": StandardAttribute(
            "Language",
            "Enter your language",
            LocaleField,
            "A short code, like en for English or pt-BR for Brazilian Portuguese",
            html=_text("language", **LITERAL),
            more={"default": _browser_language},
        ),
        "middle_name": StandardAttribute(
            "Middle name", "Enter your middle name", html=_text("additional-name", **WORDS)
        ),
        "name": StandardAttribute("Full name", "Enter your full name", html=_text("name", **WORDS)),
        "nickname": StandardAttribute(
            "Nickname",
            "Enter your nickname",
            hint="What you would like to be called",
            html=_text("nickname"),
        ),
        "phone_number": StandardAttribute(
            "Phone number", PHONE_MISSING, PhoneNumberField
        ),
        "picture": StandardAttribute(
            "Picture",
            "Enter the web address of a picture of you",
            URLField,
            "The web address of a picture of you, like https://example.com/me.jpg",
            html=_text("photo", **LITERAL),
        ),
        "preferred_username": StandardAttribute(
            "Display name",
            "Enter a display name",
            hint="The name that others see",
            html=_text("nickname", **LITERAL),
        ),
        "profile": StandardAttribute(
            "Profile page",
            "Enter the web address of your profile page",
            URLField,
            "A web address, like https://example.com/about-me",
            html=_text("url", **LITERAL),
        ),
        "website": StandardAttribute(
            "Website",
            "Enter the web address of your website",
            URLField,
            "A web address, like https://example.com",
            html=_text("url", **LITERAL),
        ),
        "zoneinfo": StandardAttribute(
            "Time zone", "Choose your time zone", TimeZoneField
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
