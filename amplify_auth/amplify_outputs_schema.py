"""Readers of JSON values. Each checks the value at a dotted key and returns it for Python.

Like amplify-js, they ignore unknown keys and values, so that later schemas can be read. They list
what they ignore, for one warning.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from amplify_auth.connection_settings import is_secure_endpoint

Read = Callable[[str, object, list[str]], Any]
"""Takes a dotted key, its value, and the list of ignored keys and values to add to."""


class SchemaError(ValueError):
    """A value that cannot be read. The message begins with the dotted key."""


class _Ignored:
    """The result of a reader that ignores its value."""


def _must_be(key: str, demand: str) -> SchemaError:
    return SchemaError(f"{key} must be {demand}")


def text(key: str, value: object, _ignored: list[str]) -> str:
    """Read a string."""
    if not isinstance(value, str):
        raise _must_be(key, "a string")
    return value


def flag(key: str, value: object, _ignored: list[str]) -> bool:
    """Read a boolean."""
    if not isinstance(value, bool):
        raise _must_be(key, "true or false")
    return value


def endpoint(key: str, value: object, _ignored: list[str]) -> str:
    """Read the URL of a server that may be sent passwords."""
    if not isinstance(value, str) or not is_secure_endpoint(value):
        raise _must_be(key, "an https URL, or http on a loopback address")
    return value


def matching(pattern: str, description: str) -> Read:
    """Make a reader of strings that match a regular expression."""

    def read(key: str, value: object, _ignored: list[str]) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise _must_be(key, description)
        return value

    return read


def whole(low: int, high: int) -> Read:
    """Make a reader of whole numbers within bounds."""

    def read(key: str, value: object, _ignored: list[str]) -> int:
        # In Python, JSON's true is an int.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _must_be(key, f"a whole number, {low} to {high}")
        return value

    return read


def one_of(*choices: str, strict: bool = False) -> Read:
    """Make a reader of strings with a known set of values. Unless strict, it ignores others."""

    def read(key: str, value: object, ignored: list[str]) -> str | type[_Ignored]:
        if not isinstance(value, str) or (strict and value not in choices):
            raise _must_be(key, "one of " + ", ".join(choices))
        if value in choices:
            return value
        ignored.append(f"{key} {value!r}")
        return _Ignored

    return read


def list_of(item: Read) -> Read:
    """Make a reader of lists. It returns a tuple without repetitions."""

    def read(key: str, value: object, ignored: list[str]) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _must_be(key, "a list")
        items = (item(f"{key}[{index}]", element, ignored) for index, element in enumerate(value))
        return tuple(dict.fromkeys(element for element in items if element is not _Ignored))

    return read


def section(
    readers: Mapping[str, Read],
    *,
    make: Callable[..., Any] = dict,
    required: Iterable[str] = (),
    is_open: bool = False,
) -> Read:
    """Make a reader of objects. It treats null like an absent key.

    Args:
        readers: The reader of each key.
        make: Takes the values that were read, by keyword.
        required: The keys that must be there.
        is_open: Whether other keys are the app's own, and not listed as ignored.
    """

    def read(key: str, value: object, ignored: list[str]) -> object:
        if not isinstance(value, dict):
            raise _must_be(key, "an object")
        present = {name: element for name, element in value.items() if element is not None}
        for name in required:
            if name not in present:
                raise SchemaError(f"{key}.{name} is required")
        if not is_open:
            ignored.extend(f"{key}.{name}" for name in present if name not in readers)
        values = {
            name: reader(f"{key}.{name}", present[name], ignored)
            for name, reader in readers.items()
            if name in present
        }
        known = {name: element for name, element in values.items() if element is not _Ignored}
        return make(**known)

    return read


STANDARD_ATTRIBUTES = (
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "sub",
    "updated_at",
    "website",
    "zoneinfo",
)
"""OpenID Connect's claims, which every pool has as attributes."""
