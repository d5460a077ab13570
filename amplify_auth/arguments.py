"""Checks of arguments that would otherwise raise Python's own exceptions."""

import json
from collections.abc import Mapping
from typing import Any

from amplify_auth.service_errors import InvalidParameterException

MAXIMUM_DEPTH = 32
"""Maximum nesting of a request. No operation needs as much."""


def check_text(*values: object) -> None:
    """Refuse everything but None and text that can be sent.

    Raises:
        InvalidParameterException: A value is not a string, or it has a lone surrogate.
    """
    if not all(value is None or isinstance(value, str) for value in values):
        raise InvalidParameterException("A parameter is of the wrong type.")
    check_encoding(values)


def check_encoding(value: object, depth: int = 0) -> None:
    """Refuse text that UTF-8 cannot encode, at any depth of a request.

    Args:
        value: The request, or a part of it.
        depth: How many objects and lists the part is within.

    Raises:
        InvalidParameterException: A string has a lone surrogate, or the request is nested deeper
            than botocore can send.
    """
    if depth > MAXIMUM_DEPTH:
        raise InvalidParameterException("A parameter is nested too deeply.")
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise InvalidParameterException("A parameter is not valid Unicode.")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            check_encoding(key, depth)
            check_encoding(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            check_encoding(part, depth + 1)


def check_mapping(*values: object) -> None:
    """Refuse everything but None and mappings.

    Raises:
        InvalidParameterException: A value is something else.
    """
    if not all(value is None or isinstance(value, Mapping) for value in values):
        raise InvalidParameterException("A parameter is of the wrong type.")


def read_json_object(value: Mapping[str, Any] | str) -> dict[str, Any]:
    """Read a JSON object, parsed or as text.

    Raises:
        InvalidParameterException: The value is something else.
    """
    try:
        text = json.dumps(dict(value)) if isinstance(value, Mapping) else value
        document = json.loads(text, parse_constant=_refuse_constant)
    except (RecursionError, TypeError, ValueError):
        document = None
    if not isinstance(document, dict):
        raise InvalidParameterException("A parameter is not a JSON object.")
    return document


def _refuse_constant(name: str) -> None:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not have."""
    raise ValueError(name)
