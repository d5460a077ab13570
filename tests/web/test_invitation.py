"""A temporary password and its replacement, with whatever the account lacks."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import AuthError, NetworkError, SignInOutput
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, Page, Visitor
from user_pool import ServiceError

EMAIL = "invited@example.com"
NEW = "A-newer-one-2"
NOT_RIGHT = "Incorrect email address or password. Try again, or reset your password."
MAY_BE_SET = "Your password may have been changed. Try signing in with the new one."
OVER = "We couldn't finish signing you in. Sign in again."
DAY = 86_400


def invite(visitor: Visitor) -> str:
    """Invite somebody on the workbench, and return the temporary password."""
    page = visitor.post("/workbench/invitation", page="/workbench")
    assert visitor.follow(page).notices == [
        f"{EMAIL} is invited. The temporary password is in the outbox."
    ]
    return visitor.newest_code(EMAIL)


@pytest.fixture
def invited(visitor: Visitor) -> Visitor:
    """Return a visitor with a temporary password, in a pool that requires a name."""
    visitor.choose("invited")
    page = visitor.sign_in(EMAIL, invite(visitor))
    assert (page.status, page.location) == (303, "/confirm-sign-in")
    return visitor


def replace(visitor: Visitor, password: str = NEW, name: str = "Ada Lovelace") -> Page:
    return visitor.post("/confirm-sign-in", {"new_password": password, "name": name})


def test_an_invitation_says_where_to_sign_in_and_with_what(visitor: Visitor) -> None:
    visitor.choose("invited")
    password = invite(visitor)
    (message,) = visitor.messages(EMAIL)
    assert message["subject"] == "Your Amplify on Flask account"
    assert f"Temporary password: {password}" in message["body"]
    assert re.search(r"Sign in at http://\S+/sign-in with:\n\n" + EMAIL, message["body"])


def test_the_outbox_copies_a_password_as_one(invited: Visitor) -> None:
    labels = [
        node.to_text().strip() for node in invited.get("/outbox").document.query("[data-copy]")
    ]
    assert labels == ["Copy password"]


def test_the_page_asks_for_a_new_password_and_what_is_missing(invited: Visitor) -> None:
    page = invited.get("/confirm-sign-in")
    assert page.heading == "Replace your temporary password"
    assert "We also need a few more details." in page.text
    assert page.value("username") == EMAIL, "for password managers"
    assert page.document.query('[name="new_password"][autocomplete="new-password"]')
    assert page.document.query(".checklist li")
    assert page.document.query('[name="name"]')
    assert not page.document.query('[name="email"]')
    done = replace(invited)
    assert (done.status, done.location) == (303, AFTER_SIGN_IN_URL)
    assert EMAIL in invited.account_after(done).text
    invited.sign_out()
    assert invited.sign_in(EMAIL, NEW).location == AFTER_SIGN_IN_URL


def test_an_account_that_lacks_nothing_is_asked_for_the_password_only(visitor: Visitor) -> None:
    visitor.sign_in(EMAIL, invite(visitor))
    page = visitor.get("/confirm-sign-in")
    assert page.heading == "Replace your temporary password"
    assert "more details" not in page.text
    assert visitor.post("/confirm-sign-in", {"new_password": NEW}).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.2.1", "6.2.4", "6.2.11", "6.4.1")
@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("", "Enter a password"),
        ("Sh0rt-1", "Your password must have at least 8 characters"),
        ("Password-1", "That password is too common. Choose one that's harder to guess."),
        ("Invited-1", "Don't base your password on your email address or our name"),
    ],
)
def test_a_new_password_is_held_to_the_rules_of_sign_up(
    invited: Visitor, password: str, error: str
) -> None:
    page = replace(invited, password)
    assert (page.status, page.errors) == (422, [error])
    assert page.value("name") == "Ada Lovelace"
    assert not page.value("new_password")


def test_a_missing_attribute_is_asked_for_by_name(invited: Visitor) -> None:
    assert replace(invited, name="").errors == ["Enter your full name"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            amplify_auth.InvalidPasswordException("Password does not conform to policy"),
            "That password can't be used here. Choose a different one.",
        ),
        (
            amplify_auth.PasswordHistoryPolicyViolationException(),
            "Choose a password you haven't used here before",
        ),
        (
            amplify_auth.InvalidParameterException("name: String is longer than allowed"),
            "Check “Full name” and try again",
        ),
        (
            amplify_auth.AliasExistsException(),
            "We couldn't use some of these details. Check them and try again.",
        ),
        (
            NetworkError(),
            "The service is temporarily unavailable. Try again in a minute.",
        ),
    ],
)
def test_what_the_pool_refuses_is_said_and_can_be_corrected(
    invited: Visitor, monkeypatch: pytest.MonkeyPatch, error: AuthError, message: str
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(amplify_auth, "confirm_sign_in", refuse)
        assert replace(invited).errors == [message]
    assert replace(invited).location == AFTER_SIGN_IN_URL


@pytest.mark.slow
@pytest.mark.asvs("6.4.1")
def test_a_temporary_password_that_has_expired_reads_as_a_wrong_one(
    visitor: Visitor, clock: Clock
) -> None:
    visitor.choose("invited")
    password = invite(visitor)
    clock.advance(7 * DAY)
    assert visitor.sign_in(EMAIL, password).errors == [NOT_RIGHT]
    assert visitor.sign_in(EMAIL, invite(visitor)).location == "/confirm-sign-in"


def test_whoever_takes_too_long_signs_in_again(invited: Visitor, clock: Clock) -> None:
    clock.advance(15 * 60)
    page = invited.follow(replace(invited))
    assert (page.heading, page.notices) == ("Sign in", [OVER])
    assert page.value("email") == EMAIL


@pytest.mark.parametrize("stage", ["PostAuthentication", "PreTokenGeneration"])
@pytest.mark.parametrize(
    "name",
    [
        "UserLambdaValidationException",
        "UnexpectedLambdaException",
        "InvalidLambdaResponseException",
    ],
)
def test_a_trigger_that_fails_after_the_new_password(
    invited: Visitor, monkeypatch: pytest.MonkeyPatch, stage: str, name: str
) -> None:
    def fail(*_args: object) -> None:
        raise ServiceError(name, f"{stage} failed with error no.")

    with monkeypatch.context() as patch:
        patch.setattr("user_pool.sign_in.complete", fail)
        page = invited.follow(replace(invited))
    assert (page.heading, page.notices) == ("Sign in", [MAY_BE_SET])
    assert invited.sign_in(EMAIL, NEW).location == AFTER_SIGN_IN_URL


@pytest.fixture
def lost_once(invited: Visitor, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Return a visitor whose new password was set despite an outage on the page."""
    original = amplify_auth.confirm_sign_in

    def lose(*args: object, **kwargs: object) -> SignInOutput:
        original(*args, **kwargs)  # type: ignore[arg-type] # passed on
        raise NetworkError

    with monkeypatch.context() as patch:
        patch.setattr(amplify_auth, "confirm_sign_in", lose)
        page = replace(invited)
    assert (page.status, page.response.headers["Retry-After"]) == (503, "60")
    return invited


