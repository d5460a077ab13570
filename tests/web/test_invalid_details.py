"""Details that the pool refuses although the form allowed them."""

from collections.abc import Callable

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import InvalidParameterException
from tests.doubles import Clock
from tests.pages import PASSWORD, Visitor

EMAIL = "ada@example.com"


@pytest.fixture
def refused(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Return a sign-up to a pool that answers with a message, and what the page then says."""

    def sign_up(message: str) -> list[str]:
        def refuse(*_args: object, **_kwargs: object) -> None:
            raise InvalidParameterException(message)

        visitor.choose("attributes")
        monkeypatch.setattr(amplify_auth, "sign_up", refuse)
        page = visitor.post("/sign-up", {**FIELDS, "password": PASSWORD})
        assert page.status == 422
        assert page.value("email") == EMAIL
        return page.errors

    return sign_up


def newest_reason(log: pytest.LogCaptureFixture) -> str:
    return str(log.records[-1].__dict__["reason"])


FIELDS = {
    "email": EMAIL,
    "given_name": "Grace",
    "family_name": "Hopper",
    "birthdate": "1906-12-09",
}


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("Invalid email address format.", "Check “Email address” and try again"),
        (
            "Attributes did not conform to the schema: given_name: The attribute is required\n",
            "Check “First name” and try again",
        ),
        (
            "1 validation error detected: Value at 'given_name' failed to satisfy constraint",
            "Check “First name” and try again",
        ),
    ],
)
def test_the_field_that_the_pool_names_is_marked(
    refused: Callable[[str], list[str]], message: str, error: str
) -> None:
    assert refused(message) == [error]


def test_what_no_field_is_named_in_is_about_the_form_and_in_the_log(
    refused: Callable[[str], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    (error,) = refused(f"Nobody likes {EMAIL}, said the pool.")
    assert error.startswith("We couldn't use some of these details")
    assert (
        "Nobody likes …, said the pool."
        in [getattr(r, "reason", "") or "" for r in caplog.records][-1]
    )
    assert EMAIL not in caplog.text


def test_an_attribute_that_the_pool_lacks_is_named_in_the_log(
    refused: Callable[[str], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    (error,) = refused(
        "Attributes did not conform: custom:plan: Attribute does not exist in the schema."
    )
    assert error.startswith("That isn't possible here")
    assert "custom:plan" in newest_reason(caplog)


def test_a_slash_too_many_leads_to_the_page(app: Flask) -> None:
    visitor = Visitor(app, language=None)
    page = visitor.get("/sign-up/?lang=de")
    assert (page.status, page.location) == (308, "/sign-up?lang=de")
    assert visitor.get("/nothing/").status == 404


def test_password_managers_find_the_page(visitor: Visitor) -> None:
    page = visitor.get("/.well-known/change-password")
    assert (page.status, page.location) == (303, "/reset-password")


def test_a_failed_resend_of_a_link_shows_the_page_of_the_link(
    visitor: Visitor, clock: Clock
) -> None:
    visitor.choose("link")
    visitor.sign_up(EMAIL)
    heading = visitor.get("/auto-sign-in").heading
    visitor.post(
        "/workbench/failure",
        {"failure": "ResendConfirmationCode:InternalErrorException"},
        page="/workbench",
    )
    clock.advance(30)
    page = visitor.post("/resend-sign-up-code", page="/auto-sign-in")
    assert (page.status, page.heading) == (503, heading)
