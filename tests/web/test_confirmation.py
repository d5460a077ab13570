"""Codes that took effect although the page was told otherwise, and codes of another tab."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

import amplify_auth
from amplify_auth import AuthError, NetworkError
from signup.web.rate_limits import RULES
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from user_pool import ServiceError

EMAIL = "ada@example.com"
READY = "Your account is ready. Sign in to continue."
NEW_PASSWORD = "A-newer-one-2"
TRIGGER_ERRORS = [
    "UserLambdaValidationException",
    "UnexpectedLambdaException",
    "InvalidLambdaResponseException",
]


@pytest.fixture
def signed_up(visitor: Visitor) -> Visitor:
    visitor.sign_up(EMAIL)
    return visitor


def answer_is_lost(monkeypatch: pytest.MonkeyPatch, api: str, error: AuthError) -> None:
    """Let a call take effect, and its answer be lost."""
    original = getattr(amplify_auth, api)

    def call(*args: object, **kwargs: object) -> None:
        original(*args, **kwargs)
        raise error

    monkeypatch.setattr(amplify_auth, api, call)


def reset(visitor: Visitor, code: str = "") -> Page:
    return visitor.set_password(code or visitor.newest_code(EMAIL), NEW_PASSWORD)


@pytest.fixture
def forgetful(visitor: Visitor) -> Visitor:
    """Return somebody with a confirmed account who asked for a new password."""
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.reset_password(EMAIL)
    return visitor


@pytest.fixture(params=TRIGGER_ERRORS)
def failing_trigger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the trigger that follows a confirmation fail."""

    def fail(*_args: object) -> None:
        raise ServiceError(request.param, "PostConfirmation failed with error no.")

    monkeypatch.setattr("user_pool.triggers.post_confirmation", fail)


@pytest.mark.usefixtures("failing_trigger")
def test_a_trigger_that_fails_after_the_right_code(signed_up: Visitor) -> None:
    page = signed_up.confirm(signed_up.newest_code(EMAIL))
    assert page.location == "/sign-in"
    assert signed_up.follow(page).notices == [READY]
    assert signed_up.sign_in(EMAIL).location == AFTER_SIGN_IN_URL


@pytest.mark.usefixtures("failing_trigger")
def test_a_trigger_that_fails_after_the_new_password(forgetful: Visitor) -> None:
    assert reset(forgetful).location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize("error", [NetworkError(), amplify_auth.InternalErrorException()])
def test_a_right_code_whose_answer_is_lost(
    signed_up: Visitor, monkeypatch: pytest.MonkeyPatch, clock: Clock, error: AuthError
) -> None:
    code = signed_up.newest_code(EMAIL)
    with monkeypatch.context() as patch:
        answer_is_lost(patch, "confirm_sign_up", error)
        assert signed_up.confirm(code).status == 503
    clock.advance(10)
    page = signed_up.confirm(code)
    assert page.location == "/sign-in"
    assert signed_up.follow(page).notices == [READY]


def test_another_code_than_the_one_whose_answer_was_lost_is_wrong(
    signed_up: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        answer_is_lost(patch, "confirm_sign_up", NetworkError())
        assert signed_up.confirm(signed_up.newest_code(EMAIL)).status == 503
    assert signed_up.confirm("000000").status == 422


def test_a_wrong_code_entered_twice_is_wrong_twice(signed_up: Visitor) -> None:
    assert [signed_up.confirm("000000").status for _ in range(2)] == [422, 422]


@pytest.mark.asvs("6.3.8")
def test_an_outage_does_not_tell_that_somebody_else_confirmed_the_address(
    new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, attacker = new_visitor(), new_visitor()
    owner.sign_up(EMAIL)
    owner.confirm(owner.newest_code(EMAIL))
    attacker.sign_up(EMAIL)

    def no_answer(*_args: object, **_kwargs: object) -> None:
        raise NetworkError

    with monkeypatch.context() as patch:
        patch.setattr(amplify_auth, "confirm_sign_up", no_answer)
        assert attacker.confirm("000000").status == 503
    assert attacker.confirm("000000").status == 422


def test_a_new_password_whose_answer_is_lost(
    forgetful: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = forgetful.newest_code(EMAIL)
    with monkeypatch.context() as patch:
        answer_is_lost(patch, "confirm_reset_password", NetworkError())
        assert reset(forgetful, code).status == 503
    assert reset(forgetful, code).location == AFTER_SIGN_IN_URL


def test_a_lost_answer_sets_no_other_password(
    forgetful: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = forgetful.newest_code(EMAIL)
    with monkeypatch.context() as patch:
        answer_is_lost(patch, "confirm_reset_password", NetworkError())
        assert reset(forgetful, code).status == 503
    assert forgetful.set_password(code, PASSWORD + "-2").status == 422


def test_a_second_press_waits_for_the_first(
    signed_up: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = amplify_auth.confirm_sign_up
    calls, asked, go_on = [], Event(), Event()

    def slow(*args: object, **kwargs: object) -> object:
        calls.append(kwargs["confirmation_code"])
        asked.set()
        assert go_on.wait(30)
        return original(*args, **kwargs)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(amplify_auth, "confirm_sign_up", slow)
    fields = {
        **signed_up.hidden("/confirm-sign-up", "/confirm-sign-up"),
        "confirmation_code": signed_up.newest_code(EMAIL),
    }

    def press() -> str | None:
        return signed_up.client.post("/confirm-sign-up", data=fields).headers.get("Location")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(press)
        assert asked.wait(30)
        second = threads.submit(press)
        go_on.set()
        assert [first.result(30), second.result(30)] == ["/auto-sign-in", "/auto-sign-in"]
    assert len(calls) == 1


def test_the_form_of_an_earlier_sign_up_in_another_tab(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    first_tab = visitor.hidden("/confirm-sign-up", "/confirm-sign-up")
    visitor.sign_up("grace@example.com")
    code = visitor.newest_code(EMAIL)
    for _ in range(6):  # more often than a wrong code may be entered
        page = visitor.post_raw("/confirm-sign-up", {**first_tab, "confirmation_code": code})
        assert page.location == "/confirm-sign-up"
        (notice,) = visitor.follow(page).notices
        assert "grace@example.com" in notice
    assert visitor.confirm(visitor.newest_code("grace@example.com")).location == "/auto-sign-in"


def test_a_resend_of_an_earlier_sign_up_in_another_tab(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    first_tab = visitor.hidden("/confirm-sign-up", "/resend-sign-up-code")
    visitor.sign_up("grace@example.com")
    clock.advance(30)
    page = visitor.post_raw("/resend-sign-up-code", first_tab)
    assert "grace@example.com" in visitor.follow(page).notices[0]
    assert len(visitor.messages(EMAIL)) == len(visitor.messages("grace@example.com")) == 1


@pytest.mark.asvs("15.2.2")
def test_a_code_that_was_over_the_limit_holds_up_nobody_who_sends_it_again(
    signed_up: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_seconds: float) -> None:
        pytest.fail("the request waits")

    for _ in range(RULES["signup.confirm_sign_up"].account):
        assert signed_up.confirm("000000").status == 422
    monkeypatch.setattr("signup.session.current_session.time.sleep", never)
    assert [signed_up.confirm("000000").status for _ in range(2)] == [429, 429]
