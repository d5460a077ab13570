"""Signing in with the factor of one's choice, in pools that have more than a password."""

import json
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import NoReturn
from unittest.mock import Mock

import pytest
from flask import Flask

from signup.observability.events import keyed_hash
from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.outputs import write_outputs
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.first_factor_accounts import UNKNOWN, Accounts, every_kind
from user_pool import ServiceError

EMAIL = "ada@example.com"
PHONE = "+12025550143"
WRONG_CODE = "That code isn't right or has expired. Enter the newest code, or get a new one."
NEWEST_ONLY = "Earlier codes no longer work."
ANOTHER = "Choose another way to sign in."
WRONG_PASSKEY = "We couldn't sign you in with a passkey. Try again, or choose another way."


def at(visitor: Visitor, page: Page) -> str:
    return visitor.follow(page).heading


@pytest.fixture
def choice(app: Flask) -> Accounts:
    return Accounts(app, "choice")


@pytest.fixture
def passwordless(app: Flask) -> Accounts:
    return Accounts(app, "passwordless")


@pytest.fixture
def chooser(visitor: Visitor) -> Visitor:
    visitor.choose("choice")
    return visitor


def test_where_there_is_one_factor_it_is_asked_for_at_once(
    visitor: Visitor, passwordless: Accounts
) -> None:
    passwordless.confirm(EMAIL)
    visitor.choose("passwordless")
    page = visitor.get("/sign-in")
    assert not page.document.query("[name=password]")
    assert "password" not in page.text.lower().replace("passwordless", "")
    code_page = visitor.follow(visitor.begin_sign_in(EMAIL))
    assert code_page.heading == "Enter your sign-in code"
    assert f"If there's an account for {EMAIL}" in code_page.text.replace(" ,", ",")
    assert "Sign in another way" not in code_page.text
    code = visitor.newest_code(EMAIL)
    assert visitor.confirm_sign_in(confirmation_code="000000").errors == [WRONG_CODE]
    assert visitor.confirm_sign_in(confirmation_code=code).location == AFTER_SIGN_IN_URL


def test_where_there_is_a_choice_nothing_is_sent_before_it(
    chooser: Visitor, choice: Accounts
) -> None:
    choice.confirm(EMAIL)
    sent = len(chooser.messages(EMAIL))
    page = chooser.follow(chooser.begin_sign_in(EMAIL))
    assert page.heading == "Choose how to sign in"
    radios = [attributes_of(node) for node in page.document.query("[name=choice]")]
    assert [radio["value"] for radio in radios] == ["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"]
    assert ["checked" in radio for radio in radios] == [True, False, False]
    (passkey,) = page.document.query("[data-needs-passkeys]")
    assert "hidden" in attributes_of(passkey), "only a script can offer a passkey"
    assert len(chooser.messages(EMAIL)) == sent


def test_a_password(chooser: Visitor, choice: Accounts) -> None:
    choice.confirm(EMAIL, PASSWORD)
    chooser.begin_sign_in(EMAIL)
    assert at(chooser, chooser.choose_factor("PASSWORD")) == "Enter your password"
    assert chooser.confirm_sign_in(password="").errors == ["Enter your password"]
    wrong = chooser.confirm_sign_in(password="A-wrong-guess-1")
    assert wrong.errors == [
        "Incorrect email address or password. Try again, or reset your password."
    ]
    assert chooser.confirm_sign_in(password=PASSWORD).location == AFTER_SIGN_IN_URL


def test_a_code_and_another_one(chooser: Visitor, choice: Accounts, clock: Clock) -> None:
    choice.confirm(EMAIL)
    chooser.begin_sign_in(EMAIL)
    assert at(chooser, chooser.choose_factor("EMAIL_OTP")) == "Enter your sign-in code"
    first = chooser.newest_code(EMAIL)
    early = chooser.follow(chooser.resend_sign_in_code())
    assert early.notices == ["You can send a new code in 30 seconds."]
    clock.advance(30)
    later = chooser.follow(chooser.resend_sign_in_code())
    assert later.notices == [
        f"If there's an account for {EMAIL}, we're sending it a new code. {NEWEST_ONLY}"
    ]
    second = chooser.newest_code(EMAIL)
    if first != second:
        assert chooser.confirm_sign_in(confirmation_code=first).errors == [WRONG_CODE]
    assert chooser.confirm_sign_in(confirmation_code=second).location == AFTER_SIGN_IN_URL


