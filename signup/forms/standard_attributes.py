"""Fields for Cognito's standard attributes, and for custom ones by type.

Autocomplete tokens let browsers fill in known values. WCAG 1.3.5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from flask import request

from signup.forms.fields.base import TextField
from signup.forms.fields.dates import BirthdateField, DateField
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
from signup.i18n.lazy_text import Text
from signup.messages.attributes import ATTRIBUTES, AttributeTexts

UNBOUND = Any
"""The value that WTForms returns for a field class that is called outside a form."""


@dataclass(frozen=True, slots=True)
class StandardAttribute:
    """A field for an attribute.

    Attributes:
        texts: Its label, hint and errors.
        make: The field's class.
        html: HTML attributes.
        more: Further arguments of the class.
    """

    texts: AttributeTexts
    make: Callable[..., UNBOUND] = TextField
    html: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> Text:
        """The usual label."""
        return self.texts.label

    def __call__(self, *, label: str | None, hint: str | None, required: bool) -> UNBOUND:
        """Make the field.

        Args:
            label: Replaces the usual label.
            hint: Replaces the usual hint.
            required: Whether a value is required.
        """
        arguments = {"description": self.texts.hint if hint is None else hint, **self.more}
        if self.html:
            arguments["html"] = dict(self.html)
        missing = self.texts.missing if required else None
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
            ATTRIBUTES["address"],
            MultilineField,
            html={"autocomplete": "street-address", "rows": "4"},
        ),
        "birthdate": StandardAttribute(ATTRIBUTES["birthdate"], BirthdateField),
        "email": StandardAttribute(ATTRIBUTES["email"], EmailField),
        "family_name": StandardAttribute(
            ATTRIBUTES["family_name"], html=_text("family-name", **WORDS)
        ),
        "gender": StandardAttribute(ATTRIBUTES["gender"], html=_text("sex")),
        "given_name": StandardAttribute(
            ATTRIBUTES["given_name"], html=_text("given-name", **WORDS)
        ),
        "locale": StandardAttribute(
            ATTRIBUTES["locale"],
            LocaleField,
            html=_text("language", **LITERAL),
            more={"default": _browser_language},
        ),
        "middle_name": StandardAttribute(
            ATTRIBUTES["middle_name"], html=_text("additional-name", **WORDS)
        ),
        "name": StandardAttribute(ATTRIBUTES["name"], html=_text("name", **WORDS)),
        "nickname": StandardAttribute(ATTRIBUTES["nickname"], html=_text("nickname")),
        "phone_number": StandardAttribute(ATTRIBUTES["phone_number"], PhoneNumberField),
        "picture": StandardAttribute(
            ATTRIBUTES["picture"], URLField, html=_text("photo", **LITERAL)
        ),
        "preferred_username": StandardAttribute(
            ATTRIBUTES["preferred_username"], html=_text("nickname", **LITERAL)
        ),
        "profile": StandardAttribute(ATTRIBUTES["profile"], URLField, html=_text("url", **LITERAL)),
        "website": StandardAttribute(ATTRIBUTES["website"], URLField, html=_text("url", **LITERAL)),
        "zoneinfo": StandardAttribute(ATTRIBUTES["zoneinfo"], TimeZoneField),
    }
)
"""All but `sub`, which the pool generates, and `updated_at`, the time of the sign-up."""

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
