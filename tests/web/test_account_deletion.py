"""Deleting the account: asked twice, done once, and the truth about it."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import (
    AuthError,
    InternalErrorException,
    NetworkError,
    NotAuthorizedException,
    TooManyRequestsException,
    UserNotFoundException,
)
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.signed_in import EMAIL, fail

UNDERSTOOD = {"understood": "y"}
NOT_DELETED = "We couldn't delete your account. Try again in a minute."
UNCLEAR = "We couldn't check whether your account was deleted. Sign in to find out."


@pytest.fixture
def user(visitor: Visitor) -> Visitor:
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    return visitor


def delete(user: Visitor) -> Page:
    return user.post("/account/delete", UNDERSTOOD)


def assert_gone(page: Page) -> None:
    assert page.status == 200
    assert page.heading == "Your account has been deleted"
    assert "You're signed out on this device." in page.text


@pytest.mark.asvs("7.4.1", "14.3.1")
def test_an_account_is_deleted_and_signed_out(
    user: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    assert user.get("/account").document.query('a[href="/account/delete"]')
    page = user.get("/account/delete")
    assert page.heading == "Delete your account"
    assert EMAIL in page.text

    deleted = delete(user)
    assert (deleted.status, deleted.location) == (303, "/account/delete")
    assert deleted.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert_gone(user.follow(deleted))
    assert_gone(user.get("/account/delete"))
    assert user.get("/account").location == "/sign-in"
    assert user.get("/").location == "/sign-up"
    assert "Incorrect" in new_visitor().sign_in(EMAIL).errors[0]


def test_a_learner_stays_in_the_scenario(user: Visitor) -> None:
    user.choose("choice")
    user.sign_up(EMAIL)
    user.confirm(user.newest_code(EMAIL))
    user.auto_sign_in()
    assert delete(user).status == 303
    assert user.get("/sign-up").document.query("#first_factor"), "which only this one has"


def test_the_address_is_free_again(user: Visitor) -> None:
    delete(user)
    user.sign_up(EMAIL)
    user.confirm(user.newest_code(EMAIL))
    assert user.auto_sign_in().location == AFTER_SIGN_IN_URL
    assert user.get("/account/delete").heading == "Delete your account"


def test_it_is_asked_twice(user: Visitor) -> None:
    page = user.post("/account/delete")
    assert (page.status, page.errors) == (422, ["Select the box to delete your account"])
    assert user.get("/account").status == 200


def test_a_form_without_a_token_deletes_nothing(user: Visitor) -> None:
    assert user.post_raw("/account/delete", UNDERSTOOD).status == 400
    assert user.get("/account").status == 200


def test_whoever_is_not_signed_in_signs_in_and_comes_back(user: Visitor) -> None:
    user.sign_out()
    asked = user.get("/account/delete")
    assert asked.location == "/sign-in"
    back = user.sign_in(EMAIL)
    assert back.location == "/account/delete"
    assert user.follow(back).heading == "Delete your account"


def test_a_sign_up_in_between_does_not_end_at_the_question(visitor: Visitor) -> None:
    assert visitor.get("/account/delete").location == "/sign-in"
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_a_second_press_meets_the_first(user: Visitor) -> None:
    fields = UNDERSTOOD | {"csrf_token": user.csrf_token("/account/delete")}
    for _ in range(2):
        assert user.post_raw("/account/delete", fields).location == "/account/delete"
    assert_gone(user.get("/account/delete"))


def test_two_presses_at_once_are_one_deletion(
    app: Flask, user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = UNDERSTOOD | {"csrf_token": user.csrf_token("/account/delete")}
    cookie = user.client.get_cookie("sign-up-session")
    assert cookie
    twin = Visitor(app)
    twin.client.set_cookie(cookie.key, cookie.value)
    original = amplify_auth.delete_user

    def meet(*args: Any, **kwargs: Any) -> None:
        """Let the other press delete the account while this one is under way."""
        monkeypatch.setattr(amplify_auth, "delete_user", original)
        with ThreadPoolExecutor() as threads:
            threads.submit(twin.post_raw, "/account/delete", fields).result()
        original(*args, **kwargs)

    monkeypatch.setattr(amplify_auth, "delete_user", meet)
    assert user.post_raw("/account/delete", fields).location == "/account/delete"
    assert_gone(user.get("/account/delete"))


def test_an_account_that_is_gone_already_is_what_was_wanted(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "delete_user", UserNotFoundException())
    assert_gone(user.follow(delete(user)))


def test_an_answer_that_is_lost_is_no_failure(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = amplify_auth.delete_user

    def lose(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        raise NetworkError

    monkeypatch.setattr(amplify_auth, "delete_user", lose)
    assert_gone(user.follow(delete(user)))


@pytest.mark.parametrize(
    "error", [NetworkError(), InternalErrorException(), TooManyRequestsException()]
)
def test_an_account_that_is_still_there_can_be_deleted_again(
    user: Visitor, monkeypatch: pytest.MonkeyPatch, error: AuthError
) -> None:
    with monkeypatch.context() as fault:
        fail(fault, "delete_user", error)
        page = delete(user)
    assert (page.status, page.errors) == (503, [NOT_DELETED])
    assert page.response.headers["Retry-After"]
    assert_gone(user.follow(delete(user)))


def test_what_nobody_can_know_is_left_to_the_sign_in(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "delete_user", NetworkError())
    fail(monkeypatch, "fetch_user_attributes", NetworkError())
    page = delete(user)
    assert page.location == "/sign-in"
    page = user.follow(page)
    assert page.notices == [UNCLEAR]
    assert page.value("email") == EMAIL
    assert user.get("/account").location == "/sign-in"


def test_tokens_that_have_ended_delete_nothing(
    user: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signup.flows.account_deletion.PARALLEL_SECONDS", 0)
    with monkeypatch.context() as fault:
        fail(fault, "delete_user", NotAuthorizedException())
        ended = delete(user)
    assert ended.location == "/sign-in"
    assert user.follow(ended).notices == ["Your session has ended. Sign in again."]
    assert user.sign_in(EMAIL).location == "/account/delete"


@pytest.mark.asvs("6.3.1")
def test_attempts_are_limited(user: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "delete_user", InternalErrorException())
    assert [delete(user).status for _ in range(6)] == [503] * 5 + [429]


def test_the_log_has_the_event_and_no_address(
    user: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.clear()
    delete(user)
    assert [str(record.event) for record in caplog.records if hasattr(record, "event")] == [
        "user_deleted"
    ]
    assert EMAIL not in caplog.text
    assert PASSWORD not in caplog.text