def passkey_options(page: Page) -> dict[str, object]:
    (form,) = page.document.query("[data-passkey]")
    options: dict[str, object] = json.loads(unescape(attributes_of(form)["data-options"]))
    return options


def test_a_passkey(chooser: Visitor, choice: Accounts) -> None:
    _, authenticator = choice.with_passkey(EMAIL)
    chooser.begin_sign_in(EMAIL)
    page = chooser.follow(chooser.choose_factor("WEB_AUTHN"))
    assert page.heading == "Sign in with a passkey"
    options = passkey_options(page)
    assert {name: value for name, value in options.items() if name != "challenge"} == {
        "timeout": 180_000,
        "rpId": "localhost",
        "userVerification": "required",
    }, "a list of credentials would tell who has a passkey"
    refused = chooser.confirm_sign_in(credential="{}")
    assert (refused.status, refused.errors) == (422, [WRONG_PASSKEY])
    # A challenge is good for one answer, so the page has another one.
    again = passkey_options(refused)
    assert again["challenge"] != options["challenge"]
    credential = authenticator.get(again)
    assert chooser.confirm_sign_in(credential=credential).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.3.8")
def test_a_challenge_for_nobody_is_as_long_as_the_pools_latest(
    chooser: Visitor, choice: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest = deque([43], maxlen=1)
    monkeypatch.setattr("signup.flows.enumeration_protection.sign_in.challenge_length", latest)

    def length_for(login: str) -> int:
        chooser.begin_sign_in(login)
        page = chooser.follow(chooser.choose_factor("WEB_AUTHN"))
        return len(str(passkey_options(page)["challenge"]))

    choice.with_passkey(EMAIL)
    for length in (64, 22):
        challenge = "c" * length
        monkeypatch.setattr("user_pool.web_authn.new_challenge", lambda _, made=challenge: made)
        assert length_for(EMAIL) == length_for(UNKNOWN) == length


def test_browsers_verify_the_user_where_they_can_if_the_file_says_nothing_of_it(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    passkeys = {"web_authn": {"relying_party_id": "localhost"}, "email_otp_enabled": True}
    path = write_outputs(tmp_path, {"passwordless": passkeys}, {"user_pool": {}})
    visitor = Visitor(make_app(AMPLIFY_OUTPUTS=path))
    visitor.begin_sign_in(EMAIL)
    page = visitor.follow(visitor.choose_factor("WEB_AUTHN"))
    assert passkey_options(page)["userVerification"] == "preferred"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("NotAllowedError", WRONG_PASSKEY),
        ("AbortError", WRONG_PASSKEY),
        ("<b>", WRONG_PASSKEY),
        ("SecurityError", f"Passkeys don't work at this web address. {ANOTHER}"),
        ("TypeError", f"This browser doesn't support passkeys. {ANOTHER}"),
        ("NotSupportedError", f"This browser doesn't support passkeys. {ANOTHER}"),
    ],
)
def test_what_the_browser_says_of_a_passkey_is_said_in_our_words(
    chooser: Visitor, name: str, error: str
) -> None:
    chooser.begin_sign_in(UNKNOWN)
    before = passkey_options(chooser.follow(chooser.choose_factor("WEB_AUTHN")))
    page = chooser.confirm_sign_in(error=name)
    assert (page.status, page.errors) == (422, [error])
    assert passkey_options(page) == before, "the challenge was not used"


def test_the_passkey_of_somebody_else_signs_nobody_in(chooser: Visitor, choice: Accounts) -> None:
    _, authenticator = choice.with_passkey("eve@example.com")
    choice.confirm(EMAIL)
    chooser.begin_sign_in(EMAIL)
    options = passkey_options(chooser.follow(chooser.choose_factor("WEB_AUTHN")))
    page = chooser.confirm_sign_in(credential=authenticator.get(options))
    assert page.errors == [WRONG_PASSKEY]
    assert chooser.get("/account").location == "/sign-in"


