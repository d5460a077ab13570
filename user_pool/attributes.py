"""Validation of usernames and user attributes.

Source: Cognito's developer guide, "User pool attributes".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from user_pool.errors import ServiceError, invalid_parameter, not_authorized
from user_pool.schema import NUMBER, READ_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from user_pool.app_clients import UserPoolClient
    from user_pool.schema import Attribute
    from user_pool.settings import UserPool

# No white space or control characters, because addresses are also printed to terminals.
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]+\.[^@\s.\x00-\x1f\x7f]+")
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")


def looks_like_email(text: str) -> bool:
    """Return whether a text could be an email address."""
    return _EMAIL.fullmatch(text) is not None


def looks_like_phone_number(text: str) -> bool:
    """Return whether a text is a phone number in Cognito's form: a plus sign and digits (E.164)."""
    return _PHONE_NUMBER.fullmatch(text) is not None


def check_username(pool: UserPool, username: str) -> str | None:
    """Check the form of a username at sign-up.

    Returns:
        The attribute that the username is (`email` or `phone_number`), or None in a pool where
        users choose a name.
    """
    forms = {"email": looks_like_email, "phone_number": looks_like_phone_number}
    for attribute in pool.username_attributes:
        if forms[attribute](username):
            return attribute
    if pool.username_attributes:
        named = {"email": "an email", "phone_number": "a phone number"}
        wanted = " or ".join(named[name] for name in sorted(pool.username_attributes))
        either = "either " if len(pool.username_attributes) > 1 else ""
        raise invalid_parameter(f"Username should be {either}{wanted}.")
    for attribute, words in (("email", "email"), ("phone_number", "phone number")):
        if attribute in pool.alias_attributes and forms[attribute](username):
            raise invalid_parameter(
                f"Username cannot be of {words} format,"
                f" since user pool is configured for {words} alias."
            )
    return None


def check_new_attributes(
    pool: UserPool, client: UserPoolClient, attributes: Mapping[str, str]
) -> None:
    """Check the attributes of a user who signs up, including the username where it is one.

    Raises:
        ServiceError: As for `check_attributes`, and `InvalidParameterException` for a required
            attribute that is missing.
    """
    check_writable(pool, client, attributes)
    check_attributes(pool, attributes, required=True)


def check_writable(pool: UserPool, client: UserPoolClient, names: Iterable[str]) -> None:
    """Check that a client may set attributes.

    Raises:
        ServiceError: `NotAuthorizedException`.
    """
    for name in names:
        writable = client.write_attributes is None or name in client.write_attributes
        if name in READ_ONLY or (name in pool.schema and not writable):
            raise not_authorized("A client attempted to write unauthorized attribute")


def check_attributes(
    pool: UserPool, attributes: Mapping[str, str], *, required: bool = False
) -> None:
    """Check attributes against the pool's schema.

    Args:
        pool: The pool.
        attributes: Values by name.
        required: Whether required attributes must be among them.

    Raises:
        ServiceError: `InvalidParameterException`.
    """
    problems = [
        *(f"{name}: Attribute does not exist in the schema." for name in attributes
          if name not in pool.schema),
        *(f"{name}: The attribute is required\n" for name in missing(pool, attributes)
          if required),
        *(f"{name}: {problem}" for name, value in attributes.items()
          if name in pool.schema and (problem := _problem(pool.schema[name], value))),
    ]  # fmt: skip
    if problems:
        raise _nonconforming(problems)
    if (email := attributes.get("email")) and not looks_like_email(email):
        raise invalid_parameter("Invalid email address format.")
    if (number := attributes.get("phone_number")) and not looks_like_phone_number(number):
        raise invalid_parameter("Invalid phone number format.")


def missing(pool: UserPool, attributes: Mapping[str, str]) -> list[str]:
    """Return the required attributes without a value."""
    return [
        name
        for name, rule in pool.schema.items()
        if rule.required and name not in READ_ONLY and not attributes.get(name)
    ]


def _problem(rule: Attribute, value: str) -> str | None:
    if rule.type == "Number":
        if not NUMBER.fullmatch(value):
            return "The value is not a number\n"
        size, unit = int(value), ""
    elif rule.type == "Boolean":
        return None if value in {"true", "false"} else "The value is not a boolean\n"
    else:
        size, unit = len(value), " characters"
    if rule.minimum is not None and size < rule.minimum:
        return f"The value must have at least {rule.minimum}{unit}\n"
    if rule.maximum is not None and size > rule.maximum:
        return f"The value must have at most {rule.maximum}{unit}\n"
    return None


def _nonconforming(problems: Iterable[str]) -> ServiceError:
    return invalid_parameter(f"Attributes did not conform to the schema: {''.join(problems)}")
