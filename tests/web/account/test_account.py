"""The account page, and a first password for an account without one."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import InvalidPasswordException, LimitExceededException, NetworkError
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.signed_in import CHOICE, EMAIL, fail, sign_in, sign_up

ADDED = "Your password was added. You can now sign in with it."


def badges(page: Page) -> list[str]:
    return [str(node.to_text()).strip() for node in page.document.query(".badge")]


# The page


def test_a_sign_in_is_said_once(user: Visitor) -> None:
    assert user.get("/account").notices == ["You're signed in."]
    assert user.get("/account").notices == []


def test_an_address_is_shown_with_whether_it_is_confirmed(user: Visitor) -> None:
    page = user.get("/account")
    assert EMAIL in page.text
    assert badges(page) == ["Confirmed"]


def test_an_address_that_was_not_confirmed_says_so(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app())
    visitor.choose("auto-confirm")
    visitor.sign_up(EMAIL)
    visitor.auto_sign_in()
    assert badges(visitor.get("/account")) == ["Not confirmed"]


def test_while_the_pool_is_down_the_page_is_as_at_the_sign_in(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "fetch_user_attributes", NetworkError())
    page = user.get("/account")
    assert page.status == 200
    assert EMAIL in page.text
    assert badges(page) == ["Confirmed"]


@pytest.mark.asvs("7.4.2")
def test_a_deleted_account_is_signed_out_in_every_browser(
    user: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    user.post("/account/password", {"password": PASSWORD})
    other = new_visitor()
    sign_in(other)
    assert other.get("/account").status == 200
    user.post("/account/delete", {"understood": "y"})
    for path in ("/account", "/account/passkeys", "/account/password"):
        assert other.get(path).location == "/sign-in"
    assert other.get("/sign-in").notices == ["Your session has ended. Sign in again."]


def test_an_access_token_that_has_expired_leads_to_the_sign_in(user: Visitor, clock: Clock) -> None:
    for _ in range(3):
        clock.advance(20 * 60 - 1)
        page = user.get("/account")
    assert page.status == 200
    clock.advance(60)
    ended = user.get("/account")
    assert ended.location == "/sign-in"
    page = user.follow(ended)
    assert page.notices == ["Your session has ended. Sign in again."]
    assert page.value("email") == EMAIL
    assert user.get("/account").location == "/sign-in"


# A first password


def test_a_password_is_added_and_signs_in(
    user: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    page = user.get("/account")
    assert "You sign in without a password." in page.text
    assert page.document.query('a[href="/account/password"]')
    page = user.get("/account/password")
    assert page.heading == "Add a password"
    assert "At least 8 characters" in page.text

    added = user.post("/account/password", {"password": PASSWORD})
    assert (added.status, added.location) == (303, "/account")
    page = user.follow(added)
    assert page.notices == [ADDED]
    assert "Reset your password" in page.text
    assert sign_in(new_visitor()).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.2.1", "6.2.4", "6.2.11")
@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("", "Enter a password"),
        ("short", "Your password must have at least 8 characters, one uppercase letter"),
        ("Password-1", "That password is too common. Choose one that's harder to guess."),
        ("Ada@example.com1", "Don't base your password on your email address or our name"),
    ],
)
def test_the_rules_are_those_of_the_sign_up(user: Visitor, password: str, error: str) -> None:
    page = user.post("/account/password", {"password": password})
    assert page.status == 422
    assert page.errors[0].startswith(error)
    assert "You sign in without a password." in user.get("/account").text


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (
            InvalidPasswordException(),
            422,
            "That password can't be used here. Choose a different one.",
        ),
        (LimitExceededException(), 429, "Too many attempts. Try again in 60 minutes."),
        (NetworkError(), 503, "The service is temporarily unavailable. Try again in a minute."),
    ],
)
def test_a_refusal_of_the_pool_is_said(
    user: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    error: amplify_auth.AuthError,
    status: int,
    message: str,
) -> None:
    fail(monkeypatch, "update_password", error)
    page = user.post("/account/password", {"password": PASSWORD})
    assert (page.status, page.errors) == (status, [message])
    assert PASSWORD not in page.response.text


def test_a_second_press_meets_the_first(user: Visitor) -> None:
    fields = {"csrf_token": user.csrf_token("/account/password"), "password": PASSWORD}
    for _ in range(2):
        assert user.post_raw("/account/password", fields).location == "/account"
    assert user.get("/account").notices == [ADDED]


def test_an_answer_that_is_lost_is_no_failure(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = amplify_auth.update_password

    def lose(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        raise NetworkError

    monkeypatch.setattr(amplify_auth, "update_password", lose)
    added = user.post("/account/password", {"password": PASSWORD})
    assert user.follow(added).notices == [ADDED]


def test_whoever_has_a_password_resets_it(visitor: Visitor) -> None:
    sign_up(visitor, password=PASSWORD)
    page = visitor.get("/account")
    assert "Reset your password" in page.text
    assert not page.document.query('a[href="/account/password"]')
    assert visitor.get("/account/password").location == "/account"


def test_a_pool_of_codes_alone_has_no_passwords(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(AMPLIFY_OUTPUTS=CHOICE.replace("choice", "passwordless")))
    visitor.post("/sign-up", {"email": EMAIL})
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    assert "assword" not in visitor.get("/account").text
    assert visitor.get("/account/password").status == 404


@pytest.mark.asvs("6.3.1")
def test_attempts_are_limited(user: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "update_password", InvalidPasswordException())
    fields = {"csrf_token": user.csrf_token("/account/password"), "password": PASSWORD}
    statuses = [user.post_raw("/account/password", fields).status for _ in range(6)]
    assert statuses == [422] * 5 + [429]
