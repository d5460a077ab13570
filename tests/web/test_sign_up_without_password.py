"""Sign-up without a password, in pools that have codes as a first factor."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from amplify_auth import AmplifyOutputsError, load_amplify_outputs
from signup.forms.first_factors import NAME, SECTION, first_factors
from signup.web.honeypot import TRAP
from tests.html_lint import attributes_of
from tests.outputs import write_outputs
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
PHONE = "+12025550143"
CODES = {"passwordless": {"email_otp_enabled": True}}
WEB_AUTHN = {"relying_party_id": "localhost", "user_verification": "required"}


def names(page: Page) -> list[str]:
    """Return the names of what is asked for."""
    fields = page.document.query("main form .field input, main form fieldset input")
    return list(dict.fromkeys(attributes_of(field)["name"] for field in fields))


def code_to_account(visitor: Visitor, page: Page) -> Page:
    """Confirm with the code that was sent, and sign in."""
    assert page.location == "/confirm-sign-up", page.errors
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL
    return visitor.get("/account")


def test_where_there_are_only_codes_no_password_is_asked_for(visitor: Visitor) -> None:
    visitor.choose("passwordless")
    page = visitor.get("/sign-up")
    assert names(page) == ["email"]
    assert "We'll email you a code, so you don't need a password" in page.text
    account = code_to_account(visitor, visitor.post("/sign-up", {"email": EMAIL}))
    assert EMAIL in account.text
    assert len(visitor.messages(EMAIL)) == 1, "the code that confirms signs in as well"


def test_whoever_goes_back_is_led_to_sign_in_and_not_to_a_reset(visitor: Visitor) -> None:
    visitor.choose("passwordless")
    visitor.post("/sign-up", {"email": EMAIL})
    page = visitor.get("/confirm-sign-up")
    assert "Already registered? Sign in" in page.text
    assert "reset" not in page.text


def test_where_there_is_a_choice_an_empty_password_means_codes(visitor: Visitor) -> None:
    visitor.choose("choice")
    page = visitor.get("/sign-up")
    assert names(page) == ["email", "first_factor", "password"]
    (choice,) = page.document.query("#first_factor")
    assert "disabled" in attributes_of(choice), "only a script enables it"
    code_to_account(visitor, visitor.post("/sign-up", {"email": EMAIL, "password": ""}))
    assert len(visitor.messages(EMAIL)) == 1


def test_where_there_is_a_choice_a_password_is_a_password(visitor: Visitor) -> None:
    visitor.choose("choice")
    code_to_account(visitor, visitor.sign_up(EMAIL))
    visitor.sign_out()
    refused = visitor.post("/sign-up", {"email": "eve@example.com", "password": "short"})
    assert refused.status == 422
    assert "Your password must have" in refused.errors[0]


def test_codes_that_were_chosen_need_no_password_and_drop_one(visitor: Visitor) -> None:
    visitor.choose("choice")
    fields = {"email": EMAIL, "first_factor": "EMAIL_OTP", "password": "short"}
    code_to_account(visitor, visitor.post("/sign-up", fields))


def test_a_password_that_was_chosen_has_to_be_there(visitor: Visitor) -> None:
    visitor.choose("choice")
    page = visitor.post("/sign-up", {"email": EMAIL, "first_factor": "PASSWORD", "password": ""})
    assert (page.status, page.errors) == (422, ["Enter a password"])


@pytest.mark.parametrize("choice", ["", "WEB_AUTHN", "SMS_OTP", "nothing"])
def test_what_is_not_among_the_choices_is_refused(visitor: Visitor, choice: str) -> None:
    visitor.choose("choice")
    fields = {"email": EMAIL, "first_factor": choice, "password": PASSWORD}
    page = visitor.post("/sign-up", fields)
    assert (page.status, page.errors) == (422, ["Choose an option"])


@pytest.fixture
def pool_with(
    make_app: Callable[..., Flask], tmp_path: Path
) -> Callable[[dict[str, Any], dict[str, Any]], Visitor]:
    """Return a maker of visitors to a pool with other settings."""

    def make(auth: dict[str, Any], custom: dict[str, Any]) -> Visitor:
        path = write_outputs(tmp_path, auth, {"user_pool": {}} | custom)
        return Visitor(make_app(AMPLIFY_OUTPUTS=path))

    return make


@pytest.mark.parametrize(
    ("preferred", "selected"),
    [(None, "PASSWORD"), ("PASSWORD", "PASSWORD"), ("EMAIL_OTP", "EMAIL_OTP")],
)
def test_the_preferred_factor_is_selected(
    pool_with: Callable[..., Visitor], preferred: str | None, selected: str
) -> None:
    passwordless = CODES["passwordless"] | ({"preferred_challenge": preferred} if preferred else {})
    page = pool_with({"passwordless": passwordless}, {}).get("/sign-up")
    (checked,) = page.document.query("[name=first_factor][checked]")
    assert attributes_of(checked)["value"] == selected


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"email": EMAIL}, None),
        ({"email": EMAIL, "first_factor": "EMAIL_OTP"}, None),
        ({"phone_number": PHONE, "first_factor": "SMS_OTP"}, None),
        (
            {"phone_number": PHONE, "first_factor": "EMAIL_OTP"},
            "Enter an email address to get codes by email",
        ),
        (
            {"email": EMAIL, "first_factor": "SMS_OTP"},
            "Enter a phone number to get codes by text message",
        ),
    ],
)
def test_codes_need_an_address_to_go_to(
    pool_with: Callable[..., Visitor], fields: dict[str, str], error: str | None
) -> None:
    visitor = pool_with(
        {
            "username_attributes": ["email", "phone_number"],
            "standard_required_attributes": [],
            "user_verification_types": ["email", "phone_number"],
            "passwordless": {"email_otp_enabled": True, "sms_otp_enabled": True},
        },
        {},
    )
    page = visitor.post("/sign-up", {"password": "", **fields})
    assert page.errors == ([error] if error else [])
    assert page.status == (422 if error else 303)


def outputs_with(folder: Path, passwordless: dict[str, Any] | None, hidden: object) -> Any:
    custom = {"sign_in": {"hidden_auth_methods": hidden}} if hidden is not None else {}
    auth = {"passwordless": passwordless} if passwordless else {}
    return load_amplify_outputs(write_outputs(folder, auth, custom))


@pytest.mark.parametrize(
    ("passwordless", "hidden", "offered", "preferred"),
    [
        (None, None, ("PASSWORD",), "PASSWORD"),
        ({"email_otp_enabled": True}, None, ("PASSWORD", "EMAIL_OTP"), None),
        ({"email_otp_enabled": True}, ["PASSWORD"], ("EMAIL_OTP",), "EMAIL_OTP"),
        (
            {"email_otp_enabled": True, "sms_otp_enabled": True, "web_authn": WEB_AUTHN},
            None,
            ("PASSWORD", "WEB_AUTHN", "EMAIL_OTP", "SMS_OTP"),
            None,
        ),
        (
            {"web_authn": WEB_AUTHN, "preferred_challenge": "WEB_AUTHN"},
            None,
            ("PASSWORD", "WEB_AUTHN"),
            "WEB_AUTHN",
        ),
        # Only a page of the relying party can use a passkey, and nobody says which one that is.
        ({"web_authn": {"user_verification": "required"}}, None, ("PASSWORD",), "PASSWORD"),
        # A preference for what is off or hidden is none.
        (
            {"email_otp_enabled": True, "preferred_challenge": "SMS_OTP"},
            None,
            ("PASSWORD", "EMAIL_OTP"),
            None,
        ),
        (
            {"sms_otp_enabled": True, "preferred_challenge": "PASSWORD"},
            ["PASSWORD"],
            ("SMS_OTP",),
            "SMS_OTP",
        ),
    ],
)
def test_the_factors_follow_from_the_file(
    tmp_path: Path,
    passwordless: dict[str, Any] | None,
    hidden: list[str] | None,
    offered: tuple[str, ...],
    preferred: str | None,
) -> None:
    factors = first_factors(outputs_with(tmp_path, passwordless, hidden))
    assert (factors.offered, factors.preferred) == (offered, preferred)


@pytest.mark.parametrize("hidden", [["PASSWORD"], "PASSWORD", ["PASSWORDS"], {}, [1]])
def test_a_file_that_leaves_nothing_or_makes_no_sense_is_refused(
    tmp_path: Path, hidden: object
) -> None:
    with pytest.raises(AmplifyOutputsError, match=NAME):
        first_factors(outputs_with(tmp_path, None, hidden))


@pytest.mark.parametrize("section", [[], {"hidden": ["PASSWORD"]}])
def test_a_section_of_another_kind_is_refused(tmp_path: Path, section: object) -> None:
    path = write_outputs(tmp_path, {}, {"sign_in": section})
    with pytest.raises(AmplifyOutputsError, match=SECTION):
        first_factors(load_amplify_outputs(path))


def test_codes_without_a_field_for_their_address_stop_the_start(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    path = write_outputs(
        tmp_path,
        {"passwordless": {"sms_otp_enabled": True}},
        {"sign_in": {"hidden_auth_methods": ["PASSWORD"]}},
    )
    with pytest.raises(SystemExit, match="the form asks for no address to send codes to"):
        make_app(AMPLIFY_OUTPUTS=path)


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("preferred", ["EMAIL_OTP", "PASSWORD"])
def test_a_page_that_waits_for_a_link_waits_for_every_address(
    make_app: Callable[..., Flask], tmp_path: Path, preferred: str
) -> None:
    path = write_outputs(
        tmp_path,
        {"passwordless": {"email_otp_enabled": True, "preferred_challenge": preferred}},
        {
            "auth": {"sign_up_verification_method": "link"},
            "user_pool": {"verification": "link"},
        },
    )
    app = make_app(AMPLIFY_OUTPUTS=path)
    for trap in ("", "", "https://spam.example"):
        visitor = Visitor(app)
        assert visitor.sign_up(EMAIL, "", **{TRAP: trap}).location == "/auto-sign-in"
        page = visitor.auto_sign_in()
        assert page.location == "/auto-sign-in"
        assert "hasn't been opened yet" in visitor.follow(page).notices[0]
