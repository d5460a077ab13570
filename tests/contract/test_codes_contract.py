"""Contract of a user pool: validity, limits and owners of codes."""

import pytest

from amplify_auth import (
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    LimitExceededException,
    NotAuthorizedException,
)
from tests.contract.people import Person

HOUR = 60 * 60
DAY = 24 * HOUR


def test_a_code_has_six_digits(person: Person) -> None:
    person.sign_up()
    assert len(person.code) == 6
    assert person.code.isdecimal()


def test_a_wrong_code_does_not_use_up_the_right_one(person: Person) -> None:
    person.sign_up()
    with pytest.raises(CodeMismatchException) as refused:
        person.confirm(person.wrong_code)
    assert refused.value.message == "Invalid verification code provided, please try again."
    assert person.confirm().is_sign_up_complete


def test_a_code_is_one_users(person: Person, neighbour: Person) -> None:
    person.sign_up()
    neighbour.sign_up()
    while neighbour.code == person.code:  # one in a million
        neighbour.resend()
    with pytest.raises(CodeMismatchException):
        person.confirm(neighbour.code)


def test_a_code_works_once(person: Person) -> None:
    person.sign_up()
    person.confirm()
    with pytest.raises(NotAuthorizedException) as refused:
        person.confirm()
    assert refused.value.message == "User cannot be confirmed. Current status is CONFIRMED"


def test_a_new_code_kills_the_older_ones(person: Person) -> None:
    person.sign_up()
    first = person.code
    person.resend()
    while person.code == first:  # one in a million
        person.resend()
    with pytest.raises(CodeMismatchException):
        person.confirm(first)
    assert person.confirm().is_sign_up_complete


def test_a_code_lives_for_a_day(person: Person, neighbour: Person) -> None:
    person.sign_up()
    neighbour.sign_up()
    person.pool.clock.advance(DAY - 1)
    code = neighbour.code
    assert person.confirm().is_sign_up_complete
    person.pool.clock.advance(1)
    with pytest.raises(ExpiredCodeException) as refused:
        neighbour.confirm(code)
    assert refused.value.message == "Invalid code provided, please request a code again."
    neighbour.resend()
    assert neighbour.confirm().is_sign_up_complete


def test_fifteen_codes_may_be_tried_in_an_hour(person: Person) -> None:
    person.sign_up()
    for _ in range(15):
        with pytest.raises(CodeMismatchException):
            person.confirm(person.wrong_code)
    with pytest.raises(LimitExceededException) as refused:
        person.confirm()
    assert refused.value.message == "Attempt limit exceeded, please try after some time."
    person.pool.clock.advance(HOUR)
    assert person.confirm().is_sign_up_complete


def test_the_fifteenth_code_may_be_right(person: Person) -> None:
    person.sign_up()
    for _ in range(14):
        with pytest.raises(CodeMismatchException):
            person.confirm(person.wrong_code)
    assert person.confirm().is_sign_up_complete


def test_five_new_codes_may_be_asked_for_in_an_hour(person: Person) -> None:
    person.sign_up()
    for _ in range(5):
        person.resend()
    fifth = person.code
    with pytest.raises(LimitExceededException) as refused:
        person.resend()
    assert refused.value.message == "Attempt limit exceeded, please try after some time."
    assert person.code == fifth
    assert person.confirm().is_sign_up_complete


def test_a_confirmed_account_gets_no_code(person: Person) -> None:
    person.sign_up()
    person.confirm()
    with pytest.raises(InvalidParameterException) as refused:
        person.resend()
    assert refused.value.message == "User is already confirmed."


def test_an_unknown_address_is_answered_like_one_without_a_live_code(person: Person) -> None:
    local, _, domain = person.address.partition("@")
    assert person.resend().destination == f"{local[0]}***@{domain[0]}***"
    with pytest.raises(ExpiredCodeException):
        person.confirm("123456")
    with pytest.raises(NotAuthorizedException) as refused:
        person.sign_in()
    assert refused.value.message == "Incorrect username or password."
