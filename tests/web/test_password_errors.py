"""Errors of a new password, one at a time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.pages import Visitor
from tests.sign_up_form import Form

EMAIL = "ada@example.com"


@pytest.mark.asvs("6.2.4", "6.2.11", "2.2.3")
@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("Passw0rd!", "That password is too common. Choose one that's harder to guess."),
        ("Ada@example.com1", "Don't base your password on your email address or our name"),
        ("Amplify-on-Flask1", "Don't base your password on your email address or our name"),
        ("password", "Your password must have one uppercase letter, one number and one symbol"),
        (" " + "a" * 256, "Your password must have one uppercase letter and one number"),
        (" A1" + "a" * 256, "Your password must be 256 characters or fewer"),
        (" A1" + "a" * 253, "Your password can't start or end with a space"),
    ],
)
def test_one_problem_of_a_password_is_said_at_a_time(
    form_with: Callable[..., Form], password: str, error: str
) -> None:
    assert form_with().refuses("password", password) == error


def test_a_password_as_large_as_the_form_is_answered_at_once(
    form_with: Callable[..., Form],
) -> None:
    started = datetime.now(UTC)
    assert form_with("birthdate", "website", "locale").send(password="1" * 60_000).status == 422
    assert datetime.now(UTC) - started < timedelta(seconds=5)


@pytest.mark.asvs("6.2.11")
@pytest.mark.parametrize(
    ("scenario", "login", "password", "named"),
    [
        ("phone", {"phone_number": "202 555 0123"}, "+12025550123Aa", "phone number"),
        ("email-and-phone", {"email": EMAIL}, f"{EMAIL}A1", "email address, phone number"),
        ("username", {"username": "ada-lovelace", "email": EMAIL}, "Ada-lovelace1", "username"),
    ],
)
def test_a_password_made_of_a_login_is_told_what_it_is_made_of(
    visitor: Visitor, scenario: str, login: dict[str, str], password: str, named: str
) -> None:
    visitor.choose(scenario)
    page = visitor.post("/sign-up", {"country_code": "US", **login, "password": password})
    (error,) = page.errors
    assert error.startswith(f"Don't base your password on your {named}")
