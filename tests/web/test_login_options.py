"""Login options: each has its form, which follows `amplify_outputs.json`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import AmplifyOutputs, load_amplify_outputs
from config.settings import ROOT
from signup.flows import enumeration_protection
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Page, Visitor
from tests.web.test_account_states import sending_fails

EMAIL = "ada@example.com"
PHONE = "+442079460958"
US_PHONE = "+15555550123"


def outputs(scenario: str) -> AmplifyOutputs:
    return load_amplify_outputs(ROOT / "config" / "scenarios" / f"{scenario}.json")


def sign_up(visitor: Visitor, **fields: Any) -> Page:
    return visitor.post("/sign-up", {"password": PASSWORD, **fields})


def fields_of(page: Page) -> list[str]:
    nodes = page.document.query("main input, main select, main textarea")
    seen = [attributes_of(node) for node in nodes]
    # The token, the time and the trap of the form are nobody's to fill in.
    return [
        field["name"]
        for field in seen
        if field.get("type") != "hidden" and field.get("tabindex") != "-1"
    ]


def attribute(page: Page, name: str, html: str) -> str | None:
    (node,) = page.document.query(f'main [name="{name}"]')
    return attributes_of(node).get(html)


def chosen(page: Page, name: str) -> str:
    (node,) = page.document.query(f'main [name="{name}"] option[selected]')
    return attributes_of(node)["value"]


@pytest.fixture
def at(visitor: Visitor) -> Callable[[str], Visitor]:
    """Return a function that takes the visitor to a scenario."""

    def choose(scenario: str) -> Visitor:
        assert visitor.choose(scenario).status == 303
        return visitor

    return choose


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize(
    ("scenario", "fields", "to", "account"),
    [
        ("email", {"email": EMAIL}, EMAIL, EMAIL),
        ("phone", {"phone_number": PHONE}, PHONE, PHONE),
        ("phone", {"phone_number": US_PHONE}, US_PHONE, US_PHONE),
        ("email-and-phone", {"email": EMAIL}, EMAIL, EMAIL),
        ("email-and-phone", {"email": EMAIL, "phone_number": PHONE}, EMAIL, PHONE),
        ("username", {"username": "ada", "email": EMAIL}, EMAIL, EMAIL),
    ],
)
def test_from_the_form_to_the_account(
    at: Callable[[str], Visitor], scenario: str, fields: dict[str, str], to: str, account: str
) -> None:
    visitor = at(scenario)
    assert visitor.get("/sign-up").status == 200
    signed_up = sign_up(visitor, **fields)
    assert (signed_up.status, signed_up.location) == (303, "/confirm-sign-up")
    confirmed = visitor.confirm(visitor.newest_code(to))
    assert confirmed.location == "/auto-sign-in"
    signed_in = visitor.account_after(visitor.auto_sign_in())
    assert signed_in.heading == "Your account"
    assert account in signed_in.text


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("scenario", "login", "fields"),
    [
        ("email", EMAIL, {"email": EMAIL}),
        ("phone", PHONE, {"phone_number": PHONE}),
        ("username", "ada", {"username": "ada", "email": EMAIL}),
    ],
)
def test_where_a_code_would_go_is_written_as_the_pool_writes_it(
    app: Flask, visitor: Visitor, scenario: str, login: str, fields: dict[str, str]
) -> None:
    visitor.choose(scenario)
    sign_up(visitor, **fields)
    auth = app.extensions["signup"].pool.scenarios[scenario]
    said = amplify_auth.resend_sign_up_code(auth, username=login)
    if login == "ada":
        said = replace(said, destination=None)  # which a name does not tell
    assert enumeration_protection.delivery_to(login) == said


def test_where_the_code_goes_for_a_name_is_the_pools_to_say(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.choose("username")
    sign_up(visitor, username="ada", email=EMAIL)
    visitor = Visitor(app)
    visitor.choose("username")
    with sending_fails(monkeypatch, "LimitExceededException"):
        page = visitor.post("/sign-in", {"username": "ada", "password": PASSWORD})
    page = visitor.follow(page)
    assert page.heading == "Confirm your email address"
    assert "to ada ." in page.text


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("scenario", "login", "heading"),
    [
        ("email", EMAIL, "Confirm your email address"),
        ("phone", US_PHONE, "Confirm your phone number"),
        ("email-and-phone", US_PHONE, "Confirm your phone number"),
    ],
)
def test_a_reset_may_lead_to_the_code_that_confirms(
    at: Callable[[str], Visitor], scenario: str, login: str, heading: str
) -> None:
    """An unconfirmed account gets that code; the page is there for every login."""
    visitor = at(scenario)
    name = visitor.get("/reset-password").document.query("main input:not([type=hidden])")[0]
    visitor.post("/reset-password", {attributes_of(name)["name"]: login})
    page = visitor.get("/confirm-sign-up")
    assert page.heading == heading
    assert login in page.text.replace(" ", "")


@pytest.mark.parametrize(
    ("scenario", "names"),
    [
        ("email", ["email", "password"]),
        ("phone", ["country_code", "phone_number", "password"]),
        ("email-and-phone", ["email", "country_code", "phone_number", "password"]),
        ("username", ["username", "email", "password"]),
    ],
)
def test_the_form_asks_for_what_the_pool_needs(
    at: Callable[[str], Visitor], scenario: str, names: list[str]
) -> None:
    assert fields_of(at(scenario).get("/sign-up")) == names


@pytest.mark.parametrize(
    ("scenario", "tokens"),
    [
        ("email", {"email": "username"}),
        ("phone", {"phone_number": "tel", "country_code": "tel-country-code"}),
        ("email-and-phone", {"email": "username", "phone_number": "tel"}),
        ("username", {"username": "username", "email": "email"}),
    ],
)
def test_browsers_know_what_each_field_is(
    at: Callable[[str], Visitor], scenario: str, tokens: dict[str, str]
) -> None:
    page = at(scenario).get("/sign-up")
    found = {name: attribute(page, name, "autocomplete") for name in tokens}
    assert found == tokens
    assert attribute(page, "password", "autocomplete") == "new-password"


@pytest.mark.parametrize(
    ("scenario", "errors"),
    [
        ("phone", ["Enter your phone number", "Enter a password"]),
        ("email-and-phone", ["Enter your email address", "Enter a password"]),
        ("username", ["Enter a username", "Enter your email address", "Enter a password"]),
    ],
)
def test_an_empty_form_says_what_to_enter(
    at: Callable[[str], Visitor], scenario: str, errors: list[str]
) -> None:
    page = at(scenario).post("/sign-up", {})
    assert (page.status, page.errors) == (422, errors)


@pytest.mark.slow
@pytest.mark.asvs("2.2.3")
@pytest.mark.parametrize(
    ("country", "written", "e164"),
    [
        ("GB", "020 7946 0958", "+442079460958"),
        ("GB", "2079460958", "+442079460958"),
        ("GB", "(020) 7946-0958", "+442079460958"),
        ("GB", "07700 900123", "+447700900123"),
        ("+44", "020 7946 0958", "+442079460958"),
        ("44", "020 7946 0958", "+442079460958"),
        ("gb", "020 7946 0958", "+442079460958"),
        ("US", "+44 (0)20 7946 0958", "+442079460958"),
        ("", "+44 20 7946 0958", "+442079460958"),
        ("", "202 555 0123", "+12025550123"),
        ("US", "+800 1234 5678", "+80012345678"),
        ("US", "0044 20 7946 0958", "+442079460958"),
        ("DE", "0044 20 7946 0958", "+442079460958"),
        ("US", "(202) 555-0123", "+12025550123"),
        ("US", "(555) 555-0123", "+15555550123"),
        ("US", "202.555.0123", "+12025550123"),
        ("US", "2025550123", "+12025550123"),
        ("US", "٢٠٢٥٥٥٠١٢٣", "+12025550123"),
        ("US", "202\u20115550123", "+12025550123"),
        ("US", " \u202a+1 202 555 0123\u202c", "+12025550123"),
        ("US", "+1\u200b202\u00a0555\u00a00123", "+12025550123"),
        ("IT", "06 1234 5678", "+390612345678"),
        ("FR", "06 12 34 56 78", "+33612345678"),
    ],
)  # fmt: skip
def test_a_number_may_be_written_as_people_write_it(
    at: Callable[[str], Visitor], country: str, written: str, e164: str
) -> None:
    visitor = at("phone")
    page = sign_up(visitor, country_code=country, phone_number=written)
    assert page.status == 303, page.errors
    assert visitor.messages(e164)


TOO_SHORT = "Phone number is too short. Add the area code or check the country code."
TOO_LONG = "Phone number is too long. Check the number and the country code."
FORMAT = "Enter a phone number, like (201) 555-0123 or +1 201-555-0123"


HIDDEN = "Username contains a hidden character. Type it again instead of pasting it."


@pytest.mark.parametrize(
    ("country", "written", "error"),
    [
        ("US", "202 555 012", TOO_SHORT),
        ("US", "555 0123", TOO_SHORT),
        ("US", "202 555 01234", TOO_LONG),
        ("US", "020 7946 0958", TOO_LONG),
        ("US", "1" * 64, TOO_LONG),
        ("US", "1" * 65, "Phone number must be 64 characters or fewer"),
        ("US", "06 12 34 56 78", "Phone number doesn't match the country code. Check them both."),
        ("US", "+999 123 4567", FORMAT),
        ("US", "+", FORMAT),
        ("US", "ada@example.com", FORMAT),
        ("US", "1-800-FLOWERS", FORMAT),
        ("US", "202 555 0123 ext. 5", FORMAT),
        ("US", "202 555 0123;5", FORMAT),
        ("US", "202\x005550123", FORMAT),
        ("US", "<b>1</b>", FORMAT),
        ("ZZ", "202 555 0123", "Choose a country code from the list"),
        ("ZZ", "+12025550123", "Choose a country code from the list"),
        ("+999", "+12025550123", "Choose a country code from the list"),
    ],
)
def test_a_number_that_cannot_be_one(
    at: Callable[[str], Visitor], country: str, written: str, error: str
) -> None:
    page = sign_up(at("phone"), country_code=country, phone_number=written)
    assert (page.status, page.errors) == (422, [error])
    if "\x00" not in written:
        assert page.value("phone_number") == written


def test_what_was_typed_is_kept_as_typed(at: Callable[[str], Visitor]) -> None:
    page = at("phone").post("/sign-up", {"country_code": "GB", "phone_number": "020 7946 0958"})
    assert page.errors == ["Enter a password"]
    assert page.value("phone_number") == "020 7946 0958"
    assert chosen(page, "country_code") == "GB"
    page = at("phone").post("/sign-up", {"country_code": "US", "phone_number": "+44 20 7946 0958"})
    assert chosen(page, "country_code") == "GB"


@pytest.mark.parametrize(
    ("languages", "country"),
    [("en-GB,en;q=0.5", "GB"), ("de-DE", "DE"), ("zh-Hant-TW", "TW"), ("fr", "US"), ("", "US")],
)
def test_the_country_is_the_browsers_at_first(
    at: Callable[[str], Visitor], languages: str, country: str
) -> None:
    visitor = at("phone")
    visitor.language = None
    page = visitor.get("/sign-up", headers={"Accept-Language": languages})
    assert chosen(page, "country_code") == country


def test_a_taken_number_is_answered_like_a_new_one(
    at: Callable[[str], Visitor], new_visitor: Callable[[], Visitor]
) -> None:
    first, second = at("phone"), new_visitor()
    second.choose("phone")
    pages = [first.follow(sign_up(who, phone_number=PHONE)) for who in (first, second)]
    texts = [who.get("/confirm-sign-up").text for who in (first, second)]
    assert texts[0] == texts[1]
    assert "texting" in texts[0]
    assert {page.status for page in pages} == {200}


def test_somebody_has_to_choose_another_username(
    at: Callable[[str], Visitor], new_visitor: Callable[[], Visitor]
) -> None:
    sign_up(at("username"), username="ada", email=EMAIL)
    second = new_visitor()
    second.choose("username")
    for name in ("ada", "ADA"):
        page = sign_up(second, username=name, email="eve@example.com")
        assert (page.status, page.errors) == (422, ["That username is taken. Choose another."])
        assert page.value("username") == name
        assert page.value("email") == "eve@example.com"
        assert EMAIL not in page.response.text
    assert sign_up(second, username="eve", email=EMAIL).status == 303


@pytest.mark.parametrize(
    ("username", "error"),
    [
        ("a" * 129, "Username must be 128 characters or fewer"),
        ("ada lovelace", "Username can't contain spaces"),
        ("ada\x00", HIDDEN),
        (
            "ada\u202eevil",
            HIDDEN,
        ),
    ],
)
def test_a_username_that_the_pool_would_refuse(
    at: Callable[[str], Visitor], username: str, error: str
) -> None:
    page = sign_up(at("username"), username=username, email=EMAIL)
    assert (page.status, page.errors) == (422, [error])


@pytest.mark.parametrize("username", ["a", "a" * 128, " ada ", "Ådå-łovelace", "愛達", "ada_1!😀"])
def test_a_username_that_the_pool_takes(at: Callable[[str], Visitor], username: str) -> None:
    assert sign_up(at("username"), username=username, email=EMAIL).status == 303


def test_the_default_scenario_is_the_apps_own_file() -> None:
    own = ROOT / "config" / "amplify_outputs.json"
    assert own.read_bytes() == (ROOT / "config" / "scenarios" / "email.json").read_bytes()


def test_every_scenario_has_a_pool_of_its_own() -> None:
    names = [path.stem for path in (ROOT / "config" / "scenarios").glob("*.json")]
    auths = [outputs(name).auth for name in names]
    assert len({auth.user_pool_id for auth in auths}) == len(names)
    assert len({auth.user_pool_client_id for auth in auths}) == len(names)
    assert all(outputs(name).custom["description"].endswith(".") for name in names)


@pytest.mark.parametrize("typed", ["Ada@Example.com", "ADA@EXAMPLE.COM", "ada@example.com"])
def test_an_address_in_any_case_is_the_same_login_in_every_pool(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """A pool may compare case, which amplify_outputs.json cannot say."""
    sent = []
    original = amplify_auth.sign_up

    def note(auth: Any, *, username: str, **more: Any) -> Any:
        sent.append(username)
        return original(auth, username=username, **more)

    monkeypatch.setattr(amplify_auth, "sign_up", note)
    visitor.sign_up(typed)
    assert sent == ["ada@example.com"]
    visitor.confirm(visitor.newest_code("ada@example.com"))
    assert visitor.sign_in("aDA@example.com").location == AFTER_SIGN_IN_URL
