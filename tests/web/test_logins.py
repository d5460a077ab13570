"""Logins that sign-up accepted, typed the same way or another in every later form."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import phonenumbers
import pytest
from flask import Flask
from phonenumbers import phonenumberutil

from signup.forms.fields import phone_numbers
from signup.forms.fields.base import is_unseen
from signup.forms.login import normalize_login
from signup.web.rate_limits import RULES, SIGN_IN_CODES, Rule
from tests.html_lint import attributes_of
from tests.outputs import write_outputs
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
PHONE = "+442079460958"
GB = {"country_code": "GB"}
UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u180e"
FULL_WIDTH = "\uff10\uff12\uff10 \uff17\uff19\uff14\uff16 \uff10\uff19\uff15\uff18"

NUMBERS = [
    {"phone_number": "020 7946 0958", **GB},
    {"phone_number": FULL_WIDTH, **GB},
    {"phone_number": "(020) 7946-0958", **GB},
    {"phone_number": "020\u30fc7946\u22120958", **GB},
    {"phone_number": "[020] 7946~0958", **GB},
    {"phone_number": "+44 20 7946 0958", "country_code": "US"},
    {"phone_number": f"{UNSEEN}+44\u200b20 7946 0958", "country_code": "US"},
    {"phone_number": "0044 20 7946 0958", "country_code": "US"},
]
ADDRESSES = [
    EMAIL,
    "  ADA@Example.COM ",
    f"ada{UNSEEN}@example.com",
    "ada@example.com\u200b",
]


def at(visitor: Visitor, scenario: str) -> Visitor:
    visitor.choose(scenario)
    return visitor


def sign_up(visitor: Visitor, **fields: str) -> Page:
    return visitor.post("/sign-up", {"password": PASSWORD, **fields})


def confirmed(visitor: Visitor, to: str, **fields: str) -> None:
    assert sign_up(visitor, **fields).location == "/confirm-sign-up"
    assert visitor.confirm(visitor.newest_code(to)).status == 303


def sign_in(visitor: Visitor, password: str = PASSWORD, **fields: str) -> Page:
    return visitor.post("/sign-in", {"password": password, **fields})


@pytest.mark.slow
@pytest.mark.parametrize("written", NUMBERS, ids=lambda fields: fields["phone_number"])
def test_a_number_signs_in_however_it_is_written(
    new_visitor: Callable[[], Visitor], written: dict[str, str]
) -> None:
    confirmed(at(new_visitor(), "phone"), PHONE, phone_number="020 7946 0958", **GB)
    visitor = at(new_visitor(), "phone")
    assert sign_in(visitor, **written).location == AFTER_SIGN_IN_URL
    visitor.sign_out()
    forgotten = len(visitor.messages(PHONE))
    assert visitor.post("/reset-password", written).location == "/confirm-reset-password"
    assert len(visitor.messages(PHONE)) == forgotten + 1


@pytest.mark.parametrize("written", NUMBERS, ids=lambda fields: fields["phone_number"])
def test_a_number_signs_up_however_it_is_written(visitor: Visitor, written: dict[str, str]) -> None:
    assert sign_up(at(visitor, "phone"), **written).status == 303
    assert visitor.messages(PHONE)


@pytest.mark.parametrize("typed", ADDRESSES)
def test_an_address_signs_in_however_it_is_typed(
    new_visitor: Callable[[], Visitor], typed: str
) -> None:
    confirmed(new_visitor(), EMAIL, email=EMAIL)
    assert new_visitor().sign_in(typed).location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize(
    "typed", ["ada@bücher.example", "ada@BÜCHER.example", "ada@xn--bcher-kva.example"]
)
def test_an_address_with_another_alphabet_signs_in(
    new_visitor: Callable[[], Visitor], typed: str
) -> None:
    confirmed(new_visitor(), "ada@xn--bcher-kva.example", email="ada@bücher.example")
    assert new_visitor().sign_in(typed).location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize("typed", ["020 7946 0958", PHONE, EMAIL])
def test_where_both_sign_in_either_may_be_typed(
    make_app: Callable[..., Flask], tmp_path: Path, typed: str
) -> None:
    both = ["email", "phone_number"]
    auth = {"username_attributes": both, "user_verification_types": both}
    path = write_outputs(tmp_path, auth | {"standard_required_attributes": []})
    visitor = Visitor(make_app(AMPLIFY_OUTPUTS=path))
    if typed == EMAIL:
        confirmed(visitor, EMAIL, email=EMAIL)
    else:
        confirmed(visitor, PHONE, phone_number="020 7946 0958", **GB)
    assert sign_in(visitor, username=typed, **GB).location == AFTER_SIGN_IN_URL


@pytest.mark.parametrize(
    ("scenario", "fields"),
    [
        ("email", ["email", "password"]),
        ("phone", ["country_code", "phone_number", "password"]),
        ("email-and-phone", ["username", "country_code", "password"]),
        ("username", ["username", "password"]),
    ],
)
def test_the_ways_back_ask_for_a_country_where_a_number_needs_one(
    visitor: Visitor, scenario: str, fields: list[str]
) -> None:
    at(visitor, scenario)
    for path, names in (("/sign-in", fields), ("/reset-password", fields[:-1])):
        page = visitor.get(path, headers={"Accept-Language": "en-GB"})
        nodes = page.document.query("main input, main select")
        found = [attributes_of(node) for node in nodes]
        assert [field["name"] for field in found if field.get("type") != "hidden"] == names
        if "country_code" in names:
            (chosen,) = page.document.query("main option[selected]")
            assert attributes_of(chosen)["value"] == "GB"


def test_what_was_typed_is_shown_again_as_it_was_typed(visitor: Visitor) -> None:
    page = sign_in(at(visitor, "phone"), phone_number="020 7946 0958", **GB)
    assert page.status == 422
    assert page.value("phone_number") == "020 7946 0958"
    (chosen,) = page.document.query("main option[selected]")
    assert attributes_of(chosen)["value"] == "GB"


@pytest.mark.slow
@pytest.mark.asvs("2.4.1", "6.3.1")
def test_all_spellings_of_one_login_share_its_count(new_visitor: Callable[[], Visitor]) -> None:
    def guess(written: dict[str, str]) -> int:
        return sign_in(at(new_visitor(), "phone"), "Wrong-password-1", **written).status

    spellings = NUMBERS * 2
    tries = RULES["signup.sign_in"].account
    assert [guess(written) for written in spellings[:tries]] == [422] * tries
    assert {guess(written) for written in NUMBERS} == {429}


Act = Callable[[Visitor, str], Page]
COUNTED: list[tuple[Act, Rule]] = [
    (Visitor.sign_up, RULES["signup.sign_up"]),
    (Visitor.reset_password, RULES["signup.reset_password"]),
    (lambda visitor, typed: visitor.sign_in(typed, "Wrong-password-1"), RULES["signup.sign_in"]),
    (
        lambda visitor, typed: at(visitor, "passwordless").post("/sign-in", {"email": typed}),
        SIGN_IN_CODES,
    ),
]


@pytest.mark.slow
@pytest.mark.asvs("2.4.1", "6.3.1")
@pytest.mark.parametrize(("act", "rule"), COUNTED)
def test_all_spellings_of_one_address_share_its_count(
    new_visitor: Callable[[], Visitor], act: Act, rule: Rule
) -> None:
    typed = (ADDRESSES * rule.account)[: rule.account + 1]
    *allowed, refused = [act(new_visitor(), address).status for address in typed]
    assert 429 not in allowed
    assert refused == 429


@pytest.mark.asvs("6.3.1")
@pytest.mark.parametrize("path", ["/sign-in", "/reset-password"])
def test_nobody_signs_in_by_the_accounts_number(
    app: Flask, new_visitor: Callable[[], Visitor], path: str
) -> None:
    """Cognito takes an account's `sub` for a login, which would have a count of its own."""
    visitor = new_visitor()
    confirmed(visitor, EMAIL, email=EMAIL)
    visitor.auto_sign_in()
    (sub,) = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", visitor.get("/account").response.text)
    for scenario, field in (("email", "email"), ("email-and-phone", "username")):
        page = at(new_visitor(), scenario).post(path, {field: sub, "password": PASSWORD})
        assert (page.status, page.location) == (422, None)
        assert len(page.errors) == 1
    assert len(app.extensions["demo"].outbox(EMAIL)) == 1


