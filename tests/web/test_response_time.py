"""Response times of sign-ups, which are the same for new and for taken addresses."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import AuthError, CodeDeliveryFailureException, NetworkError
from app import create_app
from config.settings import Settings
from signup.delayed_executor import DelayedExecutor
from signup.flows import response_time
from signup.user_pools import RESPONSE_STEP
from signup.web.honeypot import TRAP
from tests.pages import Page, Visitor

EMAIL = "ada@example.com"
STEP = 0.25
NEW, TAKEN = 0.625, 0.125
"""Seconds that the pool takes; sums of these are exact."""


class Stopped:
    """A `time` that goes on only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


@pytest.fixture
def time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Stopped:
    """Return the time of an app whose pool takes longer for a new address."""
    time, original = Stopped(), amplify_auth.sign_up

    def sign_up(*args: Any, **kwargs: Any) -> Any:
        try:
            output = original(*args, **kwargs)
        except AuthError:
            time.sleep(TAKEN)
            raise
        time.sleep(NEW)
        return output

    monkeypatch.setattr(amplify_auth, "sign_up", sign_up)
    monkeypatch.setattr(response_time, "time", time)
    monkeypatch.setattr(response_time, "recent_times", deque(maxlen=3))
    app.extensions["signup"] = replace(app.extensions["signup"], response_step=STEP)
    return time


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("teach", ["0", "1"])
def test_an_app_waits_and_rounds_up_unless_it_is_told_not_to(tmp_path: Path, teach: str) -> None:
    """The apps of other tests are told not to."""
    app = create_app(Settings.from_environment({"DATA_DIR": str(tmp_path), "TEACH": teach}))
    pools = app.extensions["signup"]
    assert isinstance(pools.background, DelayedExecutor)
    assert pools.response_step == RESPONSE_STEP > 0


def took(time: Stopped, visitor: Visitor, email: str, **fields: str) -> float:
    began = time.now
    assert visitor.sign_up(email, **fields).status == 303
    return time.now - began


@pytest.mark.asvs("6.3.8")
def test_a_taken_address_takes_as_long_as_a_new_one(
    time: Stopped, new_visitor: Callable[[], Visitor]
) -> None:
    assert took(time, new_visitor(), EMAIL) == 0.75  # the next multiple
    assert took(time, new_visitor(), EMAIL) == 0.75
    assert took(time, new_visitor(), "bot@example.com", **{TRAP: "spam"}) == 0.75


@pytest.mark.asvs("6.3.8")
def test_the_latest_new_addresses_count(
    time: Stopped, new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    took(time, new_visitor(), EMAIL)
    monkeypatch.setattr("tests.web.test_response_time.NEW", 2.0)
    for number in range(3):
        assert took(time, new_visitor(), f"{number}@example.com") == 2.0  # a multiple as it is
    assert took(time, new_visitor(), EMAIL) == 2.0


@pytest.mark.asvs("6.3.8")
def test_a_taken_address_waits_before_there_was_a_new_one(
    time: Stopped, new_visitor: Callable[[], Visitor]
) -> None:
    new_visitor().sign_up(EMAIL)
    response_time.recent_times.clear()
    assert took(time, new_visitor(), EMAIL) == 0.5


@pytest.mark.asvs("6.3.8")
def test_a_new_address_counts_even_if_no_code_can_be_sent_to_it(
    time: Stopped, new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    new_visitor().sign_up(EMAIL)
    response_time.recent_times.clear()
    in_time = amplify_auth.sign_up

    def sign_up(*args: Any, username: str, **kwargs: Any) -> Any:
        if username == EMAIL:
            return in_time(*args, username=username, **kwargs)
        time.sleep(1.0)
        raise CodeDeliveryFailureException

    monkeypatch.setattr(amplify_auth, "sign_up", sign_up)
    assert took(time, new_visitor(), "unreachable@example.com") == 1.0
    assert took(time, new_visitor(), EMAIL) == 1.0


def test_a_slow_answer_waits_for_nothing_but_the_step(
    time: Stopped, new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    took(time, new_visitor(), EMAIL)
    monkeypatch.setattr("tests.web.test_response_time.TAKEN", 0.875)
    assert took(time, new_visitor(), EMAIL) == 1.0


@pytest.mark.asvs("6.3.8")
def test_a_refusal_is_rounded_up_too(
    time: Stopped, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        time.sleep(TAKEN)
        raise NetworkError

    monkeypatch.setattr(amplify_auth, "sign_up", fail)
    began = time.now
    assert visitor.sign_up(EMAIL).status == 503
    assert time.now - began == STEP


def ask_for_a_sign_in_code(visitor: Visitor, login: str) -> Page:
    visitor.choose("passwordless")
    return visitor.begin_sign_in(login)


def ask_for_a_reset_code(visitor: Visitor, login: str) -> Page:
    return visitor.reset_password(login)


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("call", "ask"), [("sign_in", ask_for_a_sign_in_code), ("reset_password", ask_for_a_reset_code)]
)
def test_a_code_for_nobody_takes_as_long_as_one_that_is_sent(
    app: Flask, monkeypatch: pytest.MonkeyPatch, call: str, ask: Callable[[Visitor, str], Page]
) -> None:
    time, original = Stopped(), getattr(amplify_auth, call)

    def in_time(*args: Any, username: str, **kwargs: Any) -> Any:
        time.sleep(NEW if username == EMAIL else TAKEN)
        return original(*args, username=username, **kwargs)

    monkeypatch.setattr(amplify_auth, call, in_time)
    monkeypatch.setattr(response_time, "time", time)
    monkeypatch.setattr(response_time, "recent_requests", deque(maxlen=3))
    app.extensions["signup"] = replace(app.extensions["signup"], response_step=STEP)
    times = []
    for login in (EMAIL, "nobody@example.com", EMAIL, "nobody@example.com"):
        began = time.now
        assert ask(Visitor(app), login).status == 303
        times.append(time.now - began)
    assert times == [0.75] * 4
