"""Second steps at sign-in: codes by message, and the choice among all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import AuthError, NetworkError, SignInStep
from signup.observability.events import keyed_hash
from tests.authenticator_app import AuthenticatorApp
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.second_steps import EMAIL, OVER, answer, other_than, with_second_factors

NUMBER = "+447700900125"
WRONG_CODE = "That code isn't right or has expired. Enter the newest code, or get a new one."
PHONE_LOGIN = {
    "username_attributes": ["phone_number"],
    "user_verification_types": ["phone_number"],
    "standard_required_attributes": ["phone_number"],
}


@pytest.fixture
def account(visitor_of: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Return a maker of people with an account, who have signed in to a pool with these factors."""
    return partial(with_second_factors, visitor_of)


@pytest.fixture
def person_without_email(visitor_of: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """Return a maker of people with a phone number alone, who have the factors still to set up."""

    def make(*methods: str) -> Visitor:
        visitor = visitor_of(
            PHONE_LOGIN | {"mfa_configuration": "REQUIRED", "mfa_methods": list(methods)}
        )
        fields = {"phone_number": "07700 900125", "country_code": "GB", "password": PASSWORD}
        visitor.post("/sign-up", fields)
        visitor.confirm(visitor.newest_code(NUMBER))
        visitor.client.delete_cookie("sign-up-session")
        fields = {"phone_number": NUMBER, "country_code": "GB", "password": PASSWORD}
        assert visitor.post("/sign-in", fields).location == "/confirm-sign-in"
        return visitor

    return make


def choose(visitor: Visitor, choice: str) -> Page:
    return visitor.post("/confirm-sign-in", {"choice": choice})


def resend(visitor: Visitor) -> Page:
    return visitor.post("/resend-sign-in-code", page="/confirm-sign-in")


def options(page: Page) -> dict[str, bool]:
    """Return the values to choose from, and which is selected."""
    inputs = [attributes_of(node) for node in page.document.query('[name="choice"]')]
    return {found["value"]: "checked" in found for found in inputs}


@dataclass
class Refusing:
    """A pool that refuses one answer."""

    monkeypatch: pytest.MonkeyPatch

    def __call__(self, visitor: Visitor, error: AuthError, fields: dict[str, str]) -> Page:
        def refuse(*_args: object, **_kwargs: object) -> None:
            raise error

        with self.monkeypatch.context() as patch:
            patch.setattr(amplify_auth, "confirm_sign_in", refuse)
            return visitor.post("/confirm-sign-in", fields)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    return Refusing(monkeypatch)


# Codes by message


def test_a_code_by_mail_with_help_and_a_cooldown(
    account: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = account("EMAIL")
    page = visitor.get("/confirm-sign-in")
    assert page.heading == "Enter your sign-in code"
    assert "We emailed a code to a***@e*** ." in page.text
    assert "Didn't get a code?" in page.text
    first = visitor.newest_code(EMAIL)
    assert "You can send a new code in 30 seconds." in page.text
    early = visitor.follow(resend(visitor))
    assert early.notices == ["You can send a new code in 30 seconds."]
    assert visitor.newest_code(EMAIL) == first
    clock.advance(30)
    sent = visitor.follow(resend(visitor))
    assert sent.notices == ["We're sending a new code. Earlier codes no longer work."]
    second = visitor.newest_code(EMAIL)
    if first != second:  # one in a million
        assert answer(visitor, first).errors == [WRONG_CODE]
    assert answer(visitor, second).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.6.3")
def test_three_wrong_codes_end_the_sign_in(account: Callable[..., Visitor]) -> None:
    visitor = account("EMAIL")
    wrong = other_than(visitor.newest_code(EMAIL))
    assert [answer(visitor, wrong).errors for _ in range(3)] == [[WRONG_CODE]] * 3
    page = visitor.follow(answer(visitor, visitor.newest_code(EMAIL)))
    assert (page.heading, page.notices) == ("Sign in", [OVER])


def test_a_code_cannot_be_sent_again_once_the_password_is_forgotten(
    account: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = account("EMAIL")
    clock.advance(3 * 60)
    page = visitor.follow(resend(visitor))
    assert (page.heading, page.notices, page.value("email")) == ("Sign in", [OVER], EMAIL)


def test_a_code_that_cannot_be_sent_again_is_an_outage(
    account: Callable[..., Visitor], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = account("EMAIL")
    clock.advance(30)

    def fail(*_args: object, **_kwargs: object) -> None:
        raise NetworkError

    with monkeypatch.context() as patch:
        patch.setattr(amplify_auth, "sign_in", fail)
        page = resend(visitor)
    assert (page.status, page.heading) == (503, "Enter your sign-in code")
    assert answer(visitor, visitor.newest_code(EMAIL)).location == AFTER_SIGN_IN_URL


def test_a_sign_in_without_a_password_has_no_code_to_send_again(
    visitor_of: Callable[..., Visitor],
) -> None:
    visitor = visitor_of({"mfa_configuration": "REQUIRED", "mfa_methods": ["EMAIL"]})
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    page = visitor.follow(visitor.auto_sign_in())
    assert page.heading == "Enter your sign-in code"
    assert "Send a new code" not in page.text
    assert "Back to sign in" in page.text


@pytest.mark.parametrize("path", ["/confirm-sign-in", "/resend-sign-in-code"])
def test_without_a_sign_in_there_is_nothing_to_answer(visitor: Visitor, path: str) -> None:
    token = visitor.csrf_token("/sign-in")
    assert visitor.post_raw(path, {"csrf_token": token}).location == "/sign-in"


def test_a_code_by_text_message(visitor_of: Callable[..., Visitor], clock: Clock) -> None:
    visitor = visitor_of(PHONE_LOGIN | {"mfa_configuration": "REQUIRED", "mfa_methods": ["SMS"]})
    fields = {"phone_number": "07700 900125", "country_code": "GB", "password": PASSWORD}
    visitor.post("/sign-up", fields)
    visitor.confirm(visitor.newest_code(NUMBER))
    visitor.client.delete_cookie("sign-up-session")
    fields = {"phone_number": NUMBER, "country_code": "GB", "password": PASSWORD}
    page = visitor.follow(visitor.post("/sign-in", fields))
    assert "We texted a code to +********0125 ." in page.text
    assert "make sure the phone number above is right" in page.text.casefold()
    clock.advance(30)
    assert resend(visitor).location == "/confirm-sign-in"
    assert answer(visitor, visitor.newest_code(NUMBER)).location == AFTER_SIGN_IN_URL


# Choices


def test_the_second_step_is_chosen_among_those_that_the_account_has(
    account: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = account("TOTP", "EMAIL")
    answer(visitor, visitor.newest_code(EMAIL))
    app = app_of_account(visitor.client.application, clock)
    visitor.sign_out()
    clock.advance(60)
    page = visitor.follow(visitor.sign_in(EMAIL))
    assert page.heading == "Confirm it's you"
    assert options(page) == {"EMAIL": True, "TOTP": False}
    assert choose(visitor, "SMS").errors == ["Choose an option"]
    assert choose(visitor, "EMAIL").location == "/confirm-sign-in"
    clock.advance(30)
    assert visitor.follow(resend(visitor)).heading == "Enter your sign-in code"
    assert answer(visitor, visitor.newest_code(EMAIL)).location == AFTER_SIGN_IN_URL
    visitor.sign_out()

    visitor.sign_in(EMAIL)
    assert choose(visitor, "TOTP").location == "/confirm-sign-in"
    assert answer(visitor, app.code()).location == AFTER_SIGN_IN_URL


def app_of_account(flask: Flask, clock: Clock) -> AuthenticatorApp:
    """Set an authenticator app up for the account, as its owner does when signed in."""
    auth = flask.extensions["signup"].auth
    output = amplify_auth.sign_in(auth, username=EMAIL, password=PASSWORD)
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE
    assert output.next_step.challenge
    code = Visitor(flask).newest_code(EMAIL)
    output = amplify_auth.confirm_sign_in(auth, output.next_step.challenge, challenge_response=code)
    assert output.tokens
    app = AuthenticatorApp(amplify_auth.set_up_totp(auth, output.tokens).shared_secret, clock)
    amplify_auth.verify_totp_setup(auth, output.tokens, code=app.code())
    return app


def test_what_to_set_up_is_chosen_and_set_up(
    person_without_email: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = person_without_email("TOTP", "EMAIL")
    page = visitor.get("/confirm-sign-in")
    assert page.heading == "Add a second step"
    assert options(page) == {"TOTP": True, "EMAIL": False}
    assert choose(visitor, "").errors == ["Choose an option"]
    assert choose(visitor, "TOTP").location == "/confirm-sign-in"
    app = AuthenticatorApp.of(visitor.get("/confirm-sign-in"), clock)
    assert answer(visitor, app.code()).location == AFTER_SIGN_IN_URL


def test_an_address_is_added_for_codes(
    person_without_email: Callable[..., Visitor], clock: Clock
) -> None:
    visitor = person_without_email("TOTP", "EMAIL")
    page = visitor.follow(choose(visitor, "EMAIL"))
    assert page.heading == "Add an email address for codes"
    fields = {"email": "nobody"}
    wrong = visitor.post("/confirm-sign-in", fields)
    assert wrong.errors == ["Enter an email address like name@example.com"]
    assert wrong.value("email") == "nobody"
    page = visitor.follow(visitor.post("/confirm-sign-in", {"email": EMAIL}))
    assert page.heading == "Enter your sign-in code"
    clock.advance(30)
    assert visitor.follow(resend(visitor)).heading == "Enter your sign-in code"
    done = answer(visitor, visitor.newest_code(EMAIL))
    assert done.location == AFTER_SIGN_IN_URL
    assert "You'll now get a code by email when you sign in." in visitor.account_after(done).notices


def test_an_address_is_the_only_one_to_set_up(
    person_without_email: Callable[..., Visitor],
) -> None:
    visitor = person_without_email("EMAIL")
    assert visitor.get("/confirm-sign-in").heading == "Add an email address for codes"
    assert visitor.post("/confirm-sign-in", {"email": EMAIL}).location == "/confirm-sign-in"
    assert answer(visitor, visitor.newest_code(EMAIL)).location == AFTER_SIGN_IN_URL


@pytest.fixture
def by_number(visitor_of: Callable[..., Visitor]) -> Callable[[str], Visitor]:
    """Return a maker of people who signed up by number, in a pool that takes addresses as well.

    `taken@example.com` belongs to another account.
    """
    pool = {
        "username_attributes": ["email", "phone_number"],
        "user_verification_types": ["email", "phone_number"],
        "standard_required_attributes": [],
        "mfa_configuration": "REQUIRED",
        "mfa_methods": ["EMAIL"],
    }
    owner = visitor_of(pool)
    owner.sign_up("taken@example.com")
    owner.confirm(owner.newest_code("taken@example.com"))

    def make(number: str) -> Visitor:
        visitor = Visitor(owner.client.application)
        fields = {"phone_number": number, "country_code": "GB", "password": PASSWORD}
        visitor.post("/sign-up", fields)
        visitor.confirm(visitor.newest_code(number))
        visitor.client.delete_cookie("sign-up-session")
        fields = {"username": number, "country_code": "GB", "password": PASSWORD}
        page = visitor.follow(visitor.post("/sign-in", fields))
        assert page.heading == "Add an email address for codes"
        return visitor

    return make


@pytest.mark.asvs("6.3.8")
def test_an_address_of_somebody_else_reads_as_a_free_one(
    by_number: Callable[[str], Visitor], clock: Clock
) -> None:
    free, taken = by_number("+447700900125"), by_number("+447700900126")

    def alike(one: Page, other: Page) -> Page:
        assert (one.status, one.location) == (other.status, other.location)
        assert one.location or one.text == other.text
        return other

    one = free.post("/confirm-sign-in", {"email": "tanya@example.com"})
    other = taken.post("/confirm-sign-in", {"email": "taken@example.com"})
    alike(one, other)
    page = alike(free.get("/confirm-sign-in"), taken.get("/confirm-sign-in"))
    assert "t***@e***" in page.text
    assert alike(answer(free, "000000"), answer(taken, "000000")).errors == [WRONG_CODE]
    clock.advance(30)
    alike(resend(free), resend(taken))
    alike(free.get("/confirm-sign-in"), taken.get("/confirm-sign-in"))
    for _ in range(3):
        assert alike(answer(free, "000000"), answer(taken, "000000")).errors == [WRONG_CODE]
    over = alike(answer(free, "000000"), answer(taken, "000000"))
    assert over.location == "/sign-in"
    assert taken.follow(over).notices == [OVER]
    assert len(taken.messages("tanya@example.com")) == 2
    owner_s = [message["subject"] for message in taken.messages("taken@example.com")]
    assert owner_s == ["Confirm your email address for Amplify on Flask"]


@pytest.mark.asvs("16.3.3")
def test_an_address_of_somebody_else_is_logged(
    by_number: Callable[[str], Visitor], caplog: pytest.LogCaptureFixture
) -> None:
    visitor = by_number("+447700900126")
    with visitor.client.application.app_context():
        owner = keyed_hash("taken@example.com")
    caplog.clear()
    visitor.post("/confirm-sign-in", {"email": "taken@example.com"})
    for _ in range(4):
        answer(visitor, "000000")
    lines = [vars(record) for record in caplog.records]
    events = [(str(line["event"]), line["reason"]) for line in lines]
    assert events[0] == ("user_exists", "address for codes")
    assert lines[0]["who"] == owner
    assert events[-1] == ("authn_login_fail", "too many wrong codes")


@pytest.mark.asvs("6.3.8")
def test_a_code_for_an_address_of_somebody_else_ends_as_any_other(
    by_number: Callable[[str], Visitor], clock: Clock
) -> None:
    free, taken = by_number("+447700900125"), by_number("+447700900126")
    free.post("/confirm-sign-in", {"email": "tanya@example.com"})
    taken.post("/confirm-sign-in", {"email": "taken@example.com"})
    clock.advance(15 * 60)
    for visitor in (free, taken):
        assert visitor.follow(answer(visitor, "000000")).notices == [OVER]


def test_an_address_that_the_pool_refuses_can_be_corrected(
    person_without_email: Callable[..., Visitor], refused: Refusing
) -> None:
    visitor = person_without_email("EMAIL")
    error = amplify_auth.InvalidParameterException("Invalid email address format.")
    page = refused(visitor, error, {"email": EMAIL})
    message = "Enter an email address like name@example.com"
    assert (page.status, page.errors) == (422, [message])
    assert visitor.post("/confirm-sign-in", {"email": EMAIL}).location == "/confirm-sign-in"


def test_a_choice_that_the_pool_refuses_is_an_outage(
    person_without_email: Callable[..., Visitor], refused: Refusing
) -> None:
    visitor = person_without_email("TOTP", "EMAIL")
    page = refused(visitor, amplify_auth.InvalidParameterException(), {"choice": "EMAIL"})
    assert (page.status, page.heading) == (503, "Add a second step")


@pytest.mark.slow
@pytest.mark.parametrize("step", [*SignInStep])
def test_no_step_ends_in_a_crash(account: Callable[..., Visitor], step: SignInStep) -> None:
    """Whatever is pending, the page has a form for it, or says that it has none."""
    visitor = account("EMAIL")
    with visitor.client.session_transaction() as session:
        session["sign_in"] = {**session["sign_in"], "step": str(step)}
    assert visitor.get("/confirm-sign-in").status == 200
