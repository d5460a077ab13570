"""The workbench: failures, clock and accounts of the embedded pool."""

from collections.abc import Callable

import pytest
from flask import Flask

from demo.demo_pool import ExampleAccount
from demo.embedded_pool import SCENARIOS
from demo.pool_controls import PAGE_OF_USERS
from demo.teaching.workbench import CLOCKS
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.signed_in import add_passkey
from user_pool import failures_of
from user_pool.fault_injection import NETWORK_FAULTS

pytestmark = pytest.mark.slow

EMAIL = "ada@example.com"
HOUR = 3600
FORMS = ("failure", "no-failure", "clock", "accounts", "exercise")


def let_fail(visitor: Visitor, failure: str) -> Page:
    # The token is the session's, and on every page with a form.
    fields = {"csrf_token": visitor.csrf_token("/sign-up"), "failure": failure}
    return visitor.post_raw("/workbench/failure", fields)


def put_clock_ahead(visitor: Visitor, seconds: int) -> Page:
    return visitor.post("/workbench/clock", {"ahead": str(seconds)}, page="/workbench")


def make_accounts(visitor: Visitor) -> Page:
    return visitor.post("/workbench/accounts", page="/workbench")


@pytest.mark.asvs("13.4.5")
def test_there_is_no_workbench_where_nobody_is_taught(make_app: Callable[..., Flask]) -> None:
    production = {
        "APP_ENV": "production",
        "ALLOW_EMBEDDED_POOL": "1",
        "SECRET_KEY": "only for this test, and quite long enough",
    }
    for app in (make_app(TEACH="0"), make_app(**production)):
        visitor = Visitor(app, **{"wsgi.url_scheme": "https"})
        assert visitor.get("/workbench").status == 404
        assert "Workbench" not in visitor.get("/sign-up").response.text


def test_a_failure_that_was_asked_for_is_nobody_s_where_nobody_is_taught_any_more(
    make_app: Callable[..., Flask],
) -> None:
    learner = Visitor(make_app())
    let_fail(learner, "SignUp:InternalErrorException")
    later = Visitor(make_app(TEACH="0"))
    cookie = learner.client.get_cookie("sign-up-session")
    assert cookie
    later.client.set_cookie("sign-up-session", cookie.value)
    assert later.sign_up(EMAIL).location == "/confirm-sign-up"


@pytest.mark.asvs("13.4.5")
def test_other_machines_cannot_use_it(make_app: Callable[..., Flask]) -> None:
    stranger = Visitor(make_app(ALLOW_EMBEDDED_POOL="1"), REMOTE_ADDR="203.0.113.9")
    assert stranger.get("/sign-up").status == 200
    assert stranger.get("/workbench").status == 403
    assert stranger.post_raw("/workbench/clock", {"ahead": "240"}).status == 403


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_done_without_a_token(visitor: Visitor, form: str) -> None:
    fields = {"failure": "SignUp:timeout", "ahead": "240", "exercise": "link"}
    visitor.get("/workbench")
    assert visitor.post_raw(f"/workbench/{form}", fields).status == 400
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"


@pytest.mark.parametrize(
    ("form", "fields", "said"),
    [
        ("failure", {"failure": ""}, "Choose a failure"),
        ("failure", {"failure": "SignUp:CodeMismatchException"}, "Choose a failure"),
        ("failure", {"failure": "GetUser:timeout"}, "Choose a failure"),
        ("failure", {"failure": "SignUp"}, "Choose a failure"),
        ("clock", {"ahead": ""}, "Choose a time"),
        ("clock", {"ahead": "1e308"}, "Choose an option for"),
        ("clock", {"ahead": "-240"}, "Choose an option for"),
        ("exercise", {"exercise": "nothing"}, "no such exercise"),
        ("exercise", {"exercise": ""}, "no such exercise"),
    ],
)
def test_what_is_not_offered_is_refused(
    visitor: Visitor, form: str, fields: dict[str, str], said: str
) -> None:
    page = visitor.post(f"/workbench/{form}", fields, page="/workbench")
    assert page.status == 422
    assert said in page.errors[0]


