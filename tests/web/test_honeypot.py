"""The trap field and the minimum time for bots, which people never notice."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask

from amplify_auth import NetworkError
from signup.messages.labels import TOO_QUICK, TOO_QUICK_WITHOUT_PASSWORD
from signup.web.honeypot import RENDERED_AT, TRAP
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import PASSWORD, Visitor
from tests.web.test_enumeration_protection import seen

EMAIL = "ada@example.com"


@pytest.fixture
def hurried(make_app: Callable[..., Flask]) -> Visitor:
    """Return a visitor of an app that wants a second."""
    return Visitor(make_app(MIN_FILL_SECONDS="1"))


def filled_in(visitor: Visitor, **more: str) -> dict[str, str]:
    return {**visitor.hidden("/sign-up", "/sign-up"), "email": EMAIL, "password": PASSWORD, **more}


@pytest.mark.asvs("2.4.2")
def test_a_form_that_comes_at_once_is_shown_again(hurried: Visitor, clock: Clock) -> None:
    fields = filled_in(hurried)
    clock.advance(0.99)
    page = hurried.post_raw("/sign-up", fields)
    assert (page.status, page.errors) == (422, [TOO_QUICK])
    assert page.value("email") == EMAIL
    assert page.value("password") in {None, ""}
    assert not hurried.messages(EMAIL)
    # The second press is in time: it counts from when the form was first drawn.
    again = {**fields, RENDERED_AT: page.value(RENDERED_AT) or ""}
    clock.advance(0.01)
    assert hurried.post_raw("/sign-up", again).location == "/confirm-sign-up"


@pytest.mark.asvs("16.3.3")
def test_a_bot_that_is_caught_is_logged(hurried: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    def happened() -> list[str]:
        events = [str(vars(line)["event"]) for line in caplog.records]
        caplog.clear()
        return events

    fields = filled_in(hurried)
    hurried.post_raw("/sign-up", fields)
    assert happened() == ["input_validation_fail"]


@pytest.mark.asvs("2.4.2")
def test_a_password_manager_and_the_enter_key_are_not_too_quick(
    hurried: Visitor, clock: Clock
) -> None:
    fields = filled_in(hurried)
    clock.advance(1)
    assert hurried.post_raw("/sign-up", fields).location == "/confirm-sign-up"


@pytest.mark.asvs("2.4.2")
@pytest.mark.parametrize("stamp", ["", "0", "x.y", "MA.forged", "1" * 5000])
def test_a_form_that_does_not_say_when_it_was_drawn(
    hurried: Visitor, clock: Clock, stamp: str
) -> None:
    fields = filled_in(hurried) | {RENDERED_AT: stamp}
    clock.advance(60)
    page = hurried.post_raw("/sign-up", fields)
    assert page.status == 422
    clock.advance(1)
    fields[RENDERED_AT] = page.value(RENDERED_AT) or ""
    assert hurried.post_raw("/sign-up", fields).location == "/confirm-sign-up"


@pytest.mark.asvs("2.4.2")
def test_a_stamp_is_ours_and_is_kept_by_a_form_alone(
    make_app: Callable[..., Flask], hurried: Visitor, clock: Clock
) -> None:
    fields = filled_in(hurried)
    stamp, _, signature = fields[RENDERED_AT].rpartition(".")
    assert len(urlsafe_b64decode(f"{signature}=")) == sha256().digest_size
    forged = Visitor(make_app(MIN_FILL_SECONDS="1", SECRET_KEY="k" * 32))
    clock.advance(60)
    fields[RENDERED_AT] = filled_in(forged)[RENDERED_AT]
    clock.advance(60)
    assert hurried.post_raw("/sign-up", fields).errors == [TOO_QUICK]
    body = {RENDERED_AT: f"{stamp}.{signature}"}
    drawn = hurried.get("/sign-up", data=body).value(RENDERED_AT) or ""
    assert drawn.rpartition(".")[0] == str(clock())


@pytest.mark.asvs("2.4.2")
@pytest.mark.parametrize(
    ("scenario", "password", "error"),
    [
        ("email", PASSWORD, TOO_QUICK),
        ("choice", PASSWORD, TOO_QUICK),
        ("choice", "", TOO_QUICK_WITHOUT_PASSWORD),
        ("passwordless", "", TOO_QUICK_WITHOUT_PASSWORD),
    ],
)
def test_whoever_was_too_quick_enters_again_what_the_page_forgot(
    hurried: Visitor, scenario: str, password: str, error: str
) -> None:
    hurried.choose(scenario)
    fields = filled_in(hurried, password=password)
    assert hurried.post_raw("/sign-up", fields).errors == [error]


def test_in_development_nobody_is_too_quick(visitor: Visitor) -> None:
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"


def test_looking_at_the_form_keeps_nothing(visitor: Visitor, tmp_path: Path) -> None:
    def size() -> int:
        return sum(file.stat().st_size for file in tmp_path.glob("sessions.db*"))

    before = size()
    visitor.get("/sign-up")
    assert size() == before
    visitor.sign_up(EMAIL)
    assert size() > before


def test_no_person_meets_the_trap(visitor: Visitor) -> None:
    document = visitor.get("/sign-up").document
    (trap,) = document.query(f'[name="{TRAP}"]')
    attributes = attributes_of(trap)
    assert attributes["tabindex"] == "-1"
    assert attributes["autocomplete"] == "off"
    assert "value" not in attributes
    # 1Password, LastPass, Bitwarden and Dashlane would fill it in.
    managers = ("data-1p-ignore", "data-lpignore", "data-bwignore", "data-form-type")
    assert all(name in attributes for name in managers)
    (hidden,) = document.query('[aria-hidden="true"].trap')
    assert hidden.query(f'[name="{TRAP}"]')
    assert ".trap{display:none" in document.query("style")[0].to_text()


@pytest.mark.asvs("2.4.1")
def test_the_same_form_with_an_empty_trap_is_a_sign_up(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """A password manager may fill in the trap, and the visitor then clears it."""
    fields = filled_in(visitor, **{TRAP: "https://example.com"})
    assert visitor.post_raw("/sign-up", fields).location == "/confirm-sign-up"
    assert not visitor.messages(EMAIL)
    assert [str(vars(line)["event"]) for line in caplog.records] == ["malicious_extraneous"]
    assert visitor.post_raw("/sign-up", {**fields, TRAP: ""}).location == "/confirm-sign-up"
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"


@pytest.mark.asvs("2.4.1")
@pytest.mark.parametrize("scenario", ["email", "link"])
def test_a_bot_is_answered_like_anybody_and_the_pool_is_not_asked(
    new_visitor: Callable[[], Visitor], app: Flask, clock: Clock, scenario: str
) -> None:
    bot, person = new_visitor(), new_visitor()
    asked: list[str] = []

    def note(model: object, **_: object) -> None:
        asked.append(str(model))

    walks = []
    for visitor, trap in ((person, ""), (bot, "https://spam.example")):
        visitor.choose(scenario)
        clock.advance(3600)  # the person has used up tries for the same address
        auth = app.extensions["demo"].scenarios[scenario]
        if trap:
            auth.client.get().meta.events.register("before-call.cognito-idp", note)
        pages = [visitor.post_raw("/sign-up", filled_in(visitor, **{TRAP: trap}))]
        pages.append(visitor.follow(pages[0]))
        if scenario == "email":
            pages.append(visitor.confirm("000000"))
        pages.append(visitor.post("/auto-sign-in"))
        clock.advance(30)
        waits_at = pages[0].location or ""
        pages.append(visitor.post("/resend-sign-up-code", page=waits_at))
        pages.append(visitor.get(waits_at))
        walks.append([seen(page, EMAIL) for page in pages])
    assert walks[0] == walks[1]
    assert not asked


@pytest.mark.asvs("13.1.2", "15.2.2")
def test_a_bot_has_a_place_among_the_calls_or_is_told_to_try_again(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is answered as late as anybody, which holds a thread as long."""

    with monkeypatch.context() as patch:
        no_place = Mock(side_effect=NetworkError)
        patch.setattr(app.extensions["signup"].auth.client, "place", no_place)
        page = visitor.sign_up(EMAIL, **{TRAP: "https://bot.example"})
    assert (page.status, page.value("email")) == (503, EMAIL)
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert len(visitor.messages(EMAIL)) == 1
