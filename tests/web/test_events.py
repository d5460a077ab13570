"""Events in the log: one line for each, and never two for one refusal."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from amplify_auth import NetworkError
from signup.observability.events import NEEDS_SOMEBODY, WENT_WELL, keyed_hash
from tests.authenticator_app import AuthenticatorApp
from tests.doubles import Clock
from tests.pages import PASSWORD, Page, Visitor
from tests.web.test_account_states import sending_fails

EMAIL = "ada@example.com"
OURS = re.compile(r"[0-9a-f]{16}")


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def happened(log: pytest.LogCaptureFixture) -> list[str]:
    """Return the events since the last time, in order."""
    events = [str(record.event) for record in log.records if hasattr(record, "event")]
    log.clear()
    return events


def test_an_event_is_a_success_or_an_alarm_and_never_both() -> None:
    assert not WENT_WELL & NEEDS_SOMEBODY


@pytest.mark.asvs("16.3.1", "16.3.3")
def test_a_journey(visitor: Visitor, log: pytest.LogCaptureFixture) -> None:
    visitor.sign_up(EMAIL)
    assert happened(log) == ["user_created"]
    visitor.confirm(visitor.newest_code(EMAIL))
    assert happened(log) == ["user_confirmed"]
    visitor.auto_sign_in()
    assert happened(log) == ["authn_login_success", "session_created"]
    visitor.sign_out()
    assert happened(log) == ["authn_token_revoked"]
    visitor.reset_password(EMAIL)
    assert happened(log) == ["code_not_sent", "code_sent"]
    visitor.set_password(visitor.newest_code(EMAIL), "Another-horse-8")
    assert happened(log) == ["authn_password_change", "authn_login_success", "session_created"]


def lines_of(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the events that were written since the last time, but for those of the background."""
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    return [line for line in lines if line["event"] and line["event"] != "code_not_sent"]


JOURNEY: list[tuple[Callable[[Visitor], Page], set[str]]] = [
    (lambda v: v.sign_up(EMAIL), {"user_created"}),
    (lambda v: v.confirm("000000"), {"code_refused"}),
    (lambda v: v.resend(), {"excess_rate_limit_exceeded"}),
    (lambda v: v.confirm(v.newest_code(EMAIL)), {"user_confirmed"}),
    (lambda v: v.auto_sign_in(), {"authn_login_success", "session_created"}),
    (lambda v: v.sign_out(), {"authn_token_revoked"}),
    (lambda v: v.sign_in(EMAIL, "Wrong-password-1"), {"authn_login_fail"}),
    (lambda v: v.sign_up(EMAIL, "Another-horse-8"), {"user_exists"}),
    (lambda v: v.reset_password(EMAIL), {"code_sent"}),
    (
        lambda v: v.set_password(v.newest_code(EMAIL), "Another-horse-8"),
        {"authn_password_change", "authn_login_success", "session_created"},
    ),
]


@pytest.mark.asvs("16.2.1", "16.3.1")
def test_every_line_of_a_journey_says_who_did_what_from_where(
    make_app: Callable[..., Flask], capfd: pytest.CaptureFixture[str]
) -> None:
    production = {"APP_ENV": "production", "ALLOW_EMBEDDED_POOL": "1", "MIN_FILL_SECONDS": "0"}
    app = make_app(**production)
    here = {"HTTP_REFERER": "https://localhost/", "REMOTE_ADDR": "127.0.0.3"}
    visitor = Visitor(app, **here)
    with app.app_context():
        login, client = keyed_hash(EMAIL), keyed_hash("127.0.0.3")
    accounts = set()
    capfd.readouterr()
    for step, events in JOURNEY:
        step(visitor)
        lines = lines_of(capfd)
        assert {line["event"] for line in lines} == events
        assert {line["client"] for line in lines} == {client}
        assert all(line["route"].startswith("signup.") for line in lines)
        for line in lines:
            if line["event"] in {"session_created", "authn_token_revoked"}:
                accounts.add(line["who"])
            else:
                assert line["who"] == login, line["event"]
    (account,) = accounts
    assert OURS.fullmatch(account)
    assert len({account, login, client}) == 3


def without_a_token(visitor: Visitor) -> Page:
    return visitor.post_raw("/sign-up", {"email": EMAIL, "password": PASSWORD})


def wrong_code(visitor: Visitor) -> Page:
    visitor.sign_up(EMAIL)
    return visitor.confirm("000000")


def taken(visitor: Visitor) -> Page:
    visitor.sign_up(EMAIL)
    return visitor.sign_up(EMAIL, "Another-horse-8")


def resend_at_once(visitor: Visitor) -> Page:
    visitor.sign_up(EMAIL)
    return visitor.resend()


