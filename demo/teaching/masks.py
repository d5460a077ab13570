"""Masks over the secrets in requests and responses.

Cognito's own model, which boto3 carries, says which members are sensitive; what it does not know
is taken for sensitive, too. A mask says that something is there and about how long it is.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from signup.forms.standard_attributes import STANDARD_ATTRIBUTES

Json = Any
Shape = Any
"""What botocore's model says of a member; its type knows no structures, lists and maps apart."""

DOT = "\N{BULLET}"
SHORT, MEDIUM = 64, 512
"""Up to so many characters a mask has 6 dots, as for passwords and codes, or 12; tokens have 24."""

TEXT_MAXIMUM = 400
FIELD_MAXIMUM = 60

# Sensitive to the model, and yet the visitor's own to see: who they are, and which app they are in.
SHOWN = {
    ("ClientId",),
    ("Username",),
    ("UserAttributes", "Value"),
}
# Not sensitive to the model, and yet a secret: the code. Of the maps with free keys that belong to
# a sign-in, only what is listed is shown; the rest proves passwords.
HIDDEN = {("ConfirmationCode",)}
FREE_MAPS = {"AuthParameters", "ChallengeParameters", "ChallengeResponses"}
SHOWN_PARAMETERS = {
    *("USERNAME", "USER_ID_FOR_SRP", "CODE_DELIVERY_DESTINATION", "CODE_DELIVERY_DELIVERY_MEDIUM"),
    *("MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP", "PREFERRED_CHALLENGE", "CHALLENGE_NAME", "TIMESTAMP"),
}
CONTAINERS = {"structure", "map", "list"}
ERROR_MEMBERS = {"__type", "message", "Message"}

SHOWN_FIELDS = {
    *("username", "email", "phone_number", "country_code", "choice"),
    *STANDARD_ATTRIBUTES,
}
"""What forms send and a learner may read; passwords, codes and CSRF tokens are not in it."""


def mask(value: object) -> str:
    """Return what stands for a secret."""
    length = len(value) if isinstance(value, str) else 0
    return DOT * (6 if length <= SHORT else 12 if length <= MEDIUM else 24)


def masked(value: Json, shape: Shape | None) -> Json:
    """Return a copy of a request's or an answer's JSON without its secrets.

    Args:
        value: The JSON.
        shape: What the model says of it, None when it knows nothing.
    """
    if isinstance(value, dict) and ERROR_MEMBERS & value.keys():
        return {name: _error_member(name, member) for name, member in value.items()}
    return _masked(value, shape, ())


def masked_fields(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a form sent, in its order, without the secrets."""
    return [
        (_shortened(name), _shortened(value) if _is_shown(name) else value and mask(value))
        for name, value in islice(fields.items(), FIELD_MAXIMUM)
    ]


def _is_shown(field: str) -> bool:
    return field in SHOWN_FIELDS or field.startswith("custom:")


def _error_member(name: str, value: object) -> str:
    return _shortened(str(value)) if name in ERROR_MEMBERS else mask(value)


def _masked(value: Json, shape: Shape | None, path: tuple[str, ...]) -> Json:
    if path in SHOWN:
        return _shortened(value)
    if path and path[-1] in FREE_MAPS and isinstance(value, dict):
        return {
            name: _shortened(part) if name in SHOWN_PARAMETERS else mask(part)
            for name, part in value.items()
        }
    if shape is None or shape.metadata.get("sensitive") or path in HIDDEN:
        return mask(value)
    if isinstance(value, dict):
        return {
            name: _masked(part, _member(shape, name), (*path, name)) for name, part in value.items()
        }
    if isinstance(value, list):
        return [_masked(part, getattr(shape, "member", None), path) for part in value]
    return mask(value) if shape.type_name in CONTAINERS else _shortened(value)


def _member(shape: Shape, name: str) -> Shape | None:
    if shape.type_name == "structure":
        return shape.members.get(name)
    return getattr(shape, "value", None)


def _shortened(value: Json) -> Json:
    if isinstance(value, str) and len(value) > TEXT_MAXIMUM:
        return f"{value[:TEXT_MAXIMUM]}\N{HORIZONTAL ELLIPSIS}"
    return value
