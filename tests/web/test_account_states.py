"""New, unconfirmed and confirmed addresses side by side, in every state of the pool.

OWASP ASVS 6.3.8.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask

from tests.doubles import Clock, Immediate
from tests.pages import AFTER_SIGN_IN_URL, Page, Visitor
from tests.web.test_enumeration_protection import seen
from user_pool import ServiceError

KINDS = ("new@example.com", "unconfirmed@example.com", "confirmed@example.com")
NEW, UNCONFIRMED, CONFIRMED = KINDS

# The operations that send, and the answers that Cognito declares for a message it cannot send.
SENDING = (
    "user_pool.operations.sign_up.send",
    "user_pool.operations.resend_confirmation_code.send",
    "user_pool.operations.forgot_password.send_code",
)
CANNOT_SEND = ("CodeDeliveryFailureException", "LimitExceededException")
TRIGGER_REFUSES = (
    "UserLambdaValidationException",
    "UnexpectedLambdaException",
    "InvalidLambdaResponseException",
    "InvalidEmailRoleAccessPolicyException",
    "InvalidSmsRoleAccessPolicyException",
    "InvalidSmsRoleTrustRelationshipException",
)

FAILURES_TO_SEND = [
    *CANNOT_SEND,
    *(pytest.param(name, marks=pytest.mark.slow) for name in TRIGGER_REFUSES),
]


@pytest.fixture(autouse=True)
def accounts(new_visitor: Callable[[], Visitor]) -> None:
    new_visitor().sign_up(UNCONFIRMED)
    owner = new_visitor()
    owner.sign_up(CONFIRMED)
    owner.confirm(owner.newest_code(CONFIRMED))


@contextmanager
def sending_fails(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """Let the pool fail whenever it would send a message."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ServiceError(name, "Cannot send.")

    with monkeypatch.context() as patch:
        for function in SENDING:
            patch.setattr(function, refuse)
        yield


def side_by_side(
    new_visitor: Callable[[], Visitor], act: Callable[[Visitor, str], list[Page]]
) -> None:
    """Do the same with each kind of address, and compare everything that the visitor sees."""
    walks = [[seen(page, address) for page in act(new_visitor(), address)] for address in KINDS]
    for walk, address in zip(walks[1:], KINDS[1:], strict=True):
        for step, (expected, found) in enumerate(zip(walks[0], walk, strict=True)):
            assert found == expected, (address, step)


def sign_up_and_try(visitor: Visitor, address: str) -> list[Page]:
    page = visitor.sign_up(address)
    return [page, visitor.follow(page), visitor.confirm("000000")]


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("name", CANNOT_SEND)
def test_sign_up_while_the_pool_cannot_send(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with sending_fails(monkeypatch, name):
        side_by_side(new_visitor, sign_up_and_try)


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("name", FAILURES_TO_SEND)
def test_resend_while_the_pool_cannot_send(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch, clock: Clock, name: str
) -> None:
    def resend(visitor: Visitor, address: str) -> list[Page]:
        visitor.sign_up(address)
        clock.advance(30)
        with sending_fails(monkeypatch, name):
            page = visitor.resend()
            return [page, visitor.follow(page)]

    side_by_side(new_visitor, resend)


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("name", FAILURES_TO_SEND)
def test_reset_while_the_pool_cannot_send(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def reset(visitor: Visitor, address: str) -> list[Page]:
        with sending_fails(monkeypatch, name):
            page = visitor.reset_password(address)
            return [page, visitor.follow(page), visitor.set_password("000000", "A-newer-one-2")]

    side_by_side(new_visitor, reset)


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
def test_the_limits_of_the_pool_come_before_those_of_the_app(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    """The app's counts are lost with its server, and the pool's are not."""
    app = make_app(RATELIMIT_ENABLED="0")

    def exhaust(visitor: Visitor, address: str) -> list[Page]:
        clock.advance(3600)
        pages = [visitor.sign_up(address)]
        for _ in range(7):
            clock.advance(30)
            pages.append(visitor.resend())
        pages += [visitor.confirm("000000") for _ in range(17)]
        pages += [visitor.reset_password(address) for _ in range(7)]
        pages += [visitor.set_password("000000", "A-newer-one-2") for _ in range(17)]
        return pages

    side_by_side(lambda: Visitor(app), exhaust)


@pytest.mark.slow
@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("failure", ["InternalErrorException", "TooManyRequestsException"])
@pytest.mark.parametrize(
    ("operation", "act"),
    [
        ("SignUp", lambda visitor, address: visitor.sign_up(address)),
        ("ConfirmSignUp", lambda visitor, _address: visitor.confirm("000000")),
        ("ResendConfirmationCode", lambda visitor, _address: visitor.resend()),
        ("ForgotPassword", lambda visitor, address: visitor.reset_password(address)),
        ("InitiateAuth", lambda visitor, address: visitor.sign_in(address, "A-wrong-guess-1")),
    ],
)
def test_an_outage(
    new_visitor: Callable[[], Visitor],
    clock: Clock,
    operation: str,
    act: Callable[[Visitor, str], Page],
    failure: str,
) -> None:
    def walk(visitor: Visitor, address: str) -> list[Page]:
        if operation in {"ConfirmSignUp", "ResendConfirmationCode"}:
            visitor.sign_up(address)
            clock.advance(30)
        visitor.post("/workbench/failure", {"failure": f"{operation}:{failure}"}, page="/workbench")
        page = act(visitor, address)
        assert page.status == 503
        return [page]

    side_by_side(new_visitor, walk)


@pytest.mark.asvs("6.3.8")
def test_the_owner_of_a_confirmed_address_gets_a_code_from_a_resend(
    new_visitor: Callable[[], Visitor], clock: Clock
) -> None:
    visitor = new_visitor()
    visitor.sign_up(CONFIRMED)
    before = len(visitor.messages(CONFIRMED))
    clock.advance(30)
    visitor.resend()
    assert len(visitor.messages(CONFIRMED)) == before + 1
    page = visitor.set_password(visitor.newest_code(CONFIRMED), "Another-choice-3")
    assert page.location == AFTER_SIGN_IN_URL


class Recorded(Immediate):
    """Keeps tasks in place of running them."""

    def __init__(self) -> None:
        self.tasks: list[Callable[[], object]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.tasks.append(partial(fn, *args, **kwargs))
        return Future()


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("step", ["sign-up", "resend"])
def test_one_call_is_made_in_the_request_and_the_rest_later(
    app: Flask, new_visitor: Callable[[], Visitor], clock: Clock, step: str
) -> None:
    later = Recorded()
    app.extensions["signup"] = replace(app.extensions["signup"], background=later)
    calls: list[str] = []
    events = app.extensions["signup"].auth.client.get().meta.events
    events.register("before-send.cognito-idp", lambda event_name, **_: calls.append(event_name))
    made = []
    for address in KINDS:
        visitor = new_visitor()
        if step == "resend":
            visitor.sign_up(address)
            clock.advance(30)
        calls.clear()
        later.tasks.clear()
        visitor.sign_up(address) if step == "sign-up" else visitor.resend()
        made.append(list(calls))
        assert len(later.tasks) == (address != NEW)
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 1
