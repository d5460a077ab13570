"""A pool that fails: the page says so in time, and keeps what was typed."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import configure
from amplify_auth.circuit_breaker import FAILURES
from signup.observability.events import record_outage
from signup.session.current_session import WAITING_AT_ONCE
from signup.user_pools import CognitoUserPool
from tests import faulty_pool as faults
from tests.faulty_pool import Fault, FaultyPool, refusal
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
READ_TIMEOUT = 0.6
SHORT_READ_TIMEOUT = 0.1
UNREACHABLE = "The service is temporarily unavailable. Try again in a minute."


@pytest.fixture
def connect(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Visitor]:
    """Return a maker of visitors of an app on another pool, and with less patience."""

    def make(url: str, read_timeout: float = READ_TIMEOUT) -> Visitor:
        monkeypatch.setenv(ENDPOINT, url)
        app = make_app(**{ENDPOINT: url})
        pools = app.extensions["signup"]
        auth = configure(pools.auth.outputs, read_timeout=read_timeout, on_outage=record_outage)
        auth.warm_up()
        app.extensions["signup"] = replace(pools, pool=CognitoUserPool(auth))
        return Visitor(app)

    return make


@pytest.fixture
def visitor(connect: Callable[..., Visitor], pool: FaultyPool) -> Visitor:
    return connect(pool.url)


@pytest.fixture
def visitor_of_a_pool_that_hangs(connect: Callable[..., Visitor], pool: FaultyPool) -> Visitor:
    pool.fault = faults.hang
    return connect(pool.url, SHORT_READ_TIMEOUT)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def events(log: pytest.LogCaptureFixture) -> list[str]:
    return [str(record.event) for record in log.records if hasattr(record, "event")]


def assert_out_of_order(page: Page, log: pytest.LogCaptureFixture) -> None:
    assert page.status == 503
    assert int(page.response.headers["Retry-After"]) > 0
    assert page.errors == [UNREACHABLE]
    assert page.value("email") == EMAIL
    assert PASSWORD not in page.response.text
    # What is sent in the background fails beside it, and is no page's failure.
    assert [event for event in events(log) if event != "code_not_sent"] == ["pool_failed"]
    for text in (page.response.text, log.text):
        assert "botocore says" not in text
        assert "Traceback" not in text


FAULTS: list[Fault] = [
    faults.reset_before_the_answer,
    faults.reset_in_the_answer,
    faults.truncated,
    faults.not_http,
    faults.not_json,
    faults.nested,
    faults.json_of_another_shape,
    faults.values_of_other_types,
    faults.nothing,
    faults.huge,
    faults.gateway_error,
    faults.redirect,
    faults.internal_error,
    refusal("TooManyRequestsException"),
    refusal("ForbiddenException", 403),
    refusal("ResourceNotFoundException"),
    refusal("UnexpectedLambdaException"),
    refusal("a\x1b[2Kname\r\nthat is none"),
]


@pytest.mark.asvs("13.1.3", "16.3.4", "16.5.1", "16.5.2")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_sign_up_fails_and_nothing_typed_is_lost(
    visitor: Visitor, pool: FaultyPool, log: pytest.LogCaptureFixture, fault: Fault
) -> None:
    pool.fault = fault
    assert_out_of_order(visitor.sign_up(EMAIL), log)
    assert pool.requests == ["SignUp"]


@pytest.mark.asvs("13.1.3", "16.5.2")
@pytest.mark.parametrize("act", [Visitor.sign_up, Visitor.sign_in, Visitor.reset_password])
def test_nobody_waits_for_a_pool_that_hangs(
    visitor_of_a_pool_that_hangs: Visitor,
    pool: FaultyPool,
    log: pytest.LogCaptureFixture,
    act: Callable[[Visitor, str], Page],
) -> None:
    assert_out_of_order(act(visitor_of_a_pool_that_hangs, EMAIL), log)
    assert pool.requests
    assert not pool.ended


@pytest.mark.asvs("16.5.2")
@pytest.mark.parametrize("fault", [faults.not_json, faults.internal_error])
def test_so_is_every_other_step(
    visitor: Visitor, pool: FaultyPool, log: pytest.LogCaptureFixture, fault: Fault
) -> None:
    pool.fault = fault
    assert_out_of_order(visitor.sign_in(EMAIL), log)
    log.clear()
    assert_out_of_order(visitor.reset_password(EMAIL), log)


@pytest.mark.asvs("2.2.3", "16.5.2")
@pytest.mark.parametrize("name", ["LimitExceededException", "CodeDeliveryFailureException"])
def test_a_sign_up_without_its_code_goes_on_as_any_other(
    visitor: Visitor, pool: FaultyPool, log: pytest.LogCaptureFixture, name: str
) -> None:
    pool.fault = refusal(name)
    page = visitor.sign_up(EMAIL)
    assert page.location == "/confirm-sign-up"
    assert visitor.follow(page).notices == []
    assert events(log) == ["user_created"]


def test_a_pool_that_refuses_connections(
    connect: Callable[..., Visitor], log: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        visitor = connect(f"http://127.0.0.1:{reserved.getsockname()[1]}")
        assert_out_of_order(visitor.sign_up(EMAIL), log)
        assert visitor.get("/healthz").status == 200
        ready = visitor.get("/readyz")
        assert ready.status == 503
        assert ready.response.get_json() == {"user_pool": False, "session_store": True}


@pytest.mark.asvs("16.5.2")
def test_while_the_circuit_is_open_nobody_waits(
    visitor_of_a_pool_that_hangs: Visitor, pool: FaultyPool, log: pytest.LogCaptureFixture
) -> None:
    visitor = visitor_of_a_pool_that_hangs
    for number in range(FAILURES):
        visitor.sign_up(f"{number}{EMAIL}")
    assert events(log) == [*["pool_failed"] * (FAILURES - 1), "pool_unreachable", "pool_failed"]
    log.clear()
    token = visitor.csrf_token("/sign-up")
    page = visitor.post_raw("/sign-up", {"csrf_token": token, "email": EMAIL, "password": PASSWORD})
    assert_out_of_order(page, log)
    assert len(pool.requests) == FAILURES


def test_the_first_answer_after_an_outage_lets_everybody_in_again(
    visitor: Visitor,
    pool: FaultyPool,
    log: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("amplify_auth.circuit_breaker.RETRY_SECONDS", 0)
    for _ in range(FAILURES + 1):
        visitor.sign_in(EMAIL)
    log.clear()
    pool.fault = refusal("NotAuthorizedException")
    assert visitor.sign_in(EMAIL).status == 422
    assert events(log) == ["pool_reachable", "authn_login_fail"]


def test_signing_out_works_without_the_pool(
    app: Flask, pool: FaultyPool, log: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(app)
    visitor.choose("auto-confirm")
    visitor.sign_up(EMAIL)
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL
    log.clear()
    token = visitor.csrf_token("/account")
    demo = app.extensions["demo"]
    document = replace(demo.auth.outputs.auth, user_pool_endpoint=pool.url)
    outputs = replace(demo.auth.outputs, auth=document)
    demo.scenarios["auto-confirm"] = configure(outputs)
    page = visitor.post_raw("/sign-out", {"csrf_token": token})
    assert (page.status, page.location) == (303, "/sign-in")
    assert events(log) == ["token_not_revoked"]


@pytest.mark.asvs("6.3.8")
def test_the_pages_do_not_repeat_a_pool_that_says_who_is_unknown(
    connect: Callable[..., Visitor], pool: FaultyPool
) -> None:
    """As an app client with `PreventUserExistenceErrors` of `LEGACY` does."""
    pool.fault = refusal("UserNotFoundException")
    assert connect(pool.url).reset_password(EMAIL).location == "/confirm-reset-password"
    unknown = connect(pool.url).sign_in(EMAIL)
    pool.fault = refusal("NotAuthorizedException")
    known = connect(pool.url).sign_in(EMAIL)
    assert (unknown.status, unknown.errors) == (known.status, known.errors)
    assert unknown.status == 422


@pytest.mark.asvs("13.1.2", "15.2.2")
def test_of_the_presses_that_meet_the_first_only_a_few_wait(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every one that waits holds a thread, and one browser may send any number."""
    calls, waiting, answers = threading.Semaphore(0), threading.Semaphore(0), threading.Event()
    sign_up, sleep = amplify_auth.sign_up, time.sleep

    def sign_up_slowly(*args: Any, **kwargs: Any) -> Any:
        calls.release()
        answers.wait(30)
        return sign_up(*args, **kwargs)

    def wait(seconds: float) -> None:
        waiting.release()
        answers.wait(30)
        sleep(seconds)

    monkeypatch.setattr(amplify_auth, "sign_up", sign_up_slowly)
    monkeypatch.setattr("signup.session.current_session.time.sleep", wait)
    visitor = Visitor(app)
    fields = {
        "csrf_token": visitor.csrf_token("/sign-up"),
        "email": EMAIL,
        "password": PASSWORD,
    }
    cookie = visitor.client.get_cookie("sign-up-session")
    assert cookie

    def press() -> Page:
        twin = Visitor(app)
        twin.client.set_cookie(cookie.key, cookie.value)
        return twin.post_raw("/sign-up", fields)

    with ThreadPoolExecutor(WAITING_AT_ONCE + 1) as threads:
        presses = [threads.submit(press)]
        assert calls.acquire(timeout=30)
        for _ in range(WAITING_AT_ONCE):
            presses.append(threads.submit(press))
            assert waiting.acquire(timeout=30)
        refused = press()
        answers.set()
        assert {answer.result(30).location for answer in presses} == {"/confirm-sign-up"}
    assert (refused.status, refused.errors) == (503, [UNREACHABLE])
    assert refused.value("email") == EMAIL
    assert press().location == "/confirm-sign-up"
    assert len(visitor.messages(EMAIL)) == 1