@pytest.mark.slow
@pytest.mark.asvs("16.2.5")
def test_all_spellings_of_one_login_are_one_person_in_the_log(
    new_visitor: Callable[[], Visitor], caplog: pytest.LogCaptureFixture
) -> None:
    def who() -> Iterator[str]:
        for written in NUMBERS:
            caplog.clear()
            sign_in(at(new_visitor(), "phone"), "Wrong-password-1", **written)
            found = {record.__dict__.get("who") for record in caplog.records}
            yield from {str(who) for who in found if who}

    assert len({*who()}) == 1


@pytest.mark.parametrize(
    ("typed", "kinds", "country", "login"),
    [
        ("Ada@EXAMPLE.com", ["email"], None, "ada@example.com"),
        # Accounts that another client made.
        ("ada@localhost", ["email"], None, "ada@localhost"),
        ("ädä@example.com", ["email"], None, "ädä@example.com"),
        ("+1 000 000 0000", ["phone_number"], "GB", "+10000000000"),
        ("+999 123 4567", ["email", "phone_number"], "GB", "+9991234567"),
        ("ada@example.com", ["phone_number", "email"], "GB", "ada@example.com"),
        ("Ada", ["username"], None, "Ada"),
        ("ada@EXAMPLE.com", [], None, "ada@EXAMPLE.com"),
    ],
)
def test_logins(typed: str, kinds: list[str], country: str | None, login: str) -> None:
    assert normalize_login(typed, kinds, country) == login


