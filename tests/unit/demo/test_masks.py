"""Masks of secrets in the teaching panel, which follow Cognito's own model."""

import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from flask import Flask

from demo.teaching.masks import (
    FIELD_MAXIMUM,
    MASK,
    TEXT_MAXIMUM,
    fingerprint,
    mask,
    masked,
    masked_fields,
)

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
OPERATIONS = [
    *("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "InitiateAuth"),
    *("RespondToAuthChallenge", "ForgotPassword", "ConfirmForgotPassword", "RevokeToken"),
    *("AssociateSoftwareToken", "VerifySoftwareToken", "GetTokensFromRefreshToken"),
]
SECRET = "Zx9Secret"
# The visitor's own name and attributes, and the app's id, which every client of it knows.
THEIR_OWN = {"Username", "ClientId", "USERNAME", "Value"}


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    """Provide the app whose key makes the fingerprints."""
    app = Flask("fingerprints")
    app.secret_key = "a key for this test"
    with app.app_context():
        yield


def filled(shape: Any, *, marked: bool = False, name: str = "", depth: int = 0) -> Any:
    """Return a value of a shape with a mark in everything that is sensitive, at any depth."""
    marked = marked or bool(shape.metadata.get("sensitive"))
    if depth > 6:
        return None
    if shape.type_name == "structure":
        return {
            key: filled(member, marked=marked, name=key, depth=depth + 1)
            for key, member in shape.members.items()
        }
    if shape.type_name == "list":
        return [filled(shape.member, marked=marked, name=name, depth=depth + 1)]
    if shape.type_name == "map":
        return {"ANYTHING": filled(shape.value, marked=marked, name="", depth=depth + 1)}
    return SECRET if marked and name not in THEIR_OWN else "plain"


def shapes() -> Iterator[Any]:
    for operation in OPERATIONS:
        model = MODEL.operation_model(operation)
        yield pytest.param(model.input_shape, id=f"{operation} request")
        yield pytest.param(model.output_shape, id=f"{operation} answer")


@pytest.mark.asvs("14.2.6")
@pytest.mark.parametrize("shape", [*shapes()])
def test_nothing_that_the_model_calls_sensitive_is_shown(shape: Any) -> None:
    value = filled(shape)
    assert SECRET not in json.dumps(masked(value, shape))
    assert masked(value, shape).keys() == value.keys()


@pytest.mark.parametrize("shape", [*shapes()])
def test_neither_is_what_the_model_does_not_know(shape: Any) -> None:
    members = {name: {"New": [SECRET]} for name in shape.members}
    # Attributes are a list, and what they are is theirs.
    shown = masked({"NewMember": SECRET, **members}, shape)
    assert SECRET not in json.dumps({name: shown[name] for name in shown.keys() - THEIR_OWN})


def test_codes_and_proofs_are_secret_whatever_the_model_says() -> None:
    confirm = MODEL.operation_model("ConfirmSignUp").input_shape
    assert masked({"ConfirmationCode": "123456"}, confirm) == {
        "ConfirmationCode": mask("ConfirmationCode", "123456")
    }
    challenge = MODEL.operation_model("InitiateAuth").output_shape
    parameters = {"SRP_B": SECRET, "SALT": SECRET, "SECRET_BLOCK": SECRET, "USERNAME": "ana"}
    shown = masked({"ChallengeParameters": parameters}, challenge)["ChallengeParameters"]
    assert shown == dict.fromkeys(parameters, MASK) | {"USERNAME": "ana"}


def test_what_is_no_secret_is_as_it_was() -> None:
    value = {
        "ClientId": "1example23456789",
        "Username": "ana@example.com",
        "UserAttributes": [{"Name": "given_name", "Value": "Ana"}],
        "ClientMetadata": {"locale": "en"},
    }
    assert masked(value, MODEL.operation_model("SignUp").input_shape) == value
    refusal = {"__type": "UsernameExistsException", "message": "User already exists"}
    assert masked(refusal, MODEL.operation_model("SignUp").output_shape) == refusal


@pytest.mark.parametrize("value", [SECRET, [SECRET], 7, None, True])
def test_an_answer_of_no_kind_that_is_known_is_masked_whole(value: object) -> None:
    shown = masked(value, MODEL.operation_model("SignUp").output_shape)
    assert SECRET not in json.dumps(shown)


@pytest.mark.parametrize(
    "name",
    [
        *("Session", "AccessToken", "ConfirmationCode", "session", "refresh_token"),
        *("REFRESH_TOKEN", "EMAIL_OTP_CODE", "confirmation_code"),
    ],
)
def test_sessions_codes_and_tokens_have_a_fingerprint(name: str) -> None:
    assert mask(name, SECRET) == f"{MASK} #{fingerprint(SECRET)}"
    assert mask(name, "another secret") != mask(name, SECRET)


@pytest.mark.parametrize("name", ["Password", "SRP_A", "password", "csrf_token", "whatever", ""])
def test_other_secrets_have_none(name: str) -> None:
    assert mask(name, SECRET) == MASK
    assert mask("Session", 12) == MASK


def test_a_fingerprint_depends_on_the_app_s_key() -> None:
    other = Flask("other")
    other.secret_key = "another key"
    with other.app_context():
        foreign = fingerprint("123456")
    assert fingerprint("123456") == fingerprint("123456") != foreign
    assert len(foreign) == 5


def test_long_texts_are_cut() -> None:
    shape = MODEL.operation_model("SignUp").input_shape
    for length, shown in ((TEXT_MAXIMUM, TEXT_MAXIMUM), (TEXT_MAXIMUM + 1, TEXT_MAXIMUM + 1)):
        name = masked({"Username": "x" * length}, shape)["Username"]
        assert len(name) == shown
        assert name.endswith("\N{HORIZONTAL ELLIPSIS}") is (length > TEXT_MAXIMUM)


def test_a_form_shows_names_and_addresses_and_nothing_else() -> None:
    sent = {
        "csrf_token": SECRET,
        "email": "ana@example.com",
        "custom:plan": "free",
        "password": SECRET,
        "confirmation_code": "123456",
        "whatever": SECRET,
        "homepage_url": "",
    }
    assert dict(masked_fields(sent)) == {
        **dict.fromkeys(sent, MASK),
        "confirmation_code": mask("confirmation_code", "123456"),
        "email": "ana@example.com",
        "custom:plan": "free",
        "homepage_url": "",
    }


@pytest.mark.parametrize("count", [FIELD_MAXIMUM, FIELD_MAXIMUM + 1])
def test_a_form_of_very_many_fields_is_cut(count: int) -> None:
    fields = {f"field {number}": "x" for number in range(count)}
    assert len(masked_fields(fields)) == FIELD_MAXIMUM
