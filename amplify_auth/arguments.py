"""Checks of arguments that would otherwise end in Python's own exceptions."""

from collections.abc import Mapping

from amplify_auth.service_errors import InvalidParameterException


def check_text(*values: object) -> None:
    """Refuse everything but None and text that can be sent.

    Raises:
        InvalidParameterException: A value is not a string, or it has a lone surrogate.
    """
    if not all(value is None or isinstance(value, str) for value in values):
        raise InvalidParameterException("A parameter is of the wrong type.")
    check_encoding(values)


def check_encoding(value: object) -> None:
    """Refuse text that UTF-8 cannot encode, at any depth of a request.

    Raises:
        InvalidParameterException: A string has a lone surrogate.
    """
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise InvalidParameterException("A parameter is not valid Unicode.")
    elif isinstance(value, Mapping):
        check_encoding([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for part in value:
            check_encoding(part)


def check_mapping(value: object) -> None:
    """Refuse everything but None and mappings.

    Raises:
        InvalidParameterException: The value is something else.
    """
    if value is not None and not isinstance(value, Mapping):
        raise InvalidParameterException("A parameter is of the wrong type.")