def stranger(visitor: Visitor) -> Page:
    return visitor.get("/outbox", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})


@pytest.mark.asvs("16.3.1", "16.3.3")
@pytest.mark.parametrize(
    ("step", "events"),
    [
        (lambda v: v.sign_up("no address"), ["input_validation_fail"]),
        (lambda v: v.sign_up(EMAIL, "short"), ["input_validation_fail"]),
        (without_a_token, ["malicious_csrf"]),
        (lambda v: v.post_raw("/sign-out", {}), ["malicious_csrf"]),
        (lambda v: v.get("/confirm-sign-up"), ["sequence_fail"]),
        (lambda v: v.get("/auto-sign-in"), ["sequence_fail"]),
        (lambda v: v.get("/confirm-sign-in"), ["sequence_fail"]),
        (lambda v: v.get("/confirm-reset-password"), ["sequence_fail"]),
        (lambda v: v.get("/account"), ["sequence_fail"]),
        (lambda v: v.sign_in(EMAIL), ["authn_login_fail"]),
        (lambda v: v.get("/nothing"), ["input_validation_fail"]),
        (lambda v: v.get("/sign-out"), ["input_validation_fail"]),
        (lambda v: v.get("/confirmUser?token=x"), ["code_refused"]),
        (lambda v: v.post_raw("/confirmUser", {"token": "x"}), ["code_refused"]),
        (stranger, ["authz_fail"]),
        (wrong_code, ["user_created", "code_refused"]),
        (taken, ["user_created", "user_exists"]),
        (resend_at_once, ["user_created", "excess_rate_limit_exceeded"]),
    ],
)
def test_a_refusal_is_one_event(
    visitor: Visitor,
    log: pytest.LogCaptureFixture,
    step: Callable[[Visitor], Page],
    events: list[str],
) -> None:
    step(visitor)
    assert happened(log) == events


