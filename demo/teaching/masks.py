"""Masks over the secrets in requests, responses and forms.

boto3's model of Cognito marks sensitive members. Members that it does not know are masked
too. Sessions, codes and tokens get a fingerprint, so that a learner can follow a value.
"""

import hmac
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

from flask import current_app

from signup.forms.standard_attributes import STANDARD_ATTRIBUTES

Json = Any
Shape = Any
"""A shape of botocore's model, whose type does not tell structures, lists and maps apart."""

DOT = "\N{BULLET}"
MASK = DOT * 6
FINGERPRINT_LENGTH = 5
"""Hexadecimal digits. Without the app's key, a fingerprint reveals nothing about a code."""

TEXT_MAXIMUM = 400
FIELD_MAXIMUM = 60

# Sensitive to the model, but typed by the visitor, or public.
SHOWN = {
    ("ClientId",),
    ("Username",),
    ("UserAttributes", "Value"),
}
# Not sensitive to the model, but a secret.
HIDDEN = {("ConfirmationCode",)}
# Maps with free keys that belong to a sign-in. All parameters but these prove passwords.
FREE_MAPS = {"AuthParameters", "ChallengeParameters", "ChallengeResponses"}
SHOWN_PARAMETERS = {
    *("USERNAME", "USER_ID_FOR_SRP", "CODE_DELIVERY_DESTINATION", "CODE_DELIVERY_DELIVERY_MEDIUM"),
    *("MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP", "PREFERRED_CHALLENGE", "CHALLENGE_NAME", "TIMESTAMP"),
    "requiredAttributes",
}
FINGERPRINTED = re.compile("(session|(?<!csrf_)token|code)$", re.IGNORECASE)
"""Names of members and fields that get a fingerprint."""

CONTAINERS = {"structure", "map", "list"}
ERROR_MEMBERS = {"__type", "message", "Message"}

SHOWN_FIELDS = {
    *("username", "email", "phone_number", "country_code", "choice"),
    *STANDARD_ATTRIBUTES,
}
"""Fields that are shown. Passwords, codes and CSRF tokens are not among them."""


def mask(name: str, value: object) -> str:
    """Return the mask of a secret, with a fingerprint for Sessions, codes and tokens.

    Args:
        name: The name of the member or the field.
        value: The secret.
    """
    if isinstance(value, str) and FINGERPRINTED.search(name):
        return f"{MASK} #{fingerprint(value)}"
    return MASK


def fingerprint(secret: str) -> str:
    """Return a short text that identifies a secret in all processes of the app."""
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, secret.encode(), "sha256").hex()[:FINGERPRINT_LENGTH]


def masked(value: Json, shape: Shape | None) -> Json:
    """Return a copy of a request's or a response's JSON without its secrets.

    Args:
        value: The JSON.
        shape: Its shape in the model, if any.
    """
    if isinstance(value, dict) and ERROR_MEMBERS & value.keys():
        return {name: _error_member(name, member) for name, member in value.items()}
    return _masked(value, shape, ())


def masked_fields(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the fields of a form in their order, without the secrets."""
    return [
        (
            _shortened(name),
            _shortened(value) if _is_shown(name) else value and mask(name, value),
        )
        for name, value in islice(fields.items(), FIELD_MAXIMUM)
    ]


def _is_shown(field: str) -> bool:
    return field in SHOWN_FIELDS or field.startswith("custom:")


def _error_member(name: str, value: object) -> str:
    return _shortened(str(value)) if name in ERROR_MEMBERS else MASK


def _masked(value: Json, shape: Shape | None, path: tuple[str, ...]) -> Json:
    if path in SHOWN:
        return _shortened(value)
    if path and path[-1] in FREE_MAPS and isinstance(value, dict):
        return {
            name: _shortened(part) if name in SHOWN_PARAMETERS else mask(name, part)
            for name, part in value.items()
        }
    if shape is None or shape.metadata.get("sensitive") or path in HIDDEN:
        return mask(path[-1] if path else "", value)
    if isinstance(value, dict):
        return {
            name: _masked(part, _member(shape, name), (*path, name)) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_masked(part, getattr(shape, "member", None), path) for part in value]
    return MASK if shape.type_name in CONTAINERS else _shortened(value)


def _member(shape: Shape, name: str) -> Shape | None:
    if shape.type_name == "structure":
        return shape.members.get(name)
    return getattr(shape, "value", None)


def _shortened(value: Json) -> Json:
    if isinstance(value, str) and len(value) > TEXT_MAXIMUM:
        return f"{value[:TEXT_MAXIMUM]}\N{HORIZONTAL ELLIPSIS}"
    return value
