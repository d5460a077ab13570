"""Outputs of the helper are shown as they are, and without their secrets."""

import ast
import dataclasses
from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from flask import Flask

from amplify_auth import (
    CodeDeliveryDetails,
    CodeMismatchException,
    ConfirmSignUpOutput,
    ResetPasswordOutput,
    SignInOutput,
    SignUpOutput,
)
from demo.teaching.masks import MASK
from demo.teaching.python_values import SHOWN, error_code, python_code

OUTPUTS = (
    SignUpOutput,
    ConfirmSignUpOutput,
    SignInOutput,
    ResetPasswordOutput,
    CodeDeliveryDetails,
)
SECRET = "Zx9Secret"


def filled(kind: Any, *, secret: bool = False) -> Any:
    """Return a value of a type with a mark in all that the helper leaves out of its `repr`."""
    if get_origin(kind) in {Union, UnionType}:
        kind = next(option for option in get_args(kind) if option is not NoneType)
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        values = {
            field.name: filled(hints[field.name], secret=not field.repr and field.name not in SHOWN)
            for field in dataclasses.fields(kind)
        }
        return kind(**values)  # type: ignore[operator] # a class
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    text = SECRET if secret else "plain"
    origin = get_origin(kind) or kind
    if origin is tuple:
        return (text,)
    if origin is Mapping:
        return {"key": text}
    return kind() if kind in {bool, int, float} else text


@pytest.fixture(autouse=True)
def _context() -> Any:
    app = Flask("values")
    app.secret_key = "a key for this test"
    with app.app_context():
        yield


@pytest.mark.asvs("14.2.6")
@pytest.mark.parametrize("kind", OUTPUTS)
def test_no_secret_of_an_output_is_shown(kind: type) -> None:
    code = python_code(filled(kind))
    assert SECRET not in code
    assert "plain" in code


@pytest.mark.parametrize("kind", OUTPUTS)
def test_every_member_is_shown_as_python(kind: type) -> None:
    value = filled(kind)
    call = ast.parse(python_code(value), mode="eval").body
    assert isinstance(call, ast.Call)
    names = [keyword.arg for keyword in call.keywords]
    assert names == [field.name for field in dataclasses.fields(value)]


def test_sessions_are_masked_with_their_fingerprint() -> None:
    assert f"session='{MASK} #" in python_code(filled(SignUpOutput))


def test_an_error_has_its_message() -> None:
    code = error_code(CodeMismatchException("Invalid verification code provided."))
    assert code.startswith("raise CodeMismatchException(")
    assert "message='Invalid verification code provided.'" in code
