from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from amplify_auth import load_amplify_outputs
from signup.forms.sign_up import SignUpForm, sign_up_form
from tests.outputs import write_outputs

EMAIL, PHONE, PASSWORD = "ada@example.com", "+12025550123", "Correct-horse-7"
BOTH = ["email", "phone_number"]

NO_NAMES = {"country_code", "csrf_token", "password"}

Fill = Callable[..., SignUpForm]


@pytest.fixture
def fill(app: Flask, tmp_path: Path) -> Fill:
    """Return a function that makes the form for an `auth` section and fills it in."""

    def make(
        auth: dict[str, Any], custom: dict[str, Any] | None = None, **fields: str
    ) -> SignUpForm:
        outputs = load_amplify_outputs(write_outputs(tmp_path, auth, custom))
        with app.test_request_context("/sign-up", method="POST", data=fields):
            form = sign_up_form(outputs)()
            form.validate()
            form.csrf_token.errors = []
            return form

    return make


@pytest.mark.parametrize(
    ("logins", "required", "verified", "expected"),
    [
        (["email"], [], [], "email!"),
        (["email"], ["email"], ["email"], "email!"),
        (["phone_number"], [], ["phone_number"], "phone_number!"),
        (["phone_number"], ["email"], ["phone_number"], "phone_number! email!"),
        (["phone_number"], [], ["email"], "phone_number! email!"),
        (BOTH, [], BOTH, "email phone_number"),
        (BOTH, BOTH, BOTH, "email! phone_number!"),
        (BOTH, [], ["email"], "email! phone_number"),
        (BOTH, [], ["phone_number"], "email phone_number!"),
        (["phone_number", "email"], [], [], "email phone_number"),
        (["username"], [], ["email"], "username! email!"),
        (["username"], [], ["phone_number"], "username! phone_number!"),
        (["username"], [], ["phone_number", "email"], "username! email!"),
        (["username"], ["phone_number"], BOTH, "username! phone_number!"),
        (["username"], BOTH, BOTH, "username! email! phone_number!"),
        (["username"], [], [], "username!"),
        (["email", "username"], [], ["email"], "username! email!"),
    ],
)
def test_who_is_asked_for_what(
    fill: Fill, logins: list[str], required: list[str], verified: list[str], expected: str
) -> None:
    auth = {
        "username_attributes": logins,
        "standard_required_attributes": required,
        "user_verification_types": verified,
    }
    form = fill(auth)
    names = [name for name in form._fields if name not in NO_NAMES]
    optional = [name for name in names if "(optional)" in form[name].label.text]
    marked = [name if name in optional else f"{name}!" for name in names]
    assert " ".join(marked) == expected


@pytest.mark.parametrize(
    ("auth", "fields", "username", "code_address"),
    [
        ({}, {"email": EMAIL}, EMAIL, ("email", EMAIL)),
        (
            {"username_attributes": ["phone_number"], "user_verification_types": ["email"]},
            {"email": EMAIL, "phone_number": PHONE},
            PHONE,
            ("email", EMAIL),
        ),
        (
            {"username_attributes": BOTH, "user_verification_types": BOTH},
            {"email": EMAIL, "phone_number": PHONE},
            EMAIL,
            ("phone_number", PHONE),
        ),
        (
            {"username_attributes": BOTH, "user_verification_types": BOTH},
            {"phone_number": PHONE},
            PHONE,
            ("phone_number", PHONE),
        ),
        (
            {"username_attributes": ["username"]},
            {"username": "ada", "email": EMAIL},
            "ada",
            ("email", EMAIL),
        ),
        ({"username_attributes": ["email"], "user_verification_types": []}, {}, "", ("email", "")),
    ],
)
def test_what_is_sent(
    fill: Fill,
    auth: dict[str, Any],
    fields: dict[str, str],
    username: str,
    code_address: tuple[str, str],
) -> None:
    auth = {"standard_required_attributes": [], **auth}
    form = fill(auth, password=PASSWORD, **fields)
    assert form.sign_up_username == username
    assert form.code_address == code_address
    assert form.user_attributes == {k: v for k, v in fields.items() if k != "username"}


def test_one_of_two_is_enough_and_none_is_not(fill: Fill) -> None:
    auth = {
        "username_attributes": BOTH,
        "standard_required_attributes": [],
        "user_verification_types": BOTH,
    }
    assert not fill(auth, password=PASSWORD, phone_number=PHONE).errors
    assert not fill(auth, password=PASSWORD, email=EMAIL).errors
    neither = fill(auth, password=PASSWORD)
    assert neither.errors == {"email": ["Enter your email address or phone number"]}


def test_which_address_is_said_to_get_the_code(fill: Fill) -> None:
    by_text, by_email = (
        "We'll text you a code to confirm this number",
        ("We'll email you a code to confirm this address"),
    )
    for logins, required, verified, email, phone in (
        (["email"], ["phone_number"], BOTH, "", by_text),
        (["email"], ["phone_number"], ["email"], by_email, ""),
        (BOTH, [], BOTH, "", ""),
        (BOTH, BOTH, BOTH, "", by_text),
    ):
        form = fill(
            {
                "username_attributes": logins,
                "standard_required_attributes": required,
                "user_verification_types": verified,
            }
        )
        assert (form["email"].description, form["phone_number"].description) == (email, phone)


def test_what_is_kept_is_json_and_holds_no_password(fill: Fill) -> None:
    form = fill(
        {"standard_required_attributes": ["email", "birthdate", "phone_number"]},
        {"sign_up": {"terms": {"url": "/terms"}}},
        email=EMAIL,
        password=PASSWORD,
        birthdate="10 December 1995",
        phone_number="(202) 555-0123",
        country_code="US",
        terms="y",
    )
    assert form.kept() == {
        "email": EMAIL,
        "birthdate": "1995-12-10",
        "country_code": "US",
        "phone_number": PHONE,
        "terms": "True",
    }


def test_what_was_kept_fills_the_form_in(app: Flask) -> None:
    kept = {"email": EMAIL}
    with app.test_request_context("/sign-up"):
        outputs = load_amplify_outputs(app.root_path + "/config/amplify_outputs.json")
        form = sign_up_form(outputs)(data=kept)
        assert f'value="{EMAIL}"' in str(form["email"]())
        assert not form["password"].data