@pytest.mark.slow
@pytest.mark.parametrize("character", UNSEEN)
def test_a_username_with_what_cannot_be_seen_is_refused(visitor: Visitor, character: str) -> None:
    at(visitor, "username")
    for typed in (f"a{character}da", f"ada{character}", f"{character}ada"):
        page = sign_up(visitor, username=typed, email=EMAIL)
        said = "Username contains a hidden character. Type it again instead of pasting it."
        assert (page.status, page.errors) == (422, [said])
    confirmed(visitor, EMAIL, username="ada", email=EMAIL)
    assert sign_in(visitor, username=f"{character}a{character}da").location == AFTER_SIGN_IN_URL


def test_numbers_may_be_written_with_all_that_libphonenumber_knows() -> None:
    pattern = re.compile(f"[{phonenumberutil._VALID_PUNCTUATION}]")  # noqa: SLF001 - has no other name
    known = {chr(code) for code in range(0x10000) if pattern.fullmatch(chr(code))}
    assert len(known) > 20
    for character in known - {"x"}:
        written = f"+44{character}20 7946{character}0958"
        shown = "".join(c for c in written if not is_unseen(c))
        assert phone_numbers.e164(shown, "GB") == (PHONE, "GB"), ascii(character)
    assert phonenumbers.is_valid_number(phonenumbers.parse(PHONE))


@pytest.mark.parametrize(
    ("email", "accepted"),
    [
        (f"{'a' * 64}@example.com", True),
        (f"{'a' * 65}@example.com", False),
        ("ada@example.test", True),
        ("ada@sub.example.test", True),
        ("ada@example.invalid", False),
        ("ada@localhost", False),
    ],
)
def test_addresses_at_the_edge(visitor: Visitor, email: str, accepted: bool) -> None:
    page = sign_up(visitor, email=email)
    said = "Enter an email address like name@example.com"
    assert page.errors == ([] if accepted else [said])
    assert page.status == (303 if accepted else 422)
