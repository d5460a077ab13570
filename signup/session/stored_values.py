"""Stored values as objects.

Sessions outlive releases. After an update or rollback, a stored value may have unknown members or
lack required ones, and a file may be damaged. Such a value reads as None, so that its flow starts
again. Guessing would be unsafe, because an ignored member may protect an account.

A value is stored as `dataclasses.asdict` makes it, and is read by the type hints of its class.
"""

# ruff: noqa: ANN401 - values of any type, and types that `type[T]` does not cover

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cryptography.exceptions import InvalidTag
from flask import session

from signup.observability.events import Event, record
from signup.session.encryption import unseal_for

T = TypeVar("T")

UNREADABLE = (InvalidTag, ValueError, TypeError, OverflowError, RecursionError)
"""The errors of reading a value that this release did not write."""


def load(name: str, kind: type[T]) -> T | None:
    """Return a value of the current session, or None for one that is absent or unreadable.

    Args:
        name: The session's key. An unreadable value is dropped from the session.
        kind: The type, as for `read`.
    """
    stored = session.get(name)
    value: T | None = None if stored is None else read(kind, stored, name)
    if stored is not None and value is None:
        del session[name]
    return value


def unseal(session_id: str, sealed: bytes, kind: Any) -> Any:
    """Return the value of a sealed JSON text, or None for one that is unreadable.

    Args:
        session_id: The id of the session that the value belongs to.
        sealed: The stored value.
        kind: The type, as for `read`.
    """
    value = None
    with suppress(*UNREADABLE):
        value = json.loads(unseal_for(session_id, sealed))
    return read(kind, value)


def read(kind: Any, value: object, name: str = "") -> Any:
    """Return an object of a type from a JSON value, or None for a value that is unreadable.

    Args:
        kind: The type: a dataclass, an enum, one of JSON's types, a list, tuple or mapping of
            these, or one of these or None.
        value: The value as it was stored.
        name: The name of the value, for the log.
    """
    try:
        return decode(kind, value)
    except UNREADABLE:
        record(Event.STORED_VALUE_UNREADABLE, reason=name)
        return None


def decode(kind: Any, value: Any) -> Any:
    """Return an object of a type from a JSON value.

    Args:
        kind: The type, as for `read`.
        value: The JSON value.

    Raises:
        ValueError: The value is of another type. The other errors of `UNREADABLE` mean the same.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return _json(value)
    if origin in {Union, UnionType}:  # an optional one
        return None if value is None else decode(arguments[0], value)
    if origin in {list, tuple} and isinstance(value, list | tuple):
        return origin(_decode_members(arguments, value))
    if origin in {dict, Mapping} and isinstance(value, Mapping):
        return {decode(arguments[0], k): decode(arguments[1], v) for k, v in value.items()}
    if is_dataclass(kind) and isinstance(value, dict):
        return _decode_dataclass(kind, value)
    if isinstance(kind, type):
        return _decode_scalar(kind, value)
    raise ValueError("not a value of this type")


def _decode_members(kinds: tuple[Any, ...], values: Any) -> list[Any]:
    if kinds[1:] in {(), (Ellipsis,)}:  # list[T] or tuple[T, ...]
        kinds = kinds[:1] * len(values)
    return [decode(kind, value) for kind, value in zip(kinds, values, strict=True)]


def _decode_dataclass(kind: Any, value: dict[str, Any]) -> Any:
    kinds = _members(kind)
    if kinds.keys() != value.keys():
        raise ValueError("not the members that this release writes")
    return kind(**{name: decode(kinds[name], value[name]) for name in kinds})


def _decode_scalar(kind: type, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float and type(value) is int:
        value = float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError("not a value of this type")
    return _json(value)


def _json(value: Any) -> Any:
    """Refuse lone surrogates, NaN and infinity, which no page can show."""
    match value:
        case str():
            value.encode()
        case float() if not math.isfinite(value):
            raise ValueError("not a number")
        case dict():
            for name, member in value.items():
                _json(name)
                _json(member)
        case list():
            for member in value:
                _json(member)
    return value


@cache
def _members(kind: Any) -> Mapping[str, Any]:
    """Return the types of a dataclass's fields by their names."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
