"""Outputs of the helper as Python code, with their secrets masked."""

from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from typing import Any

from amplify_auth import AuthError
from demo.teaching.masks import MASK, mask

INDENT = " " * 4
WIDTH = 72
SHOWN = {"username", "destination"}
"""Fields that the helper's `repr` omits, but that the visitor typed."""


def python_code(value: object, indent: str = "") -> str:
    """Return a value as Python code.

    Fields that the helper's `repr` omits are secret, and are masked.

    Args:
        value: A value from the helper.
        indent: The indentation of its line.
    """
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if is_dataclass(value) and not isinstance(value, type):
        members = [
            f"{field.name}={_field_code(field, getattr(value, field.name), indent + INDENT)}"
            for field in fields(value)
        ]
        return _bracketed(f"{type(value).__name__}(", members, ")", indent)
    if isinstance(value, tuple | list):
        return _bracketed("[", [python_code(each, indent + INDENT) for each in value], "]", indent)
    return repr(value)


def error_code(error: AuthError) -> str:
    """Return a `raise` statement for an error."""
    members = [f"message={error.message!r}"]
    if error.recovery_suggestion:
        members.append(f"recovery_suggestion={error.recovery_suggestion!r}")
    return _bracketed(f"raise {type(error).__name__}(", members, ")", "")


def _field_code(field: "Field[Any]", value: object, indent: str) -> str:
    if value is None or field.repr or field.name in SHOWN:
        return python_code(value, indent)
    if isinstance(value, Mapping):
        return "{...}" if value else "{}"
    return repr(mask(field.name, value)) if isinstance(value, str) else repr(MASK)


def _bracketed(begin: str, members: list[str], end: str, indent: str) -> str:
    line = f"{begin}{', '.join(members)}{end}"
    if len(indent) + len(line) <= WIDTH and "\n" not in line:
        return line
    lines = "".join(f"{indent}{INDENT}{member},\n" for member in members)
    return f"{begin}\n{lines}{indent}{end}"
