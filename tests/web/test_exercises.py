"""Exercises of the workbench, done step by step."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from demo.teaching.exercises import EXERCISES, GROUPS, number_of
from tests.authenticator_app import AuthenticatorApp
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.signed_in import add_passkey, names

EMAIL = "ada@example.com"
TAKEN, UNCONFIRMED = "taken@example.com", "unconfirmed@example.com"
MINUTE, HOUR = 60, 3600
WRONG = "That code isn't right or has expired"
NEW_PASSWORD = "Another-horse-8"


def prepare(visitor: Visitor, name: str) -> None:
    page = visitor.post("/workbench/exercise", {"exercise": name}, page="/workbench")
    assert page.location == "/sign-up"
    exercise = shown_exercise(visitor.follow(page))
    assert EXERCISES[name].task in exercise
    assert EXERCISES[name].watch in exercise
    assert f"Exercise {number_of(name)}." in exercise


def shown_exercise(page: Page) -> str:
    """Return what a page says of the exercise that was prepared."""
    nodes = page.document.query("section.exercise")
    return " ".join(" ".join(node.to_text().split()) for node in nodes)


def put_clock_ahead(visitor: Visitor, seconds: int) -> None:
    page = visitor.post("/workbench/clock", {"ahead": str(seconds)}, page="/workbench")
    assert page.status == 303


def statuses(visitor: Visitor) -> dict[str, str]:
    """Return who is in the pool, by address, and in which state."""
    rows = [node.query("td") for node in visitor.get("/workbench").document.query(".user")]
    cells = [[cell.to_text() for cell in row] for row in rows]
    return {
        address.group(1): status.strip()
        for _name, status, attributes, _created in cells
        if (address := re.search(r"(?:email|phone_number): (\S+)", attributes))
    }


def confirmed_and_signed_in(visitor: Visitor, code: str) -> bool:
    assert visitor.confirm(code).location == "/auto-sign-in"
    return visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_every_exercise_is_a_test_and_every_test_an_exercise() -> None:
    tests = {name.removeprefix("test_doing_") for name in globals() if "test_doing_" in name}
    assert tests == set(EXERCISES)


def test_they_are_grouped_and_numbered(visitor: Visitor) -> None:
    page = visitor.get("/workbench")
    assert [node.to_text() for node in page.document.query(".groups h3")] == [*GROUPS]
    titles = [node.to_text() for node in page.document.query(".groups summary")]
    assert titles == [f"{n}. {each.title}" for n, each in enumerate(EXERCISES.values(), 1)]
    for exercise in EXERCISES.values():
        assert exercise.watch in page.text


def test_an_exercise_is_shown_until_it_is_done(visitor: Visitor) -> None:
    prepare(visitor, "sign_up")
    page = visitor.follow(visitor.sign_up(EMAIL))
    assert "Exercise 1." in shown_exercise(page)
    visitor.confirm(visitor.newest_code(EMAIL))
    assert "Exercise 1." in shown_exercise(visitor.get("/auto-sign-in"))
    assert not shown_exercise(visitor.follow(visitor.auto_sign_in()))
    prepare(visitor, "link")
    visitor.choose("email")
    assert not shown_exercise(visitor.get("/sign-up"))


def test_doing_sign_up(visitor: Visitor) -> None:
    prepare(visitor, "sign_up")
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert confirmed_and_signed_in(visitor, visitor.newest_code(EMAIL))
    assert EMAIL in visitor.get("/account").text


def test_doing_wrong_code(visitor: Visitor) -> None:
    prepare(visitor, "wrong_code")
    visitor.sign_up(EMAIL)
    page = visitor.confirm("000000")
    assert page.status == 422
    assert WRONG in page.errors[0]
    assert confirmed_and_signed_in(visitor, visitor.newest_code(EMAIL))


def test_doing_too_many_codes(visitor: Visitor) -> None:
    prepare(visitor, "too_many_codes")
    visitor.sign_up(EMAIL)
    pages = [visitor.confirm("000000") for _ in range(6)]
    assert [page.status for page in pages] == [422] * 5 + [429]
    assert "Try again in 20 minutes" in pages[-1].errors[0]
    assert pages[-1].response.headers["Retry-After"]


def test_doing_old_code(visitor: Visitor, clock: Clock) -> None:
    prepare(visitor, "old_code")
    visitor.sign_up(EMAIL)
    first = visitor.newest_code(EMAIL)
    clock.advance(30)
    visitor.resend()
    assert WRONG in visitor.confirm(first).errors[0]
    assert confirmed_and_signed_in(visitor, visitor.newest_code(EMAIL))


def test_doing_expired_code(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    prepare(visitor, "expired_code")
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    put_clock_ahead(visitor, 25 * HOUR)
    page = visitor.confirm(code)
    assert (page.status, page.heading) == (422, "Confirm your email address")
    assert WRONG in page.errors[0]
    assert "ExpiredCodeException" in [getattr(line, "reason", "") for line in caplog.records]


def test_doing_too_late(visitor: Visitor) -> None:
    prepare(visitor, "too_late")
    visitor.sign_up(EMAIL)
    put_clock_ahead(visitor, 4 * MINUTE)
    page = visitor.confirm(visitor.newest_code(EMAIL))
    assert page.location == "/sign-in"
    assert "Your account is ready" in visitor.follow(page).notices[0]
    assert statuses(visitor) == {EMAIL: "CONFIRMED"}


def test_doing_second_press(visitor: Visitor) -> None:
    prepare(visitor, "second_press")
    pages = [visitor.sign_up(EMAIL) for _ in range(2)]
    assert [page.location for page in pages] == ["/confirm-sign-up"] * 2
    assert statuses(visitor) == {EMAIL: "UNCONFIRMED"}
    assert len(visitor.messages(EMAIL)) == 1


def test_doing_taken_address(new_visitor: Callable[[], Visitor]) -> None:
    visitor, other = new_visitor(), new_visitor()
    prepare(visitor, "taken_address")
    before = visitor.messages(TAKEN)
    page = visitor.follow(visitor.sign_up(TAKEN))
    new = other.follow(other.sign_up(EMAIL))
    assert page.text.replace(TAKEN, EMAIL) == new.text
    assert len(visitor.messages(TAKEN)) == len(before) + 1
    owner = new_visitor()
    owner.reset_password(TAKEN)
    assert owner.set_password(owner.newest_code(TAKEN), NEW_PASSWORD).location == AFTER_SIGN_IN_URL


def test_doing_unconfirmed_address(visitor: Visitor) -> None:
    prepare(visitor, "unconfirmed_address")
    assert statuses(visitor) == {TAKEN: "CONFIRMED", UNCONFIRMED: "UNCONFIRMED"}
    visitor.sign_up(UNCONFIRMED)
    page = visitor.confirm(visitor.newest_code(UNCONFIRMED))
    assert page.location == "/confirm-reset-password"
    assert statuses(visitor)[UNCONFIRMED] == "CONFIRMED"
    visitor.set_password(visitor.newest_code(UNCONFIRMED), NEW_PASSWORD)
    assert visitor.sign_in(UNCONFIRMED, NEW_PASSWORD).location == AFTER_SIGN_IN_URL


def test_doing_no_mail(visitor: Visitor) -> None:
    prepare(visitor, "no_mail")
    page = visitor.follow(visitor.sign_up(EMAIL))
    assert page.notices == []
    assert statuses(visitor) == {EMAIL: "UNCONFIRMED"}
    assert visitor.messages(EMAIL) == []


def refused_once(visitor: Visitor, name: str) -> None:
    prepare(visitor, name)
    page = visitor.sign_up(EMAIL)
    assert (page.status, page.value("email")) == (503, EMAIL)
    assert page.response.headers["Retry-After"]
    assert statuses(visitor) == {}
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"


def test_doing_busy_pool(visitor: Visitor) -> None:
    refused_once(visitor, "busy_pool")


def test_doing_unreachable_pool(visitor: Visitor) -> None:
    refused_once(visitor, "unreachable_pool")


def test_doing_stricter_pool(visitor: Visitor) -> None:
    prepare(visitor, "stricter_pool")
    page = visitor.sign_up(EMAIL)
    assert page.status == 422
    assert page.errors == ["That password can't be used here. Choose a different one."]


def test_doing_link(visitor: Visitor) -> None:
    prepare(visitor, "link")
    assert visitor.sign_up(EMAIL).location == "/auto-sign-in"
    token = str(visitor.messages(EMAIL)[0]["link"]).partition("token=")[2]
    visitor.post_raw("/confirmUser", {"token": token})
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_doing_no_code(visitor: Visitor) -> None:
    prepare(visitor, "no_code")
    assert visitor.sign_up(EMAIL).location == "/auto-sign-in"
    assert visitor.messages(EMAIL) == []
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_doing_no_session(visitor: Visitor, app: Flask) -> None:
    auth = app.extensions["demo"].scenarios["no-user-auth"]
    answers: list[str] = []
    auth.client.get().meta.events.register(
        "after-call.cognito-idp.*", lambda parsed, **_: answers.append(" ".join(parsed))
    )
    prepare(visitor, "no_session")
    visitor.sign_up(EMAIL)
    assert confirmed_and_signed_in(visitor, visitor.newest_code(EMAIL))
    assert not any("Session" in answer for answer in answers[:2])
    assert PASSWORD not in str(answers)


def test_doing_phone(visitor: Visitor) -> None:
    prepare(visitor, "phone")
    fields = {"phone_number": "07700 900125", "country_code": "GB", "password": PASSWORD}
    assert visitor.post("/sign-up", fields).location == "/confirm-sign-up"
    (message,) = visitor.messages("+447700900125")
    assert message["medium"] == "SMS"
    assert statuses(visitor) == {"+447700900125": "UNCONFIRMED"}
    assert confirmed_and_signed_in(visitor, message["code"])


def test_doing_without_password(visitor: Visitor) -> None:
    prepare(visitor, "without_password")
    visitor.post("/sign-up", {"email": EMAIL})
    assert confirmed_and_signed_in(visitor, visitor.newest_code(EMAIL))
    visitor.sign_out()
    assert visitor.post("/sign-in", {"email": EMAIL}).location == "/confirm-sign-in"
    fields = {"confirmation_code": visitor.newest_code(EMAIL)}
    assert visitor.post("/confirm-sign-in", fields).location == AFTER_SIGN_IN_URL


def test_doing_passkey(visitor: Visitor) -> None:
    prepare(visitor, "passkey")
    visitor.post("/sign-up", {"email": EMAIL, "first_factor": "EMAIL_OTP"})
    assert confirmed_and_signed_in(visitor, visitor.newest_code(EMAIL))
    assert names(visitor.follow(add_passkey(visitor))) == ["Passkey 1"]


def test_doing_invited(visitor: Visitor) -> None:
    prepare(visitor, "invited")
    address = "invited@example.com"
    assert statuses(visitor) == {address: "FORCE_CHANGE_PASSWORD"}
    assert visitor.sign_in(address, visitor.newest_code(address)).location == "/confirm-sign-in"
    fields = {"new_password": NEW_PASSWORD, "name": "Ada Lovelace"}
    assert visitor.post("/confirm-sign-in", fields).location == AFTER_SIGN_IN_URL
    assert statuses(visitor) == {address: "CONFIRMED"}


def test_doing_authenticator_app(visitor: Visitor, clock: Clock) -> None:
    prepare(visitor, "authenticator_app")
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    authenticator = AuthenticatorApp.of(visitor.follow(visitor.auto_sign_in()), clock)
    fields = {"confirmation_code": authenticator.code()}
    assert visitor.post("/confirm-sign-in", fields).location == AFTER_SIGN_IN_URL
    visitor.sign_out()
    assert visitor.follow(visitor.sign_in(EMAIL)).heading == "Enter the code from your app"
