"""Accounts of every kind at sign-in, side by side with the login of nobody. OWASP ASVS 6.3.8."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from signup.web.honeypot import TRAP
from tests.doubles import Clock
from tests.pages import Page, Visitor
from tests.web.first_factor_accounts import Accounts, every_kind
from tests.web.test_account_states import Recorded
from tests.web.test_enumeration_protection import seen
from user_pool import ServiceError

Walk = Callable[[Visitor, str, Clock], Iterator[Page]]

CREDENTIAL = '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}'
CANNOT_SEND = ("CodeDeliveryFailureException", "LimitExceededException")


def what_is_seen(page: Page, login: str) -> tuple[object, ...]:
    """Return what a response shows; a passkey's challenge is another each time."""
    status, location, cookies, body, retry = seen(page, login)
    masked = re.sub(r"(challenge&#34;: ?&#34;)[\w-]{43}", r"\1CHALLENGE", str(body))
    return status, location, cookies, masked, retry


def begin(visitor: Visitor, login: str) -> Iterator[Page]:
    page = visitor.begin_sign_in(login)
    yield page
    yield visitor.follow(page)


def by_password(visitor: Visitor, login: str, _clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    page = visitor.choose_factor("PASSWORD")
    yield page
    yield visitor.follow(page)
    for _ in range(3):
        yield visitor.confirm_sign_in(password="A-wrong-guess-1")
    yield visitor.confirm_sign_in(password="")
    yield visitor.get("/confirm-sign-in?another=1")


def by_code(visitor: Visitor, login: str, clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    page = visitor.choose_factor("EMAIL_OTP")
    yield page
    yield visitor.follow(page)
    # More than a Session of the pool allows, and as many as lock an account.
    for _ in range(6):
        yield visitor.confirm_sign_in(confirmation_code="000000")
    page = visitor.resend_sign_in_code()
    yield page
    yield visitor.follow(page)
    clock.advance(30)
    page = visitor.resend_sign_in_code()
    yield page
    yield visitor.follow(page)
    clock.advance(16 * 60)  # beyond the pool's Session
    yield visitor.confirm_sign_in(confirmation_code="000000")


def by_passkey(visitor: Visitor, login: str, clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    page = visitor.choose_factor("WEB_AUTHN")
    yield page
    yield visitor.follow(page)
    for answer in ({"credential": CREDENTIAL}, {"credential": "nonsense"}, {}):
        yield visitor.confirm_sign_in(**answer)
    for name in ("NotAllowedError", "SecurityError", "NotSupportedError", "InvalidStateError"):
        yield visitor.confirm_sign_in(error=name)
    clock.advance(16 * 60)
    yield visitor.confirm_sign_in(credential=CREDENTIAL)


def by_all_in_turn(visitor: Visitor, login: str, _clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    for factor in ("EMAIL_OTP", "WEB_AUTHN", "PASSWORD", "EMAIL_OTP"):
        page = visitor.choose_factor(factor)
        yield page
        yield visitor.follow(page)
        yield visitor.get("/confirm-sign-in?another=1")
    yield visitor.get("/sign-in")
    yield from begin(visitor, login)


def by_the_only_code(visitor: Visitor, login: str, clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    for _ in range(5):
        yield visitor.confirm_sign_in(confirmation_code="000000")
    clock.advance(30)
    page = visitor.resend_sign_in_code()
    yield page
    yield visitor.follow(page)
    yield visitor.get("/confirm-sign-in?another=1")
    yield visitor.get("/reset-password")


def until_the_codes_run_out(visitor: Visitor, login: str, clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    for _ in range(5):
        clock.advance(30)
        yield visitor.resend_sign_in_code()
    yield visitor.begin_sign_in(login)


def until_the_tries_run_out(visitor: Visitor, login: str, _clock: Clock) -> Iterator[Page]:
    yield from begin(visitor, login)
    for _ in range(12):
        yield visitor.confirm_sign_in(confirmation_code="000000")


def sign_up_without_password(visitor: Visitor, login: str, clock: Clock) -> Iterator[Page]:
    page = visitor.sign_up(login, "")
    yield page
    yield visitor.follow(page)
    for _ in range(3):
        yield visitor.confirm("000000")
    yield visitor.resend()
    clock.advance(30)
    page = visitor.resend()
    yield page
    yield visitor.follow(page)
    yield visitor.get("/auto-sign-in")
    clock.advance(3600)
    page = visitor.sign_up(login, "")
    yield page
    yield visitor.follow(page)
    yield visitor.follow(visitor.begin_sign_in(login))


def sign_up_and_lose_an_answer(visitor: Visitor, login: str, _clock: Clock) -> Iterator[Page]:
    visitor.sign_up(login, "")
    failure = {"failure": "ConfirmSignUp:InternalErrorException"}
    visitor.post("/workbench/failure", failure, page="/workbench")
    yield visitor.confirm("000000")
    yield visitor.confirm("000000")


WALKS = [
    ("choice", by_code),
    ("passwordless", sign_up_without_password),
    ("passwordless", by_the_only_code),
]
FURTHER_WALKS = [
    ("choice", sign_up_without_password),
    ("choice", sign_up_and_lose_an_answer),
    ("passwordless", sign_up_and_lose_an_answer),
    ("choice", by_password),
    ("choice", by_passkey),
    ("choice", by_all_in_turn),
    ("passwordless", until_the_codes_run_out),
    ("passwordless", until_the_tries_run_out),
]


def compare(app: Flask, clock: Clock, scenario: str, walk: Walk) -> None:
    """Walk with each kind of account, and compare everything that the visitor sees."""
    expected: list[tuple[object, ...]] = []
    for kind, login in every_kind(Accounts(app, scenario)).items():
        visitor = Visitor(app)
        visitor.choose(scenario)
        clock.advance(3600)
        found = [what_is_seen(page, login) for page in walk(visitor, login, clock)]
        expected = expected or found  # nobody's comes first
        for step, (theirs, ours) in enumerate(zip(expected, found, strict=True)):
            assert theirs == ours, (kind, step)


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("scenario", "walk"),
    [*WALKS, *(pytest.param(*walk, marks=pytest.mark.slow) for walk in FURTHER_WALKS)],
)
def test_every_page_is_the_same(app: Flask, clock: Clock, scenario: str, walk: Walk) -> None:
    compare(app, clock, scenario, walk)


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("name", CANNOT_SEND)
@pytest.mark.parametrize("case", [("choice", by_code), ("passwordless", by_the_only_code)])
def test_every_page_is_the_same_while_the_pool_cannot_send(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, case: tuple[str, Walk], name: str
) -> None:
    scenario, walk = case

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ServiceError(name, "Cannot send.")

    def while_it_cannot(visitor: Visitor, login: str, clock: Clock) -> Iterator[Page]:
        with monkeypatch.context() as patch:
            patch.setattr("user_pool.one_time_passwords.authentication_message", refuse)
            yield from walk(visitor, login, clock)

    compare(app, clock, scenario, while_it_cannot)


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("operation", "factor", "answer"),
    [
        ("InitiateAuth", "EMAIL_OTP", {}),
        ("InitiateAuth", "WEB_AUTHN", {}),
        ("InitiateAuth", "PASSWORD", {"password": "A-wrong-guess-1"}),
    ],
)
def test_an_outage_is_the_same(
    app: Flask, clock: Clock, operation: str, factor: str, answer: dict[str, str]
) -> None:
    def walk(visitor: Visitor, login: str, _clock: Clock) -> Iterator[Page]:
        visitor.begin_sign_in(login)
        failure = f"{operation}:InternalErrorException"
        visitor.post("/workbench/failure", {"failure": failure}, page="/workbench")
        page = visitor.choose_factor(factor)
        if answer:
            page = visitor.confirm_sign_in(**answer)
        assert page.status == 503
        yield page

    compare(app, clock, "choice", walk)


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
def test_each_step_makes_as_many_calls_for_every_account(app: Flask, clock: Clock) -> None:
    """The number of calls is most of a response's time. Whatever else is to do comes later."""
    later = Recorded()
    app.extensions["signup"] = replace(app.extensions["signup"], background=later)
    accounts = Accounts(app, "choice")
    calls: list[str] = []
    events = accounts.auth.client.get().meta.events
    kinds = every_kind(accounts)
    events.register("before-send.cognito-idp", lambda event_name, **_: calls.append(event_name))
    made: dict[str, list[int]] = {}
    for kind, login in kinds.items():
        clock.advance(3600)
        made[kind] = counts = []
        for walk in (by_password, by_code, by_passkey):
            visitor = Visitor(app)
            visitor.choose("choice")
            for _page in walk(visitor, login, clock):
                counts.append(len(calls))
                calls.clear()
            clock.advance(3600)
    for kind, counts in made.items():
        assert counts == made["unknown"], kind
    assert set(made["unknown"]) <= {0, 1, 2}


@pytest.mark.asvs("2.4.1", "6.3.8")
@pytest.mark.parametrize("scenario", ["passwordless", "choice"])
def test_a_trapped_sign_up_without_a_password_looks_like_any_other(
    app: Flask, clock: Clock, scenario: str
) -> None:
    walks = []
    for login, trap in (("new@example.com", ""), ("trapped@example.com", "https://spam.example")):
        visitor = Visitor(app)
        visitor.choose(scenario)
        pages = [visitor.sign_up(login, "", **{TRAP: trap})]
        pages.append(visitor.follow(pages[0]))
        pages.append(visitor.confirm("000000"))
        clock.advance(30)
        pages.append(visitor.resend())
        pages.append(visitor.follow(pages[-1]))
        walks.append([what_is_seen(page, login) for page in pages])
    assert walks[0] == walks[1]
    assert not visitor.messages("trapped@example.com")
