"""Errors of a new password, all of them at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.sign_up_form import Form


@pytest.mark.asvs("6.2.4", "6.2.11", "2.2.3")
@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("Passw0rd!", "Password must not be one that many people use"),
        ("Ada@example.com1", "Password must not be made of what you sign in with, or of our name"),
        ("Amplify-on-Flask1", "Password must not be made of what you sign in with, or of our name"),
        (
            "password",
            (
                "Password must have a capital letter (A to Z), a number "
                "and a symbol, such as ! or ?. "
                "Password must not be one that many people use"
            ),
        ),
        (
            " " + "a" * 256,
            (
                "Password must have a capital letter (A to Z) and a number. "
                "Password must be 256 characters or fewer. "
                "Password must not begin or end with a space"
            ),
        ),
    ],
)
def test_all_that_is_wrong_with_a_password_is_said_at_once(
    form_with: Callable[..., Form], password: str, error: str
) -> None:
    assert form_with().refuses("password", password) == error


def test_a_password_as_large_as_the_form_is_answered_at_once(
    form_with: Callable[..., Form],
) -> None:
    started = datetime.now(UTC)
    assert form_with("birthdate", "website", "locale").send(password="1" * 60_000).status == 422
    assert datetime.now(UTC) - started < timedelta(seconds=5)