@pytest.mark.asvs("2.3.3")
def test_a_new_password_whose_answer_was_lost_signs_in_when_it_is_sent_again(
    lost_once: Visitor,
) -> None:
    assert replace(lost_once).location == AFTER_SIGN_IN_URL


def test_another_password_after_a_lost_answer_is_not_the_one_that_is_set(
    lost_once: Visitor,
) -> None:
    page = lost_once.follow(replace(lost_once, "Yet-another-3"))
    assert (page.heading, page.notices) == ("Sign in", [MAY_BE_SET])
    assert lost_once.sign_in(EMAIL, NEW).location == AFTER_SIGN_IN_URL


def test_an_attribute_that_no_form_asks_for_ends_on_a_page_that_says_so(
    invited: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signup.forms.sign_up_fields.STANDARD_ATTRIBUTES", {})
    page = invited.get("/confirm-sign-in")
    assert (page.status, page.heading) == (200, "You can't finish signing in here")


def test_a_new_password_may_be_followed_by_a_second_step(
    visitor_of: Callable[..., Visitor],
) -> None:
    visitor = visitor_of({"mfa_configuration": "REQUIRED", "mfa_methods": ["EMAIL"]})
    visitor.sign_in(EMAIL, invite(visitor))
    page = visitor.post("/confirm-sign-in", {"new_password": NEW})
    assert page.location == "/confirm-sign-in"
    assert visitor.follow(page).heading == "Enter your sign-in code"
    fields = {"confirmation_code": visitor.newest_code(EMAIL)}
    assert visitor.post("/confirm-sign-in", fields).location == AFTER_SIGN_IN_URL


def test_a_second_invitation_makes_the_first_password_useless(visitor: Visitor) -> None:
    visitor.choose("invited")
    first, second = invite(visitor), invite(visitor)
    assert visitor.sign_in(EMAIL, first).errors == [NOT_RIGHT]
    assert visitor.sign_in(EMAIL, second).location == "/confirm-sign-in"


@pytest.mark.asvs("6.3.8")
def test_an_invited_account_reads_as_any_other_without_its_password(
    app: Flask, visitor: Visitor
) -> None:
    visitor.choose("invited")
    invite(visitor)
    other = Visitor(app)
    other.choose("invited")
    for email in (EMAIL, "nobody@example.com"):
        assert other.sign_in(email, NEW).errors == [NOT_RIGHT]
        assert other.reset_password(email).location == "/confirm-reset-password"


@pytest.mark.asvs("2.3.3")
def test_a_second_press_meets_the_first(invited: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    original = amplify_auth.confirm_sign_in
    calls, asked, go_on = [], Event(), Event()

    def slow(*args: object, **kwargs: object) -> object:
        calls.append(kwargs["challenge_response"])
        asked.set()
        assert go_on.wait(30)
        return original(*args, **kwargs)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(amplify_auth, "confirm_sign_in", slow)
    fields = {
        **invited.hidden("/confirm-sign-in", "/confirm-sign-in"),
        "new_password": NEW,
        "name": "Ada Lovelace",
    }

    def press() -> str | None:
        return invited.client.post("/confirm-sign-in", data=fields).headers.get("Location")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(press)
        assert asked.wait(30)
        second = threads.submit(press)
        go_on.set()
        assert [first.result(30), second.result(30)] == ["/account", "/sign-in"]
    assert calls == [NEW]
    assert invited.get("/sign-in").location == "/account", "the browser is signed in"