def test_there_is_a_way_to_another_factor_and_to_another_account(
    chooser: Visitor, choice: Accounts
) -> None:
    choice.confirm(EMAIL, PASSWORD)
    chooser.begin_sign_in("eve@example.com")
    for factor in ("PASSWORD", "WEB_AUTHN", "EMAIL_OTP"):
        page = chooser.follow(chooser.choose_factor(factor))
        links = {attributes_of(link)["href"] for link in page.document.query("main a")}
        assert {"/confirm-sign-in?another=1", "/sign-in"} <= links
    chosen = chooser.get("/confirm-sign-in?another=1").document.query("[name=choice][checked]")
    assert [attributes_of(node)["value"] for node in chosen] == ["EMAIL_OTP"]
    assert chooser.get("/sign-in").value("email") == "eve@example.com"
    chooser.begin_sign_in(EMAIL)
    chooser.choose_factor("PASSWORD")
    assert chooser.confirm_sign_in(password=PASSWORD).location == AFTER_SIGN_IN_URL


def test_the_language_can_be_changed_at_the_choice(chooser: Visitor) -> None:
    chooser.begin_sign_in(EMAIL)
    chooser.choose_factor("PASSWORD")
    page = chooser.get("/confirm-sign-in?another=1")
    (link,) = page.document.query('a[lang="de"]')
    chooser.language = "de"
    url = f"/confirm-sign-in{attributes_of(link)['href']}"
    assert chooser.get(url).heading == "Wählen Sie, wie Sie sich anmelden"


@pytest.mark.parametrize("choice_made", ["", "SMS_OTP", "nothing"])
def test_what_the_pool_does_not_offer_is_refused(chooser: Visitor, choice_made: str) -> None:
    chooser.begin_sign_in(EMAIL)
    page = chooser.choose_factor(choice_made)
    assert (page.status, page.errors) == (422, ["Choose an option"])
    assert page.heading == "Choose how to sign in"


@pytest.mark.parametrize(
    ("preferred", "heading"),
    [
        ("PASSWORD", "Enter your password"),
        ("EMAIL_OTP", "Enter your sign-in code"),
        ("WEB_AUTHN", "Sign in with a passkey"),
    ],
)
def test_the_preferred_factor_is_asked_for_at_once(
    make_app: Callable[..., Flask], tmp_path: Path, preferred: str, heading: str
) -> None:
    web_authn = {"relying_party_id": "localhost", "user_verification": "required"}
    passwordless = {"email_otp_enabled": True, "web_authn": web_authn}
    path = write_outputs(
        tmp_path,
        {"passwordless": passwordless | {"preferred_challenge": preferred}},
        {"user_pool": {}},
    )
    visitor = Visitor(make_app(AMPLIFY_OUTPUTS=path))
    page = visitor.follow(visitor.begin_sign_in(UNKNOWN))
    assert page.heading == heading
    assert "Sign in another way" in page.text