def test_a_failure_is_this_browser_s_and_happens_once(new_visitor: Callable[[], Visitor]) -> None:
    one, other = new_visitor(), new_visitor()
    page = let_fail(one, "SignUp:InternalErrorException")
    told = "The next SignUp of this browser fails: InternalErrorException."
    assert one.follow(page).notices == [told]
    assert told in one.get("/workbench").text
    assert other.sign_up("grace@example.com").location == "/confirm-sign-up"
    assert one.sign_up(EMAIL).status == 503
    assert told not in one.get("/workbench").text
    assert one.sign_up(EMAIL).location == "/confirm-sign-up"


def test_a_failure_can_be_taken_back(visitor: Visitor) -> None:
    let_fail(visitor, "SignUp:timeout")
    page = visitor.post("/workbench/no-failure", page="/workbench")
    assert visitor.follow(page).notices == ["No call fails."]
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"


def address(failure: str) -> str:
    return f"{failure.replace(' ', '-')}@example.com"


def confirm_new_sign_up(visitor: Visitor, failure: str) -> Page:
    visitor.sign_up(address(failure))  # an earlier failure may have ended the one before
    return visitor.confirm("123456")


STEPS: dict[str, Callable[[Visitor, str], Page]] = {
    "SignUp": lambda visitor, failure: visitor.sign_up(address(failure)),
    "ConfirmSignUp": confirm_new_sign_up,
    "ResendConfirmationCode": lambda visitor, _failure: visitor.resend(),
    "InitiateAuth": lambda visitor, _failure: visitor.sign_in(EMAIL),
    "RespondToAuthChallenge": lambda visitor, _failure: visitor.sign_in(EMAIL),
    "ForgotPassword": lambda visitor, _failure: visitor.reset_password(EMAIL),
    "ConfirmForgotPassword": lambda visitor, _failure: visitor.set_password("123456", PASSWORD),
}


def set_app_up(visitor: Visitor) -> Page:
    return visitor.post("/confirm-sign-in", {"confirmation_code": "123456"})


SET_UP_STEPS: dict[str, Callable[[Visitor], Page]] = {
    "AssociateSoftwareToken": lambda visitor: visitor.sign_in(EMAIL),
    "VerifySoftwareToken": set_app_up,
}
"""The steps that set an authenticator app up, in the pool that requires one."""


def add_password(visitor: Visitor) -> Page:
    return visitor.post("/account/password", {"password": PASSWORD})


def delete_passkey(visitor: Visitor) -> Page:
    fields = {"csrf_token": visitor.csrf_token("/account/passkeys"), "credential_id": "any"}
    return visitor.post_raw("/account/passkeys/delete", fields)


ACCOUNT_STEPS: dict[str, Callable[[Visitor], Page]] = {
    "StartWebAuthnRegistration": lambda visitor: visitor.get("/account/passkeys"),
    "CompleteWebAuthnRegistration": add_passkey,
    "DeleteWebAuthnCredential": delete_passkey,
    "ChangePassword": add_password,
    "DeleteUser": lambda visitor: visitor.post("/account/delete", {"understood": "y"}),
}
"""The steps of somebody signed in without a password, in the pool where people choose."""


def test_there_is_a_step_for_every_call_that_can_fail(app: Flask) -> None:
    assert {*STEPS, *SET_UP_STEPS, *ACCOUNT_STEPS} == set(
        app.extensions["demo"].controls.failures()
    )


