"""The whole app on moto, over HTTP. `test_moto` lists what moto lacks."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.contract.moto_pool import make_pool
from tests.contract.pools import ENDPOINT
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

pytestmark = pytest.mark.slow

EMAIL = "frances@example.com"
ANY_CODE = "123456"


@pytest.fixture
def clock() -> Clock:
    """Return a clock that agrees with moto's, which is the machine's."""
    clock = Clock()
    clock.now = time.time()
    return clock


@pytest.fixture
def make_moto_app(
    make_app: Callable[..., Flask],
    moto_url: str,
    administrator: "CognitoIdentityProviderClient",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Flask]:
    """Return a maker of apps on a new pool of moto's."""
    monkeypatch.setenv(ENDPOINT, moto_url)  # boto3 reads it from there itself
    outputs, _ = make_pool(administrator, tmp_path)
    named = {ENDPOINT: moto_url, "AMPLIFY_OUTPUTS": str(outputs)}
    return lambda **environment: make_app(**named, **environment)


@pytest.fixture
def app(make_moto_app: Callable[..., Flask]) -> Flask:
    return make_moto_app()


def everything_shown(visitor: Visitor) -> list[tuple[int, str | None, str]]:
    """Sign up, mistype the code, and return what a person can tell one answer from another by."""
    pages = [
        visitor.sign_up(EMAIL),
        visitor.get("/confirm-sign-up"),
        visitor.confirm("12345"),
        visitor.get("/auto-sign-in"),
    ]
    return [(page.status, page.location, "" if page.location else page.text) for page in pages]


def test_without_auto_sign_in_the_journey_ends_at_done(
    make_moto_app: Callable[..., Flask],
) -> None:
    visitor = Visitor(make_moto_app(AUTO_SIGN_IN="false"))
    signed_up = visitor.sign_up(EMAIL)
    assert signed_up.location == "/confirm-sign-up"
    assert EMAIL in visitor.follow(signed_up).text
    confirmed = visitor.confirm(ANY_CODE)
    assert confirmed.location == "/sign-up/done"
    assert visitor.follow(confirmed).heading == "You can now sign in"
    assert visitor.get("/confirm-sign-up").location == "/sign-up"


@pytest.mark.parametrize("flow", ["true", "USER_SRP_AUTH", "USER_PASSWORD_AUTH"])
def test_from_the_form_to_the_account_and_out_again(
    make_moto_app: Callable[..., Flask], flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(make_moto_app(AUTO_SIGN_IN=flow))
    visitor.sign_up(EMAIL)
    assert visitor.confirm(ANY_CODE).location == "/auto-sign-in"
    assert visitor.account_after(visitor.auto_sign_in()).heading == "Your account"
    # moto revokes nothing, which keeps nobody signed in here.
    assert visitor.follow(visitor.sign_out()).notices == ["You're signed out."]
    assert visitor.get("/account").location == "/sign-in"
    assert "token_not_revoked" in caplog.text
    assert visitor.sign_in(EMAIL).location == AFTER_SIGN_IN_URL


def test_a_taken_address_is_answered_like_a_new_one(
    new_visitor: Callable[[], Visitor], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = new_visitor(), new_visitor()
    assert everything_shown(first) == everything_shown(second)
    assert first.confirm(ANY_CODE).location == "/auto-sign-in"
    # Whoever comes second and has the code chooses the password; moto takes any for it.
    assert second.confirm(ANY_CODE).location == "/confirm-reset-password"
    assert second.set_password(ANY_CODE, "Another-horse-7").location == AFTER_SIGN_IN_URL
    assert EMAIL not in caplog.text


def test_a_password_that_only_the_pool_refuses_is_the_fields_error(visitor: Visitor) -> None:
    page = visitor.sign_up(EMAIL, "Eleven-ch-1")
    assert page.status == 422
    assert page.errors == ["That password can't be used here. Choose a different one."]
    assert page.value("email") == EMAIL
    assert page.value("password") in {None, ""}
    assert visitor.sign_up(EMAIL, "Twelve-cha-1").status == 303


def test_an_address_that_only_the_pool_refuses_is_kept(visitor: Visitor) -> None:
    # Nothing is wrong with the address, but moto takes no apostrophe.
    page = visitor.sign_up("miles.o'brien@example.com")
    assert page.status == 422
    assert page.errors == ["We couldn't use some of these details. Check them and try again."]
    assert page.value("email") == "miles.o'brien@example.com"


@pytest.mark.parametrize(
    ("email", "password"), [("", PASSWORD), ("frances", PASSWORD), (EMAIL, ""), (EMAIL, "short")]
)
def test_what_the_form_refuses_does_not_reach_the_pool(
    visitor: Visitor, email: str, password: str
) -> None:
    assert visitor.sign_up(email, password).status == 422
    assert visitor.sign_up(EMAIL).status == 303


def test_an_operation_that_fails_is_a_page_that_says_to_try_again(
    visitor: Visitor, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.sign_up(EMAIL)
    clock.advance(30)
    page = visitor.resend()
    assert page.status == 503
    assert int(page.response.headers["Retry-After"]) > 0
    assert page.heading == "Confirm your email address"
    assert page.errors == ["The service is temporarily unavailable. Try again in a minute."]
    assert EMAIL in page.text
    assert "NotImplementedError" not in page.response.text
    assert "Traceback" not in caplog.text
    assert visitor.confirm(ANY_CODE).status == 303


def test_it_is_ready(visitor: Visitor) -> None:
    ready = visitor.get("/readyz")
    assert ready.status == 200
    assert ready.response.get_json() == {"user_pool": True, "session_store": True}


@pytest.mark.parametrize("path", ["/outbox", "/scenarios"])
def test_it_has_nothing_of_the_demo(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404
