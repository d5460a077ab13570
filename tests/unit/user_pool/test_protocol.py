from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, Pool
from user_pool.operations import OPERATIONS
from user_pool.protocol import TARGET_PREFIX

GOOD: dict[str, Any] = {"ClientId": CLIENT_ID, "Username": EMAIL, "Password": PASSWORD}


def test_an_error_is_in_body_and_header(pool: Pool) -> None:
    body = json.dumps(GOOD | {"ClientId": "x"}).encode()
    response = pool.service.handle(f"{TARGET_PREFIX}SignUp", body)
    assert response.status == 400
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-ErrorType"] == "ResourceNotFoundException:"
    assert len(response.headers["x-amzn-RequestId"]) == 36
    assert json.loads(response.body) == {
        "__type": "ResourceNotFoundException",
        "message": "User pool client x does not exist.",
    }


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("", "UnknownOperationException"),
        ("SignUp", "UnknownOperationException"),
        (f"{TARGET_PREFIX}SignOut", "UnknownOperationException"),
        (f"{TARGET_PREFIX}GetDevice", "UnsupportedOperationException"),
    ],
)
def test_other_operations_are_refused(pool: Pool, target: str, name: str) -> None:
    response = pool.service.handle(target, b"{}")
    error = json.loads(response.body)
    assert (response.status, error["__type"]) == (400, name)
    if name == "UnsupportedOperationException":
        assert "GetDevice" in error["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"Username": "\\ud800"}', "not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b" " * 300_000, "too long"),
        (b"[]", "START_ARRAY can not be converted to a Structure"),
        (b"null", "NULL_VALUE can not be converted to a Structure"),
        (b'{"Username": 1}', "NUMBER_VALUE can not be converted to a String"),
        (b'{"Username": ["x"]}', "START_ARRAY can not be converted to a String"),
        (b'{"UserAttributes": [null]}', "NULL_VALUE can not be converted to a Structure"),
        (b'{"ClientMetadata": {"a": true}}', "TRUE_VALUE can not be converted to a String"),
    ],
)
@pytest.mark.asvs("15.3.5")
def test_what_is_no_request_is_said_so(pool: Pool, body: bytes, message: str) -> None:
    status, error = pool.raw("SignUp", body)
    assert (status, error["__type"]) == (400, "SerializationException")
    assert message in error["message"]


PRINTABLE = r"satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+"
PASSWORD_PATTERN = r"satisfy regular expression pattern: ^[\S]+.*[\S]+$"
LONG_NAME = [{"Name": "x" * 33}]
LONG_VALUE = [{"Name": "name", "Value": "x" * 2049}]


@pytest.mark.parametrize(
    ("changes", "where", "constraint"),
    [
        ({"Username": None}, "Value at 'username'", "not be null"),
        ({"Username": "x" * 129}, "Value at 'username'", "have length less than or equal to 128"),
        ({"Username": "a b"}, "Value at 'username'", PRINTABLE),
        ({"Username": "a\u00a0b"}, "Value at 'username'", PRINTABLE),
        ({"Username": "a\x00b"}, "Value at 'username'", PRINTABLE),
        ({"Password": "x" * 257}, "Value at 'password'", "have length less than or equal to 256"),
        ({"Password": " Inner 1"}, "Value at 'password'", PASSWORD_PATTERN),
        ({"Password": "Inner 1 "}, "Value at 'password'", PASSWORD_PATTERN),
        (
            {"UserAttributes": LONG_NAME},
            "'userAttributes.1.member.name'",
            "less than or equal to 32",
        ),
        ({"UserAttributes": [{}]}, "Value null at 'userAttributes.1.member.name'", "not be null"),
        ({"UserAttributes": LONG_VALUE}, "at 'userAttributes.1.member.value'", "equal to 2048"),
        ({"ClientId": "a-b"}, "Value at 'clientId'", r"expression pattern: [\w+]+"),
    ],
)
def test_values_keep_to_the_services_model(
    pool: Pool, changes: dict[str, Any], where: str, constraint: str
) -> None:
    status, error = pool.raw("SignUp", GOOD | changes)
    assert (status, error["__type"]) == (400, "InvalidParameterException")
    assert error["message"].startswith("1 validation error detected: Value")
    assert where in error["message"]
    assert error["message"].endswith(constraint)
    assert PASSWORD not in error["message"]


def test_complaints_come_together(pool: Pool) -> None:
    _, error = pool.raw("InitiateAuth", {"AuthFlow": "X"})
    assert error["message"].startswith("2 validation errors detected: Value 'X' at 'authFlow'")
    assert "Member must satisfy enum value set: [USER_SRP_AUTH, " in error["message"]
    assert "; Value at 'clientId' failed" in error["message"]


def test_an_empty_value_may_break_two_constraints(pool: Pool) -> None:
    _, error = pool.raw("SignUp", GOOD | {"Username": ""})
    assert error["message"].startswith("2 validation errors detected: Value at 'username'")
    assert "Member must have length greater than or equal to 1; Value" in error["message"]


def test_null_and_unknown_members_are_left_out(pool: Pool) -> None:
    status, answer = pool.raw("SignUp", GOOD | {"SecretHash": None, "New": 1})
    assert status == 200
    assert answer["UserConfirmed"] is False


@pytest.mark.parametrize("name", ["ɐnn", "安", "a\u0301", "\U0001f600", "a" * 128])
def test_letters_of_any_script_are_letters(pool: Pool, name: str) -> None:
    pool.configure({"UsernameAttributes": []})
    pool.sign_up(name)


@pytest.mark.asvs("16.5.1")
def test_a_defect_answers_without_details(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_call: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(OPERATIONS, "SignUp", broken)
    status, error = pool.raw("SignUp", GOOD)
    assert (status, error["__type"]) == (500, "InternalErrorException")
    assert error["message"] == "Something went wrong."
    assert "SignUp failed" in caplog.text
    assert PASSWORD not in caplog.text


def test_numbers_have_limits_too(pool: Pool) -> None:
    members = {"UserPoolId": "x_y", "Limit": 61}
    _, error = pool.raw("ListUsers", members)
    assert "Value '61' at 'limit'" in error["message"]
    assert "Member must have value less than or equal to 60" in error["message"]
    _, error = pool.raw("ListUsers", members | {"Limit": True})
    assert error["message"] == "TRUE_VALUE can not be converted to an Integer"