@pytest.mark.asvs("16.5.1")
@pytest.mark.parametrize("operation", ACCOUNT_STEPS)
def test_every_failure_of_the_account_has_a_page_in_our_words(
    make_app: Callable[..., Flask], operation: str
) -> None:
    app = make_app(RATELIMIT_ENABLED="0")
    for failure in failures_of(operation):
        visitor = Visitor(app)
        visitor.choose("choice")
        fields = {"email": address(failure), "password": "", "first_factor": "EMAIL_OTP"}
        visitor.post("/sign-up", fields)
        visitor.confirm(visitor.newest_code(address(failure)))
        visitor.auto_sign_in()
        visitor.follow(let_fail(visitor, f"{operation}:{failure}"))
        page = ACCOUNT_STEPS[operation](visitor)
        assert page.status in {200, 303, 422, 429, 503}, failure
        shown = visitor.get(page.location) if page.location else page
        assert "Exception" not in shown.text.replace(address(failure), ""), failure


@pytest.mark.asvs("16.5.1")
@pytest.mark.parametrize("operation", SET_UP_STEPS)
def test_every_failure_of_a_set_up_has_a_page_in_our_words(
    make_app: Callable[..., Flask], clock: Clock, operation: str
) -> None:
    app = make_app(RATELIMIT_ENABLED="0")
    visitor = Visitor(app)
    visitor.choose("mfa")
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    for failure in failures_of(operation):
        clock.advance(3601)
        visitor.client.delete_cookie("sign-up-session")
        visitor.choose("mfa")
        if operation == "VerifySoftwareToken":
            assert visitor.sign_in(EMAIL).location == "/confirm-sign-in", failure
        visitor.follow(let_fail(visitor, f"{operation}:{failure}"))
        page = SET_UP_STEPS[operation](visitor)
        assert page.status in {303, 422, 503}, failure
        shown = visitor.get(page.location) if page.location else page
        assert "Exception" not in shown.text, failure
        if failure in NETWORK_FAULTS:
            assert page.status == 503, failure


@pytest.mark.asvs("16.5.1")
@pytest.mark.parametrize("operation", STEPS)
def test_every_failure_has_a_page_in_our_words(
    make_app: Callable[..., Flask], clock: Clock, operation: str
) -> None:
    app = make_app(RATELIMIT_ENABLED="0")
    visitor = Visitor(app)
    visitor.sign_up(EMAIL)
    visitor.reset_password(EMAIL)
    for failure in failures_of(operation):
        app.extensions["signup"].auth.client.call(
            "forgot_password", ClientId=app.extensions["signup"].auth.client_id, Username="nobody"
        )  # an answer keeps the circuit closed
        clock.advance(3601)
        visitor.follow(let_fail(visitor, f"{operation}:{failure}"))
        page = STEPS[operation](visitor, failure)
        assert page.status in {303, 422, 429, 503}, failure
        shown = visitor.get(page.location) if page.location else page
        assert "Exception" not in shown.text.replace(address(failure), ""), failure
        assert PASSWORD not in shown.response.text, failure
        if failure in NETWORK_FAULTS:
            assert page.status == 503, failure
        assert " fails: " not in visitor.client.get("/workbench").text, f"{failure} was not met"


def test_an_address_that_another_account_has_is_told_to_whoever_has_its_code(
    visitor: Visitor,
) -> None:
    visitor.sign_up(EMAIL)
    let_fail(visitor, "ConfirmSignUp:AliasExistsException")
    page = visitor.confirm(visitor.newest_code(EMAIL))
    assert page.status == 422
    assert page.errors == [
        "This email address already belongs to an account. Sign in, or use a different one."
    ]


def test_the_clock_is_the_pool_s_and_nobody_s_session(new_visitor: Callable[[], Visitor]) -> None:
    visitor, other = new_visitor(), new_visitor()
    visitor.sign_up(EMAIL)
    for seconds in CLOCKS:
        page = visitor.follow(put_clock_ahead(visitor, seconds))
        assert page.notices == ["The clock of the pool is set."]
        (chosen,) = page.document.query("#ahead option[selected]")
        assert attributes_of(chosen)["value"] == str(seconds)
    assert visitor.get("/confirm-sign-up").heading == "Confirm your email address"
    # Who signs up meanwhile is signed in by tokens of that time, and stays so when it is over.
    other.sign_up("grace@example.com")
    other.confirm(other.newest_code("grace@example.com"))
    assert other.auto_sign_in().location == AFTER_SIGN_IN_URL
    put_clock_ahead(visitor, 0)
    assert other.get("/account").status == 200
    assert other.sign_out().location == "/sign-in"