def test_codes_by_text_message(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    path = write_outputs(
        tmp_path,
        {
            "username_attributes": ["phone_number"],
            "standard_required_attributes": ["phone_number"],
            "user_verification_types": ["phone_number"],
            "passwordless": {"sms_otp_enabled": True},
        },
        {"user_pool": {}, "sign_in": {"hidden_auth_methods": ["PASSWORD"]}},
    )
    app = make_app(AMPLIFY_OUTPUTS=path)
    mailer = Mock(base_url="http://localhost")
    app.extensions["signup"] = replace(app.extensions["signup"], mailer=mailer)
    visitor = Visitor(app)
    page = visitor.get("/sign-up")
    assert "We'll text you a code, so you don't need a password" in page.text
    visitor.post("/sign-up", {"phone_number": PHONE})
    assert visitor.confirm(visitor.newest_code(PHONE)).location == "/auto-sign-in"
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL
    visitor.sign_out()
    page = visitor.follow(visitor.post("/sign-in", {"phone_number": PHONE}))
    assert "we're sending it a code by text message" in page.text
    code = visitor.newest_code(PHONE)
    assert visitor.confirm_sign_in(confirmation_code=code).location == AFTER_SIGN_IN_URL
    Visitor(app).post("/sign-up", {"phone_number": PHONE})
    mailer.send.assert_not_called()


def test_a_pool_without_passwords_has_none_to_reset(visitor: Visitor) -> None:
    visitor.choose("passwordless")
    for path in ("/reset-password", "/confirm-reset-password"):
        assert visitor.get(path).location == "/sign-in"


def test_nothing_begun_leads_to_the_beginning(chooser: Visitor) -> None:
    assert chooser.get("/confirm-sign-in").location == "/sign-in"
    resend = {"csrf_token": chooser.csrf_token("/sign-in")}
    assert chooser.post_raw("/resend-sign-in-code", resend).location == "/sign-in"
    chooser.begin_sign_in(EMAIL)
    assert chooser.post_raw("/resend-sign-in-code", resend).location == "/confirm-sign-in"
    assert not chooser.messages(EMAIL), "no code was chosen"


# Accounts that were never confirmed


def test_whoever_left_before_confirming_is_let_in_by_the_code_that_confirms(
    visitor: Visitor, passwordless: Accounts
) -> None:
    passwordless.sign_up(EMAIL)
    visitor.choose("passwordless")
    visitor.begin_sign_in(EMAIL)
    assert len(visitor.messages(EMAIL)) == 2
    page = visitor.confirm_sign_in(confirmation_code=visitor.newest_code(EMAIL))
    assert page.location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize("operation", ["ConfirmSignUp", "InitiateAuth"])
def test_a_code_that_confirmed_is_never_called_wrong(
    visitor: Visitor, passwordless: Accounts, operation: str
) -> None:
    """A trigger may fail after it, or the sign-in."""
    passwordless.sign_up(EMAIL)
    visitor.choose("passwordless")
    visitor.begin_sign_in(EMAIL)
    code = visitor.newest_code(EMAIL)
    name = {"ConfirmSignUp": "UnexpectedLambdaException", "InitiateAuth": "InternalErrorException"}
    failure = {"failure": f"{operation}:{name[operation]}"}
    visitor.post("/workbench/failure", failure, page="/workbench")
    page = visitor.confirm_sign_in(confirmation_code=code)
    assert page.location == "/sign-in"
    assert visitor.follow(page).notices == ["Your account is ready. Sign in to continue."]


@pytest.mark.asvs("6.3.8")
def test_where_there_are_passwords_whoever_has_the_mailbox_sets_a_new_one(
    chooser: Visitor, choice: Accounts, new_visitor: Callable[[], Visitor]
) -> None:
    """Somebody else may have signed up with the address, and a password of their own."""
    choice.sign_up(EMAIL, "Attackers-choice-1")
    chooser.begin_sign_in(EMAIL)
    chooser.choose_factor("EMAIL_OTP")
    page = chooser.confirm_sign_in(confirmation_code=chooser.newest_code(EMAIL))
    assert page.location == "/confirm-reset-password"
    assert chooser.get("/account").location == "/sign-in"
    signed_in = chooser.set_password(chooser.newest_code(EMAIL), "Owners-choice-2")
    assert signed_in.location == AFTER_SIGN_IN_URL
    attacker = new_visitor()
    attacker.choose("choice")
    attacker.begin_sign_in(EMAIL)
    attacker.choose_factor("PASSWORD")
    assert attacker.confirm_sign_in(password="Attackers-choice-1").status == 422


# Events


@pytest.fixture
def happened(app: Flask, caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return a function that returns what was logged of a login since the last time."""
    caplog.set_level(logging.INFO)
    with app.app_context():
        who = keyed_hash(EMAIL)

    def read() -> list[str]:
        lines = [vars(record) for record in caplog.records]
        caplog.clear()
        return [str(line["event"]) for line in lines if line.get("who") == who]

    return read


@pytest.mark.asvs("16.2.1", "16.3.1")
def test_a_factor_that_was_sent_is_logged_and_one_that_was_not(
    chooser: Visitor,
    choice: Accounts,
    happened: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cannot_send(*_: object, **__: object) -> NoReturn:
        raise ServiceError("LimitExceededException", "Cannot send.")

    choice.confirm(EMAIL)
    chooser.begin_sign_in(EMAIL)
    assert happened() == []
    chooser.choose_factor("EMAIL_OTP")
    assert happened() == ["code_sent"]
    chooser.choose_factor("WEB_AUTHN")
    assert happened() == ["code_not_sent"], "there is no passkey"
    with monkeypatch.context() as patch:
        patch.setattr("user_pool.one_time_passwords.authentication_message", cannot_send)
        chooser.choose_factor("EMAIL_OTP")
    assert happened() == ["code_not_sent"]


@pytest.mark.asvs("16.2.1", "16.3.1")
@pytest.mark.parametrize(
    ("failure", "events"),
    [
        ("", ["user_confirmed", "authn_login_success"]),
        (
            "ConfirmSignUp:UnexpectedLambdaException",
            ["pool_failed", "user_confirmed", "authn_login_fail"],
        ),
        ("InitiateAuth:InternalErrorException", ["user_confirmed", "authn_login_fail"]),
    ],
)
def test_what_came_of_the_code_that_confirms_is_logged(
    visitor: Visitor,
    passwordless: Accounts,
    happened: Callable[[], list[str]],
    failure: str,
    events: list[str],
) -> None:
    passwordless.sign_up(EMAIL)
    visitor.choose("passwordless")
    visitor.begin_sign_in(EMAIL)
    code = visitor.newest_code(EMAIL)
    if failure:
        visitor.post("/workbench/failure", {"failure": failure}, page="/workbench")
    happened()
    visitor.confirm_sign_in(confirmation_code=code)
    assert happened() == events


# Limits


@pytest.mark.asvs("6.3.1", "6.6.3")
def test_codes_and_tries_run_out(visitor: Visitor, clock: Clock) -> None:
    visitor.choose("passwordless")
    statuses = []
    for _ in range(6):
        statuses.append(visitor.begin_sign_in(EMAIL).status)
        clock.advance(30)
    assert statuses == [303] * 5 + [429]
    tries = [visitor.confirm_sign_in(confirmation_code="000000").status for _ in range(11)]
    assert tries == [422] * 10 + [429]
    clock.advance(20 * 60)
    assert visitor.begin_sign_in(EMAIL).status == 303


# Taken addresses, where Cognito has no message for their owners


@pytest.mark.asvs("6.3.7")
def test_the_owner_of_a_taken_address_is_told_by_mail_of_our_own(
    visitor: Visitor, passwordless: Accounts
) -> None:
    passwordless.confirm(EMAIL)
    visitor.choose("passwordless")
    assert visitor.post("/sign-up", {"email": EMAIL}).location == "/confirm-sign-up"
    mail = visitor.messages(EMAIL)[0]
    assert mail["subject"] == "You already have an account with Amplify on Flask"
    assert "sign in instead: http://localhost/sign-in" in mail["body"]
    assert mail["code"] is None
    assert visitor.confirm("000000").status == 422


def test_it_is_in_the_visitors_language(app: Flask, passwordless: Accounts) -> None:
    passwordless.confirm(EMAIL)
    visitor = Visitor(app, language=None)
    visitor.choose("passwordless")
    visitor.get("/sign-up?lang=de")
    visitor.post("/sign-up", {"email": EMAIL})
    assert "Sie haben bereits ein Konto" in visitor.messages(EMAIL)[0]["subject"]


def test_whoever_left_before_confirming_gets_the_code_and_is_signed_in_by_it(
    visitor: Visitor, passwordless: Accounts
) -> None:
    passwordless.sign_up(EMAIL)
    visitor.choose("passwordless")
    visitor.post("/sign-up", {"email": EMAIL})
    assert [message["code"] is not None for message in visitor.messages(EMAIL)] == [True, True]
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL


def test_without_a_mailer_nobody_is_told(
    app: Flask, visitor: Visitor, passwordless: Accounts
) -> None:
    app.extensions["signup"] = replace(app.extensions["signup"], mailer=None)
    passwordless.confirm(EMAIL)
    sent = len(visitor.messages(EMAIL))
    visitor.choose("passwordless")
    assert visitor.post("/sign-up", {"email": EMAIL}).location == "/confirm-sign-up"
    assert len(visitor.messages(EMAIL)) == sent


@pytest.mark.asvs("16.3.4")
def test_a_mailer_that_fails_is_in_the_log(
    app: Flask, visitor: Visitor, passwordless: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    mailer = Mock(base_url="http://localhost")
    mailer.send.side_effect = ConnectionRefusedError
    app.extensions["signup"] = replace(app.extensions["signup"], mailer=mailer)
    passwordless.confirm(EMAIL)
    visitor.choose("passwordless")
    caplog.clear()
    assert visitor.post("/sign-up", {"email": EMAIL}).location == "/confirm-sign-up"
    events = {str(vars(record).get("event")): record for record in caplog.records}
    crash = vars(events["sys_crash"])
    assert (crash["reason"], crash["exc_info"][0]) == ("the mailer", ConnectionRefusedError)


def test_every_kind_of_account_is_there(app: Flask) -> None:
    """Accounts that could not be made would be compared with nothing."""
    kinds = {"unknown", "email", "unconfirmed", "disabled", "password"}
    assert set(every_kind(Accounts(app, "passwordless"))) == kinds
    assert set(every_kind(Accounts(app, "choice"))) == kinds | {"passkey"}
