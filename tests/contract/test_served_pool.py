"""The whole app on the embedded pool served over HTTP, as on any other Cognito endpoint."""

import json
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from tests.contract.pools import ENDPOINT, addresses
from tests.contract.servers import get
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def clock() -> Clock:
    """Return a clock that agrees with the server's, which is the machine's."""
    clock = Clock()
    clock.now = time.time()
    return clock


@pytest.fixture
def app(make_app: Callable[..., Flask], served_url: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv(ENDPOINT, served_url)  # boto3 reads it from there itself
    return make_app(**{ENDPOINT: served_url})


@pytest.fixture
def email() -> str:
    """Return an address that has no account."""
    return addresses("ada@example.com")()


def newest_code(served_url: str, address: str) -> str:
    _, messages = get(f"{served_url}/outbox?to={quote(address)}")
    return str(json.loads(messages)[0]["code"])


def test_from_the_form_to_the_account_and_out_again(
    visitor: Visitor, served_url: str, email: str
) -> None:
    assert visitor.sign_up(email).location == "/confirm-sign-up"
    assert visitor.confirm(newest_code(served_url, email)).location == "/auto-sign-in"
    account = visitor.account_after(visitor.auto_sign_in())
    assert account.heading == "Your account"
    assert email in account.text
    assert visitor.follow(visitor.sign_out()).notices == ["You're signed out."]


def test_somebody_who_comes_back_gets_a_new_code_and_chooses_a_password(
    new_visitor: Callable[[], Visitor], served_url: str, email: str
) -> None:
    new_visitor().sign_up(email)
    first, again = newest_code(served_url, email), new_visitor()
    assert again.sign_up(email.upper()).location == "/confirm-sign-up"
    second = newest_code(served_url, email)
    if first != second:  # one in a million
        assert again.confirm(first).status == 422
    assert again.confirm(second).location == "/confirm-reset-password"
    signed_in = again.set_password(newest_code(served_url, email), "Another-horse-7")
    assert signed_in.location == AFTER_SIGN_IN_URL


def test_it_is_ready_and_has_nothing_of_the_demo(visitor: Visitor) -> None:
    assert visitor.get("/readyz").response.get_json() == {"user_pool": True, "session_store": True}
    assert visitor.get("/outbox").status == 404