def test_the_limits_of_an_hour_are_over_an_hour_later(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    visitor = Visitor(make_app(RATELIMIT_ENABLED="0"))
    visitor.sign_up(EMAIL)
    for _ in range(6):
        clock.advance(31)
        visitor.resend()
    assert len(visitor.messages(EMAIL)) == 1 + 5  # the page doesn't tell that the pool refused
    put_clock_ahead(visitor, 61 * 60)
    clock.advance(31)
    visitor.resend()
    assert len(visitor.messages(EMAIL)) == 1 + 6


def test_what_was_tried_ahead_of_time_does_not_count_when_the_clock_is_right_again(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    visitor = Visitor(make_app(RATELIMIT_ENABLED="0"))
    visitor.sign_up(EMAIL)
    put_clock_ahead(visitor, 25 * HOUR)
    for _ in range(6):
        clock.advance(31)
        visitor.resend()
    sent = len(visitor.messages(EMAIL))
    assert sent == 5  # the first is older than a day
    put_clock_ahead(visitor, 0)
    clock.advance(31)
    visitor.resend()
    assert len(visitor.messages(EMAIL)) == sent + 1


def test_the_pool_s_users_are_shown_without_their_secrets(visitor: Visitor) -> None:
    assert "The pool has no users" in visitor.get("/workbench").text
    visitor.sign_up(EMAIL)
    code = visitor.newest_code(EMAIL)
    page = visitor.get("/workbench")
    assert EMAIL in page.text
    assert "UNCONFIRMED" in page.text
    assert "email_verified: false" in page.text
    visitor.confirm(code)
    page = visitor.get("/workbench")
    assert "CONFIRMED" in page.text
    assert "email_verified: true" in page.text
    for secret in (code, PASSWORD, "verifier", "salt"):
        assert secret not in page.response.text


@pytest.mark.asvs("1.2.1")
def test_what_users_say_of_themselves_is_text(visitor: Visitor) -> None:
    visitor.choose("username")
    visitor.post("/sign-up", {"username": "<b>Ada", "email": EMAIL, "password": PASSWORD})
    page = visitor.get("/workbench")
    assert "<b>Ada" in page.text
    assert "<b>Ada" not in page.response.text


def test_users_come_a_page_at_a_time(app: Flask, visitor: Visitor) -> None:
    pool = app.extensions["demo"]
    add = pool.controls.add_account
    for number in range(PAGE_OF_USERS):
        address = f"u{number}@example.com"
        add(pool.auth, ExampleAccount(address, {"email": address}, is_confirmed=False))
    page = visitor.get("/workbench")
    assert len(page.document.query(".user")) == PAGE_OF_USERS
    assert "More users" not in page.text
    add(pool.auth, ExampleAccount(EMAIL, {"email": EMAIL}, is_confirmed=False))
    page = visitor.get("/workbench")
    assert EMAIL not in page.text
    (link,) = (a for a in page.document.query("main a") if a.to_text().strip() == "More users")
    page = visitor.get(attributes_of(link)["href"])
    assert len(page.document.query(".user")) == 1
    assert EMAIL in page.text
    assert "The pool has no users" in visitor.get("/workbench?after=nonsense").text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_example_accounts_fit_every_pool(visitor: Visitor, scenario: str) -> None:
    visitor.choose(scenario)
    for _ in range(2):
        assert visitor.follow(make_accounts(visitor)).notices == [
            "The example accounts are in the pool."
        ]
    users = [node.to_text() for node in visitor.get("/workbench").document.query(".user")]
    found = [word for user in users for word in user.split() if "CONFIRMED" in word]
    automatic = scenario == "auto-confirm"
    assert found == ["CONFIRMED", "CONFIRMED" if automatic else "UNCONFIRMED"]
