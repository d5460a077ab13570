"""Sign-up from the form to the account."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from flask import Flask

from amplify_auth import AuthFlowType, SignInOptions, sign_in
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, Visitor

EMAIL = "ada@example.com"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_from_the_form_to_the_account(visitor: Visitor) -> None:
    assert visitor.get("/").location == "/sign-up"

    signed_up = visitor.sign_up(EMAIL)
    assert (signed_up.status, signed_up.location) == (303, "/confirm-sign-up")
    assert EMAIL in visitor.follow(signed_up).text

    confirmed = visitor.confirm(visitor.newest_code(EMAIL))
    assert (confirmed.status, confirmed.location) == (303, "/auto-sign-in")
    assert visitor.follow(confirmed).heading == "Your account is ready"

    signed_in = visitor.auto_sign_in()
    assert (signed_in.status, signed_in.location) == (303, AFTER_SIGN_IN_URL)
    account = visitor.account_after(signed_in)
    assert account.heading == "Your account"
    assert EMAIL in account.text
    assert visitor.get("/").location == "/account"

    signed_out = visitor.sign_out()
    assert visitor.follow(signed_out).notices == ["You're signed out."]
    assert visitor.get("/account").status == 303


def test_without_auto_sign_in_the_journey_ends_at_done(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(AUTO_SIGN_IN="false"))
    visitor.sign_up(EMAIL)
    confirmed = visitor.confirm(visitor.newest_code(EMAIL))
    assert confirmed.location == "/sign-up/done"
    assert visitor.follow(confirmed).heading == "You can now sign in"
    assert visitor.get("/auto-sign-in").location == "/sign-up"


@pytest.mark.parametrize(
    ("auto_sign_in", "location"), [("true", "/auto-sign-in"), ("false", "/sign-up/done")]
)
def test_an_auto_confirmed_account_skips_the_code(
    make_app: Callable[..., Flask], auto_sign_in: str, location: str
) -> None:
    visitor = Visitor(make_app(AUTO_SIGN_IN=auto_sign_in))
    visitor.choose("auto-confirm")
    signed_up = visitor.sign_up(EMAIL)
    assert (signed_up.status, signed_up.location) == (303, location)
    if auto_sign_in == "true":
        assert visitor.account_after(visitor.auto_sign_in()).heading == "Your account"


def test_a_wrong_code_can_be_tried_again(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    refused = visitor.confirm(wrong(code))
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    assert refused.errors == [
        ("That code isn't right or has expired. Enter the newest code, or get a new one.")
    ]
    assert visitor.confirm(code).location == "/auto-sign-in"


@pytest.mark.parametrize(
    "written",
    [
        "{0}{1}{2} {3}{4}{5}",
        " {0}{1}{2}-{3}{4}{5} ",
        "{0}{1}{2}\u2013{3}{4}{5}",
        "{0} {1} {2} {3} {4} {5}",
        "{0}{1}{2}\u00a0{3}{4}{5}",
        "\u200b{0}{1}{2}{3}{4}{5}",
    ],
)
def test_a_code_may_be_written_as_people_write_it(visitor: Visitor, written: str) -> None:
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    assert visitor.confirm(written.format(*code)).location == "/auto-sign-in"


def test_a_code_may_have_full_width_digits(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    assert visitor.confirm("".join(chr(ord(c) + 0xFEE0) for c in code)).location == "/auto-sign-in"


def test_a_new_code_kills_the_old_one(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    first = visitor.newest_code(EMAIL)
    clock.advance(30)
    resent = visitor.resend()
    assert (resent.status, resent.location) == (303, "/confirm-sign-up")
    assert visitor.follow(resent).notices == [
        ("We're sending a new code. Earlier codes no longer work.")
    ]
    second = visitor.newest_code(EMAIL)
    if first != second:  # one in a million
        assert visitor.confirm(first).status == 422
    assert visitor.confirm(second).location == "/auto-sign-in"


def test_a_new_code_has_to_wait_a_little(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    clock.advance(29)
    assert visitor.follow(visitor.resend()).notices == ["You can send a new code in 1 second."]
    assert len(visitor.messages(EMAIL)) == 1
    clock.advance(1)
    assert visitor.follow(visitor.resend()).notices == [
        "We're sending a new code. Earlier codes no longer work."
    ]
    assert len(visitor.messages(EMAIL)) == 2


def test_after_a_day_the_sign_up_starts_again(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    clock.advance(24 * 60 * 60)
    assert visitor.confirm(code).location == "/sign-up"


def test_auto_sign_in_comes_too_late(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    clock.advance(3 * 60 + 1)
    confirmed = visitor.confirm(visitor.newest_code(EMAIL))
    assert confirmed.location == "/sign-in"
    page = visitor.follow(confirmed)
    assert page.notices == ["Your account is ready. Sign in to continue."]
    assert page.value("email") == EMAIL
    assert visitor.sign_in(EMAIL).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("3.5.3")
def test_looking_changes_nothing(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    for _ in range(3):
        assert visitor.get("/auto-sign-in").status == 200
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.5.1")
def test_a_code_works_once(app: Flask) -> None:
    first, second = Visitor(app), Visitor(app)
    first.sign_up(EMAIL)
    code = first.newest_code(EMAIL)
    second.sign_up(EMAIL)
    code = first.newest_code(EMAIL)
    assert first.confirm(code).status == 303
    assert second.confirm(code).status == 422


@pytest.mark.asvs("2.3.1")
@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/confirm-sign-up", "/sign-up"),
        ("/auto-sign-in", "/sign-up"),
        ("/account", "/sign-in"),
        ("/confirm-sign-in", "/sign-in"),
        ("/confirm-reset-password", "/reset-password"),
    ],
)
def test_a_step_without_the_steps_before_it_leads_to_the_first(
    visitor: Visitor, path: str, first: str
) -> None:
    page = visitor.get(path)
    assert (page.status, page.location) == (303, first)


def test_an_address_is_one_account_in_any_case(new_visitor: Callable[[], Visitor]) -> None:
    new_visitor().sign_up(EMAIL)
    again = new_visitor()
    again.sign_up(EMAIL.upper())
    confirmed = again.confirm(again.newest_code(EMAIL))
    assert confirmed.location == "/confirm-reset-password"


LONG = "".join(sha256(bytes([number])).hexdigest() for number in range(4))
"""256 characters without a pattern that would make a password easy to guess."""


@pytest.mark.asvs("6.2.8")
@pytest.mark.parametrize("password", ["Two words 1!", "Ünïcode-Wörd-1!", f"{LONG[:252]}A1!é"])
def test_the_password_is_kept_exactly_as_typed(visitor: Visitor, password: str, app: Flask) -> None:
    visitor.sign_up(EMAIL, password)
    visitor.confirm(visitor.newest_code(EMAIL))
    flow = SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)
    auth = app.extensions["signup"].auth
    assert sign_in(auth, username=EMAIL, password=password, options=flow).is_signed_in


def test_whoever_goes_back_finds_what_was_typed(visitor: Visitor) -> None:
    """And not the empty form, which is the same for everybody."""
    visitor.sign_up(EMAIL)
    page = visitor.get("/sign-up")
    assert page.value("email") == EMAIL
    assert not page.value("password")
