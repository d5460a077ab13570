"""Sign-in, password reset, and sign-ups that were interrupted or repeated."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask

from signup.messages.flashes import SEND_AGAIN
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor
from tests.web.signed_in import EMAIL

OTHER = "grace@example.com"
COOKIE = "sign-up-session"
NOT_RIGHT = "Incorrect email address or password. Try again, or reset your password."
WAIT = (
    "Incorrect email address or password. If you're sure they're right, wait 15 minutes and try "
    "again."
)


def test_sign_in_with_the_password(visitor: Visitor, account: str) -> None:
    signed_in = visitor.sign_in(account)
    assert (signed_in.status, signed_in.location) == (303, AFTER_SIGN_IN_URL)
    assert account in visitor.account_after(signed_in).text
    assert visitor.get("/sign-in").location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("7.2.4")
@pytest.mark.parametrize("way", ["password", "after sign-up", "new password"])
def test_every_way_in_ends_the_session_before_it(
    app: Flask, visitor: Visitor, account: str, way: str
) -> None:
    """Whoever knew the id before, such as somebody who planted it, is not signed in by it."""
    if way == "password":
        visitor.get("/sign-in")
    elif way == "after sign-up":
        visitor.sign_up(OTHER)
        visitor.confirm(visitor.newest_code(OTHER))
    else:
        visitor.reset_password(account)
    before = visitor.client.get_cookie(COOKIE)
    assert before
    if way == "password":
        page = visitor.sign_in(account)
    elif way == "after sign-up":
        page = visitor.auto_sign_in()
    else:
        page = visitor.set_password(visitor.newest_code(account), "Another-horse-8")
    assert page.location == AFTER_SIGN_IN_URL
    after = visitor.client.get_cookie(COOKIE)
    assert after
    assert before.value != after.value
    other = Visitor(app)
    other.client.set_cookie(COOKIE, before.value)
    assert other.get("/account").location == "/sign-in"
    assert other.get("/confirm-sign-up").location == "/sign-up", "nothing of it is left"
    assert visitor.get("/account").status == 200


def test_sign_in_in_any_case(visitor: Visitor, account: str) -> None:
    assert visitor.sign_in(f" {account.upper()} ").location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "Wrong-password-1"), ("nobody@example.com", PASSWORD), ("nobody@nowhere", PASSWORD)],
)
def test_a_wrong_name_and_a_wrong_password_read_alike(
    visitor: Visitor, account: str, email: str, password: str
) -> None:
    assert account == EMAIL
    page = visitor.sign_in(email, password)
    assert (page.status, page.errors, page.value("email")) == (422, [NOT_RIGHT], email)


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_from_the_fifth_time_on_it_says_that_waiting_helps(
    visitor: Visitor, account: str, clock: Clock, email: str
) -> None:
    """After five wrong passwords the pool refuses the right one as well."""
    assert account == EMAIL
    wrong = "Wrong-password-1"
    for _ in range(4):
        assert visitor.sign_in(email, wrong).errors == [NOT_RIGHT]
    assert visitor.sign_in(email, wrong).errors == [WAIT]
    clock.advance(15 * 60 - 1)
    assert visitor.sign_in(email, wrong).errors == [WAIT]
    clock.advance(15 * 60)
    assert visitor.sign_in(email, wrong).errors == [NOT_RIGHT]


def test_another_login_is_counted_by_itself(visitor: Visitor) -> None:
    for _ in range(4):
        visitor.sign_in(EMAIL, "Wrong-password-1")
    assert visitor.sign_in("other@example.com", "Wrong-password-1").errors == [NOT_RIGHT]


def test_an_empty_sign_in_says_what_to_enter(visitor: Visitor) -> None:
    assert visitor.sign_in("", "").errors == ["Enter your email address", "Enter your password"]


def test_somebody_unconfirmed_is_taken_to_a_fresh_code_and_then_in(
    new_visitor: Callable[[], Visitor],
) -> None:
    new_visitor().sign_up(EMAIL)
    tomorrow = new_visitor()
    signed_in = tomorrow.sign_in(EMAIL)
    assert signed_in.location == "/confirm-sign-up"
    page = tomorrow.follow(signed_in)
    assert page.notices == ["Confirm your account to finish signing in."]
    confirmed = tomorrow.confirm(tomorrow.newest_code(EMAIL))
    assert confirmed.location == "/auto-sign-in"
    assert tomorrow.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_somebody_unconfirmed_learns_nothing_without_the_password(
    new_visitor: Callable[[], Visitor],
) -> None:
    new_visitor().sign_up(EMAIL)
    assert new_visitor().sign_in(EMAIL, "Wrong-password-1").errors == [NOT_RIGHT]


@pytest.mark.asvs("6.2.2")
def test_a_forgotten_password(visitor: Visitor, account: str) -> None:
    asked = visitor.reset_password(account)
    assert (asked.status, asked.location) == (303, "/confirm-reset-password")
    assert account in visitor.follow(asked).text
    assert visitor.set_password("000000", "A-newer-one-2").status == 422
    short = visitor.set_password(visitor.newest_code(account), "short")
    assert short.status == 422
    assert short.value("password") in {None, ""}
    done = visitor.set_password(visitor.newest_code(account), "A-newer-one-2")
    assert done.location == AFTER_SIGN_IN_URL
    visitor.sign_out()
    assert visitor.sign_in(account).errors == [NOT_RIGHT]
    assert visitor.sign_in(account, "A-newer-one-2").location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.3.8")
def test_a_forgotten_password_of_nobody_reads_alike(visitor: Visitor) -> None:
    asked = visitor.reset_password("nobody@example.com")
    assert (asked.status, asked.location) == (303, "/confirm-reset-password")
    assert visitor.set_password("000000", "A-newer-one-2").status == 422
    assert visitor.messages("nobody@example.com") == []


def test_a_forgotten_password_of_an_unconfirmed_account(
    new_visitor: Callable[[], Visitor],
) -> None:
    new_visitor().sign_up(EMAIL)
    visitor = new_visitor()
    visitor.reset_password(EMAIL)
    confirmed = visitor.confirm(visitor.newest_code(EMAIL))
    assert confirmed.location == "/confirm-reset-password"
    assert (
        visitor.set_password(visitor.newest_code(EMAIL), "A-newer-one-2").location
        == AFTER_SIGN_IN_URL
    )


def test_a_wrong_address_is_corrected_and_everything_else_kept(visitor: Visitor) -> None:
    visitor.sign_up("ada@exmaple.com")
    page = visitor.get("/sign-up")
    assert page.value("email") == "ada@exmaple.com"
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert EMAIL in visitor.get("/confirm-sign-up").text
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"


def test_reload_and_a_second_tab_show_the_same_page(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    first, second = visitor.get("/confirm-sign-up"), visitor.get("/confirm-sign-up")
    assert first.heading == second.heading == "Confirm your email address"
    assert len(visitor.messages(EMAIL)) == 1


def test_back_and_send_again_is_the_same_sign_up(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert len(visitor.messages(EMAIL)) == 1
    assert visitor.confirm(code).location == "/auto-sign-in"


def test_a_second_press_before_the_first_has_answered(app: Flask) -> None:
    """The pool is asked once, though the first answer is not there yet."""
    visitor = Visitor(app)
    token = visitor.csrf_token("/sign-up")
    fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    other_tab = Visitor(app)
    cookie = visitor.client.get_cookie("sign-up-session")
    assert cookie
    other_tab.client.set_cookie("sign-up-session", cookie.value)
    begun = Event()
    auth = app.extensions["signup"].auth

    def wait_for_the_second(**_: object) -> None:
        begun.set()
        assert read.wait(10)

    read = Event()
    app.before_request_funcs.setdefault(None, []).append(
        lambda: read.set() if begun.is_set() else None
    )
    events = auth.client.get().meta.events
    events.register_first("before-send.cognito-idp.SignUp", wait_for_the_second)
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(visitor.post_raw, "/sign-up", fields)
        assert begun.wait(10)
        second = other_tab.post_raw("/sign-up", fields)
    assert first.result().location == second.location == "/confirm-sign-up"
    assert len(visitor.messages(EMAIL)) == 1
    confirmed = visitor.confirm(visitor.newest_code(EMAIL))
    assert confirmed.location == "/auto-sign-in"


@pytest.mark.asvs("2.2.3")
@pytest.mark.parametrize("account_is_made", [True, False])
def test_a_worker_that_dies_in_a_sign_up_strands_nobody(
    app: Flask,
    visitor: Visitor,
    clock: Clock,
    account_is_made: bool,
) -> None:
    def die(**_: object) -> None:
        raise SystemExit

    event = f"{'after-call' if account_is_made else 'before-send'}.cognito-idp.SignUp"
    events = app.extensions["signup"].auth.client.get().meta.events
    events.register_first(event, die)
    with pytest.raises(SystemExit):
        visitor.sign_up(EMAIL)
    events.unregister(event, die)

    assert visitor.get("/confirm-sign-up").status == 200
    clock.advance(30)
    if account_is_made:
        assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/sign-up/done"
        return
    for step in (visitor.resend, lambda: visitor.confirm("000000")):
        form = visitor.follow(step())
        assert form.notices == [SEND_AGAIN]
        assert form.value("email") == EMAIL
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"


def test_the_same_address_with_another_password_is_another_sign_up(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    visitor.sign_up(EMAIL, "Changed-my-mind-8")
    confirmed = visitor.confirm(visitor.newest_code(EMAIL))
    assert confirmed.location == "/confirm-reset-password"


@pytest.mark.asvs("6.6.2")
def test_the_code_of_another_sign_up_does_not_fit(new_visitor: Callable[[], Visitor]) -> None:
    ada, grace = new_visitor(), new_visitor()
    ada.sign_up(EMAIL)
    grace.sign_up(OTHER)
    if ada.newest_code(EMAIL) != grace.newest_code(OTHER):  # one in a million
        assert ada.confirm(grace.newest_code(OTHER)).status == 422


@pytest.mark.asvs("8.2.2")
def test_a_posted_name_changes_nothing(new_visitor: Callable[[], Visitor]) -> None:
    ada, grace = new_visitor(), new_visitor()
    grace.sign_up(OTHER)
    ada.sign_up(EMAIL)
    code = grace.newest_code(OTHER)
    fields = {"confirmation_code": code, "username": OTHER, "email": OTHER}
    if code != ada.newest_code(EMAIL):
        assert ada.post("/confirm-sign-up", fields).status == 422


def test_the_confirm_page_after_confirming_leads_on(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    assert visitor.get("/confirm-sign-up").location == "/auto-sign-in"
    visitor.auto_sign_in()
    assert visitor.get("/confirm-sign-up").location == AFTER_SIGN_IN_URL
    assert visitor.get("/auto-sign-in").location == AFTER_SIGN_IN_URL


def test_auto_sign_in_that_comes_too_late(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    clock.advance(3 * 60)
    late = visitor.auto_sign_in()
    assert late.location == "/sign-in"
    assert visitor.follow(late).value("email") == EMAIL


@pytest.mark.asvs("7.4.4")
def test_signing_out_is_on_the_page(visitor: Visitor, account: str) -> None:
    visitor.sign_in(account)
    assert "Sign out" in visitor.get("/account").text
    assert visitor.sign_out().location == "/sign-in"
    assert visitor.get("/account").location == "/sign-in"
