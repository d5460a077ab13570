"""Settings of the sign-up form, from `custom.sign_up` of `amplify_outputs.json`.

docs/sign-up-form.md describes the keys.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from amplify_auth import AmplifyOutputs, AmplifyOutputsError
from config.settings import is_path_of_this_site
from signup.forms.fields.phone import regions
from signup.forms.standard_attributes import STANDARD_ATTRIBUTES, TYPES
from signup.i18n.languages import SOURCE
from signup.i18n.lazy_text import OwnText
from signup.messages.labels import TERMS, TERMS_LINK

SECTION = "custom.sign_up"
DEFAULT_SERVICE_NAME = "Amplify on Flask"


class SignUpSettingsError(AmplifyOutputsError):
    """Invalid `custom.sign_up`. The text names the file and the key."""


@dataclass(frozen=True, slots=True)
class AttributeSettings:
    """An entry of `attributes`.

    Attributes:
        name: Cognito's name: a standard attribute, or `custom:` and a name.
        label: The label; None for that of the standard attribute.
        type: One of `TYPES`; None for standard attributes.
        options: Values and labels, for the type `select`.
        required: Whether a value is required.
        hint: A line below the label; None for that of the standard attribute.
    """

    name: str
    label: str | None = None
    type: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms and conditions.

    Attributes:
        url: An https URL, or a path on this server.
        label: The text of the checkbox.
        link: The text of the link.
    """

    url: str
    label: str = TERMS
    link: str = TERMS_LINK


@dataclass(frozen=True, slots=True)
class SignUpSettings:
    """`custom.sign_up`.

    Attributes:
        service_name: The service's name.
        default_country: The initial region of phone numbers, or None for the browser's.
        attributes: Further attributes, or texts for required ones.
        terms: Terms to agree to, or None.
    """

    service_name: str = DEFAULT_SERVICE_NAME
    default_country: str | None = None
    attributes: tuple[AttributeSettings, ...] = ()
    terms: Terms | None = None


def sign_up_settings(outputs: AmplifyOutputs) -> SignUpSettings:
    """Read and check `custom.sign_up`.

    Raises:
        SignUpSettingsError: It is invalid, see docs/sign-up-form.md.
    """
    try:
        return _settings(outputs.custom.get("sign_up", {}))
    except _WrongError as error:
        raise SignUpSettingsError(f"{outputs.source}: {error}") from None


class _WrongError(Exception):
    """A key and what it must be."""


Check = Callable[[object], bool]


def _settings(section: object) -> SignUpSettings:
    values = _checked(
        SECTION,
        section,
        {
            "service_name": TEXT,
            "default_country": (_is_region, "a region such as GB"),
            "attributes": (_is_list, "a list"),
            "terms": (_is_object, "an object"),
        },
    )
    attributes = tuple(
        _attribute(f"{SECTION}.attributes[{index}]", item)
        for index, item in enumerate(values.get("attributes", []))
    )
    names = [attribute.name for attribute in attributes]
    if len(set(names)) < len(names):
        raise _WrongError(f"{SECTION}.attributes must name each attribute once")
    if "terms" in values:
        values["terms"] = _terms(f"{SECTION}.terms", values["terms"])
    return SignUpSettings(**values | {"attributes": attributes})


def _attribute(key: str, section: object) -> AttributeSettings:
    values = _checked(
        key,
        section,
        {
            "name": (_is_attribute, "a standard attribute that people give, or custom:<name>"),
            "label": OWN_TEXT,
            "type": (
                lambda value: isinstance(value, str) and value in TYPES,
                "one of " + ", ".join(TYPES),
            ),
            "options": (_is_list, "a list"),
            "required": (lambda value: isinstance(value, bool), "true or false"),
            "hint": OWN_TEXT,
        },
        required=("name",),
    )
    if values["name"] in STANDARD_ATTRIBUTES:
        for name in ("type", "options"):
            if name in values:
                raise _WrongError(f"{key}.{name} is for custom: attributes only")
    elif "label" not in values:
        raise _WrongError(f"{key}.label is required")
    if ("options" in values) != (values.get("type") == "select"):
        raise _WrongError(f"{key}.options and the type select need each other")
    options = tuple(
        _option(f"{key}.options[{index}]", item)
        for index, item in enumerate(values.get("options", []))
    )
    if "options" in values and not options:
        raise _WrongError(f"{key}.options must be a list with something in it")
    return AttributeSettings(**_in_languages(values) | {"options": options})


def _option(key: str, section: object) -> tuple[str, str]:
    if _is_text(section):
        return str(section), str(section)
    checks = {"value": TEXT, "label": OWN_TEXT}
    values = _in_languages(_checked(key, section, checks, required=("value", "label")))
    return values["value"], values["label"]


def _terms(key: str, section: object) -> Terms:
    keys = {
        "url": (_is_page, "an https URL or a path such as /terms"),
        "label": OWN_TEXT,
        "link": OWN_TEXT,
    }
    return Terms(**_in_languages(_checked(key, section, keys, required=("url",))))


def _in_languages(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return checked values, with texts in several languages combined."""
    return {
        name: OwnText.in_languages(value) if isinstance(value, dict) else value
        for name, value in values.items()
    }


def _checked(
    key: str,
    section: object,
    checks: Mapping[str, tuple[Check, str]],
    required: tuple[str, ...] = (),
) -> dict[str, Any]:
    if not isinstance(section, dict):
        raise _WrongError(f"{key} must be an object")
    for name in required:
        if name not in section:
            raise _WrongError(f"{key}.{name} is required")
    for name, value in section.items():
        if name not in checks:
            raise _WrongError(f"{key}.{name} is not a key that the form knows")
        holds, demand = checks[name]
        if not holds(value):
            raise _WrongError(f"{key}.{name} must be {demand}")
    return dict(section)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_own_text(value: object) -> bool:
    if isinstance(value, dict):
        return SOURCE in value and all(_is_text(text) for text in value.values())
    return _is_text(value)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_region(value: object) -> bool:
    return isinstance(value, str) and value in regions()


def _is_attribute(value: object) -> bool:
    if not isinstance(value, str):
        return False
    own = re.fullmatch(r"custom:[^\s:]{1,20}", value)
    return value in STANDARD_ATTRIBUTES or own is not None


def _is_page(value: object) -> bool:
    if not isinstance(value, str):
        return False
    if is_path_of_this_site(value):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


TEXT: tuple[Check, str] = (_is_text, "a string with something in it")
OWN_TEXT: tuple[Check, str] = (
    _is_own_text,
    f"a string with something in it, or such strings by language with one for {SOURCE}",
)
