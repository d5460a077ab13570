"""Validation of requests against the service's own model, which botocore contains as JSON.

Every limit, pattern and enumeration is Cognito's, and so is the wording of an error: "1 validation
error detected: Value at 'username' failed to satisfy constraint: …". botocore's own loader would
take longer than all of the validation, so the file is read without it.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from user_pool.errors import ServiceError, invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

_MODEL = "data/cognito-idp/2016-04-18/service-2.json.gz"
_PRINTABLE = r"\p{L}\p{M}\p{S}\p{N}\p{P}"

_LIVE_PATTERNS = {"PasswordType": r"^[\S]+.*[\S]+$"}
"""Patterns that the service checks instead of those in its model."""

_LINEAR = {r"^[\S]+.*[\S]+$": r"\S.*\S"}
"""Patterns that backtrack, and equivalents that do not."""

_SECRET = frozenset({"ConfirmationCodeType"})
"""Shapes whose values errors do not repeat, besides those that the model marks sensitive."""

_JSON_NAMES = {
    str: "STRING_VALUE",
    bool: "TRUE_VALUE",
    int: "NUMBER_VALUE",
    float: "NUMBER_VALUE",
    list: "START_ARRAY",
    dict: "START_OBJECT",
}
_TYPES: dict[str, tuple[type, str]] = {
    "string": (str, "a String"),
    "integer": (int, "an Integer"),
    "boolean": (bool, "a Boolean"),
    "list": (list, "a List"),
    "map": (dict, "a Map"),
    "structure": (dict, "a Structure"),
}


def knows(operation: str) -> bool:
    """Return whether the service has an operation of a name."""
    return operation in _model()["operations"]


def errors_of(operation: str) -> tuple[str, ...]:
    """Return the names of the exceptions that an operation declares."""
    return tuple(error["shape"] for error in _model()["operations"][operation]["errors"])


def read_request(operation: str, request: object) -> dict[str, Any]:
    """Validate a request and leave unknown members out.

    Args:
        operation: The operation's name, such as `SignUp`.
        request: The decoded JSON body.

    Returns:
        The members that the model has and that are not null.

    Raises:
        ServiceError: `SerializationException` for a value of the wrong JSON type, and
            `InvalidParameterException` for all broken constraints, in one message.
    """
    problems: list[str] = []
    shape = _model()["operations"][operation]["input"]["shape"]
    members = cast("dict[str, Any]", _read(shape, request, "", problems))
    if problems:
        plural = "s" if len(problems) > 1 else ""
        raise invalid_parameter(
            f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}"
        )
    return members


def _read(name: str, value: object, path: str, problems: list[str]) -> object:
    shape = _model()["shapes"][name]
    if shape.get("document"):
        return value  # any JSON, for the operation to check
    wanted, words = _TYPES[shape["type"]]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        found = _JSON_NAMES.get(type(value), "NULL_VALUE")
        raise ServiceError("SerializationException", f"{found} can not be converted to {words}")
    problems += [_complaint(name, shape, value, path, text) for text in _broken(name, shape, value)]
    match value:
        case dict() if shape["type"] == "structure":
            return _read_structure(shape, value, path, problems)
        case dict():
            return {
                _read(shape["key"]["shape"], key, f"{path}.key", problems): _read(
                    shape["value"]["shape"], item, f"{path}.{key}.member", problems
                )
                for key, item in value.items()
            }
        case list():
            return [
                _read(shape["member"]["shape"], item, f"{path}.{number}.member", problems)
                for number, item in enumerate(value, 1)
            ]
        case _:
            return value


def _read_structure(
    shape: dict[str, Any], value: dict[str, Any], path: str, problems: list[str]
) -> dict[str, Any]:
    known = {}
    for member, reference in shape["members"].items():
        target = reference["shape"]
        where = f"{path}.{member[0].lower()}{member[1:]}".lstrip(".")
        if value.get(member) is not None:
            known[member] = _read(target, value[member], where, problems)
        elif member in shape.get("required", ()):
            description = _model()["shapes"][target]
            problems.append(_complaint(target, description, None, where, "Member must not be null"))
    return known


def _broken(name: str, shape: dict[str, Any], value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield the constraints that a value breaks, in the service's words."""
    size, measure = (value, "value") if isinstance(value, int) else (len(value), "length")
    if size < shape.get("min", size):
        yield f"Member must have {measure} greater than or equal to {shape['min']}"
    if size > shape.get("max", size):
        yield f"Member must have {measure} less than or equal to {shape['max']}"
    pattern = _LIVE_PATTERNS.get(name, shape.get("pattern"))
    if pattern and not _matches(pattern, value):
        yield f"Member must satisfy regular expression pattern: {pattern}"
    if value not in shape.get("enum", (value,)):
        yield f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]"


def _complaint(name: str, shape: dict[str, Any], value: object, path: str, text: str) -> str:
    secret = shape.get("sensitive") or name in _SECRET or isinstance(value, list)
    shown = "" if secret else " null" if value is None else f" '{value}'"
    return f"Value{shown} at '{path}' failed to satisfy constraint: {text}"


def _matches(pattern: str, value: str) -> bool:
    if _PRINTABLE in pattern:
        value = "".join(
            "x" if not c.isascii() and unicodedata.category(c)[0] in "LMSNP" else c for c in value
        )
    return _compiled(pattern).fullmatch(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern of the model to Python, with Java's ASCII shorthand classes."""
    translated = _LINEAR.get(pattern, pattern).replace(_PRINTABLE, "!-~").replace(r"\p{Z}", r"\s")
    return re.compile(translated, re.ASCII)


@cache
def _model() -> dict[str, Any]:
    compressed = files("botocore").joinpath(_MODEL).read_bytes()
    model: dict[str, Any] = json.loads(gzip.decompress(compressed))
    return model