@pytest.mark.asvs("16.2.1", "16.3.1")
def test_a_code_is_sent_or_not_for_somebody(
    app: Flask,
    visitor: Visitor,
    clock: Clock,
    log: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with app.app_context():
        somebody = keyed_hash(EMAIL)

    def sent() -> list[tuple[str, str | None]]:
        lines = [vars(record) for record in log.records if hasattr(record, "event")]
        log.clear()
        return [(line["event"], line["who"]) for line in lines if line.get("method")]

    visitor.sign_up(EMAIL)
    clock.advance(30)
    log.clear()
    visitor.resend()
    assert sent() == [("code_sent", somebody)]
    stranger = Visitor(app)
    stranger.sign_up(EMAIL, "Another-horse-8")
    visitor.confirm(visitor.newest_code(EMAIL))
    clock.advance(30)
    log.clear()
    stranger.resend()
    assert sent() == [("code_not_sent", somebody)]
    stranger.reset_password(EMAIL)
    assert sent() == [("code_sent", somebody)]
    clock.advance(3600)  # until the app sends again
    with sending_fails(monkeypatch, "LimitExceededException"):
        stranger.reset_password(EMAIL)
        assert sent() == [("code_not_sent", somebody)]
        stranger.sign_up("other@example.com")
        assert [event for event, _ in sent()] == ["user_created"]


@pytest.mark.asvs("16.3.1")
def test_a_temporary_password_that_is_replaced(
    visitor: Visitor, log: pytest.LogCaptureFixture
) -> None:
    visitor.choose("invited")
    visitor.post("/workbench/invitation", page="/workbench")
    invited = "invited@example.com"
    visitor.sign_in(invited, visitor.newest_code(invited))
    log.clear()
    visitor.post("/confirm-sign-in", {"new_password": "Another-horse-8", "name": "Ada"})
    assert happened(log) == ["authn_password_change", "authn_login_success", "session_created"]


@pytest.mark.asvs("16.3.1")
def test_an_authenticator_app_that_is_set_up(
    visitor: Visitor, clock: Clock, log: pytest.LogCaptureFixture
) -> None:
    visitor.choose("mfa")
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    page = visitor.follow(visitor.auto_sign_in())
    log.clear()
    visitor.post("/confirm-sign-in", {"confirmation_code": "000000"})
    assert happened(log) == ["code_refused"]
    log.clear()
    code = AuthenticatorApp.of(page, clock).code()
    visitor.post("/confirm-sign-in", {"confirmation_code": code})
    assert happened(log) == ["authn_login_success", "session_created", "second_factor_added"]
    visitor.sign_out()
    visitor.sign_in(EMAIL)
    log.clear()
    clock.advance(60)
    code = AuthenticatorApp.of(page, clock).code()
    visitor.post("/confirm-sign-in", {"confirmation_code": code})
    assert happened(log) == ["authn_login_success", "session_created"]


@pytest.mark.asvs("16.3.4", "16.5.2")
def test_a_pool_that_fails_where_no_view_expects_it_is_an_outage(
    app: Flask, visitor: Visitor, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise NetworkError

    monkeypatch.setitem(app.view_functions, "signup.sign_in", fail)
    page = visitor.get("/sign-in")
    assert (page.status, page.response.headers["Retry-After"]) == (503, "60")
    assert happened(log) == ["pool_failed"]


@pytest.mark.asvs("16.5.1", "16.5.3")
def test_a_crash_has_one_line_and_its_page_the_lines_id(
    app: Flask, visitor: Visitor, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise RuntimeError(f"{EMAIL} chose {PASSWORD}")

    monkeypatch.setitem(app.view_functions, "signup.sign_in", crash)
    page = visitor.get("/sign-in")
    assert page.status == 500
    assert EMAIL not in page.response.text
    assert page.response.headers["X-Request-ID"] in page.text
    assert happened(log) == ["sys_crash"]
    assert page.response.headers["Content-Security-Policy"]


@pytest.mark.asvs("16.5.4")
def test_there_is_a_page_when_no_page_can_be_drawn(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.jinja_env.globals, "stylesheet", None)
    monkeypatch.setitem(app.jinja_env.globals, "service_name", None)
    monkeypatch.setattr(app.jinja_env, "loader", None)
    app.jinja_env.cache = None
    page = visitor.get("/sign-up")
    assert (page.status, page.heading) == (500, "Something went wrong on our side")
    assert page.response.headers["Content-Security-Policy"]


@pytest.mark.asvs("16.2.1")
def test_a_line_says_why_where_there_is_more_to_say(
    visitor: Visitor, log: pytest.LogCaptureFixture
) -> None:
    def said() -> tuple[str | None, str | None]:
        (line,) = [vars(record) for record in log.records if hasattr(record, "event")]
        log.clear()
        return line["who"], line["reason"]

    visitor.sign_up("no address", "short")
    assert said() == (None, "fields: email, password")
    stranger(visitor)
    assert said() == (None, None)


@pytest.mark.asvs("16.2.1")
@pytest.mark.parametrize("sent", ["", "short", "x" * 65, "a" * 15 + "\n", "é" * 20, "<b>" * 9])
def test_a_request_id_is_made_unless_a_proxys_is_well_formed(visitor: Visitor, sent: str) -> None:
    def told(value: str) -> str:
        header = {"X-Request-ID": value.encode().decode("latin-1").replace("\n", " ")}
        return visitor.get("/sign-up", headers=header).response.headers["X-Request-ID"]

    assert OURS.fullmatch(told(sent))
    assert told(sent) != told(sent)
    assert told("1-67891233-abcdef012345678912345678") == "1-67891233-abcdef012345678912345678"


@pytest.mark.asvs("16.2.4")
def test_production_writes_json_and_development_does_not(
    make_app: Callable[..., Flask], capfd: pytest.CaptureFixture[str]
) -> None:
    production = make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1")
    production.config["PREFERRED_URL_SCHEME"] = "https"  # which Flask's test client goes by
    visitor = Visitor(production, HTTP_REFERER="https://localhost/")
    visitor.sign_in(EMAIL)
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    (line,) = [line for line in lines if line["event"]]
    assert line["event"] == "authn_login_fail"
    assert (line["method"], line["route"]) == ("POST", "signup.sign_in")
    assert OURS.fullmatch(line["request_id"])
    assert OURS.fullmatch(line["client"])
    Visitor(make_app()).sign_in(EMAIL)
    (text,) = [line for line in capfd.readouterr().err.splitlines() if "authn" in line]
    assert text.startswith("WARNING signup.observability.events authn_login_fail ")
    assert EMAIL not in text


@pytest.mark.asvs("16.2.5")
def test_one_person_is_one_hash_which_tells_nothing(
    make_app: Callable[..., Flask], log: pytest.LogCaptureFixture
) -> None:
    def who(app: Flask, name: str) -> str:
        Visitor(app).sign_in(name)
        (hashed,) = {str(record.who) for record in log.records if hasattr(record, "who")}
        log.clear()
        return hashed

    app = make_app()
    assert who(app, EMAIL) == who(app, f" {EMAIL.upper()}")
    assert who(app, EMAIL) != who(app, "eve@example.com")
    assert who(app, EMAIL) != who(make_app(SECRET_KEY="k" * 32), EMAIL)
    with app.app_context():
        assert OURS.fullmatch(keyed_hash("\ud800") or ""), "it has no bytes in UTF-8"
    assert keyed_hash(EMAIL) is None, "outside of an app there is no key"
