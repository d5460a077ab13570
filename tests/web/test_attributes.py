"""Attributes: each has its field, and arrives at the pool under Cognito's own name."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.html_lint import attributes_of
from tests.outputs import FULL
from tests.pages import PASSWORD, Visitor
from tests.sign_up_form import EMAIL, EVERY, Form


def test_all_attributes_that_people_give(form_with: Callable[..., Form]) -> None:
    form = form_with(*EVERY, "updated_at")
    signed_up = form.send(**EVERY)
    assert signed_up.location == "/confirm-sign-up"
    (sent,) = form.sent
    assert sent.pop("updated_at").isdigit()
    assert sent == {**EVERY, "email": EMAIL, "address": "1 Analytical Road\nLondon"}
    form.visitor.confirm(form.visitor.newest_code(EMAIL))
    assert form.visitor.account_after(form.visitor.auto_sign_in()).heading == "Your account"


def test_the_order_is_the_files(form_with: Callable[..., Form]) -> None:
    page = form_with("zoneinfo", "given_name", "address").visitor.get("/sign-up")
    nodes = page.document.query(".field input, .field select, .field textarea")
    names = [attributes_of(node)["name"] for node in nodes]
    assert names == ["email", "password", "zoneinfo", "given_name", "address"]


@pytest.mark.parametrize(
    ("name", "tag", "kind", "token"),
    [
        ("address", "textarea", None, "street-address"),
        ("birthdate-day", "input", "text", "bday-day"),
        ("birthdate-month", "input", "text", "bday-month"),
        ("birthdate-year", "input", "text", "bday-year"),
        ("family_name", "input", "text", "family-name"),
        ("gender", "input", "text", "sex"),
        ("given_name", "input", "text", "given-name"),
        ("locale", "input", "text", "language"),
        ("middle_name", "input", "text", "additional-name"),
        ("name", "input", "text", "name"),
        ("nickname", "input", "text", "nickname"),
        ("phone_number", "input", "tel", "tel"),
        ("picture", "input", "url", "photo"),
        ("preferred_username", "input", "text", "nickname"),
        ("profile", "input", "url", "url"),
        ("website", "input", "url", "url"),
        ("zoneinfo", "select", None, None),
    ],
)
def test_each_has_the_right_kind_of_field(
    form_with: Callable[..., Form], name: str, tag: str, kind: str | None, token: str | None
) -> None:
    page = form_with(name.partition("-")[0]).visitor.get("/sign-up")
    (node,) = page.document.query(f'main {tag}[name="{name}"]')
    html = attributes_of(node)
    assert (html.get("type"), html.get("autocomplete")) == (kind, token)


MISSING = {
    "address": "Enter your postal address",
    "birthdate": "Enter your date of birth",
    "family_name": "Enter your last name",
    "gender": "Enter your gender",
    "given_name": "Enter your first name",
    "locale": "Enter a language code, like en or pt-BR",
    "middle_name": "Enter your middle name",
    "name": "Enter your full name",
    "nickname": "Enter your nickname",
    "phone_number": "Enter your phone number",
    "picture": "Enter the web address of your picture",
    "preferred_username": "Enter a display name",
    "profile": "Enter the web address of your profile page",
    "website": "Enter the web address of your website",
    "zoneinfo": "Choose your time zone",
}


def test_all_that_is_missing_is_said_at_once(form_with: Callable[..., Form]) -> None:
    form = form_with(*EVERY)
    page = form.send()
    assert page.errors == [MISSING[name] for name in EVERY]
    assert form.send(**dict.fromkeys(EVERY, " ")).errors == page.errors
    assert not form.sent


def test_what_is_optional_and_empty_is_not_sent(form_with: Callable[..., Form]) -> None:
    names = ["nickname", "birthdate", "website", "phone_number", "zoneinfo", "locale"]
    form = form_with(attributes=[{"name": name} for name in names])
    page = form.visitor.get("/sign-up")
    # The country of an optional number is optional as well.
    assert page.text.count("(optional)") == len(names) + 1
    assert form.send(**dict.fromkeys(names, "")).status == 303
    assert form.sent == [{"email": EMAIL}]


PLAN = {"name": "custom:plan", "label": "Plan", "type": "select", "options": ["free", "team"]}


def test_custom_attributes(form_with: Callable[..., Form]) -> None:
    own = [
        PLAN | {"required": True},
        {"name": "custom:seats", "label": "Seats", "type": "number"},
        {"name": "custom:news", "label": "News", "type": "checkbox"},
        {"name": "custom:since", "label": "Since", "type": "date"},
        {"name": "custom:about", "label": "About", "type": "multiline", "required": True},
        {"name": "custom:mail", "label": "Mail", "type": "email"},
        {"name": "custom:free", "label": "Free text"},
    ]
    form = form_with(attributes=own)
    assert form.send().errors == ["Choose an option for “Plan”", "Fill in “About”"]
    values = {
        "custom:plan": "team",
        "custom:seats": "١٢",
        "custom:since": "3000-01-01",
        "custom:about": "a\r\nb",
        "custom:mail": "eve@example.com",
        "custom:free": "",
    }
    assert form.send(**values).status == 303
    assert form.send(**values, **{"custom:news": "y"}).status == 303
    expected = {k: v for k, v in values.items() if v} | {
        "email": EMAIL,
        "custom:seats": "12",
        "custom:about": "a\nb",
    }
    news = "custom:news"
    assert form.sent == [expected | {news: "false"}, expected | {news: "true"}]


@pytest.mark.parametrize(
    ("attribute", "value", "error"),
    [
        (PLAN | {"label": "X"}, "gold", "Choose an option for “X”"),
        ({"type": "number"}, "1.5", "X must be a whole number with 20 digits or fewer"),
        ({"type": "number"}, "1" * 21, "X must be a whole number with 20 digits or fewer"),
        ({"type": "date"}, "2000-02-30", "X must be a real date"),
        (
            {"type": "email"},
            "x",
            "Enter an email address like name@example.com",
        ),
        ({"type": "checkbox", "required": True}, "", "Select “X” to continue"),
        ({"type": "time-zone"}, "x", "Choose an option for “X”"),
    ],
)
def test_custom_attributes_have_their_rules(
    form_with: Callable[..., Form], attribute: dict[str, Any], value: str, error: str
) -> None:
    form = form_with(attributes=[{"name": "custom:plan", "label": "X"} | attribute])
    assert form.refuses("custom:plan", value) == error


def test_an_attribute_of_the_pool_may_be_worded_differently(form_with: Callable[..., Form]) -> None:
    entry = {"name": "given_name", "label": "Call name", "hint": "Any will do", "required": False}
    form = form_with("given_name", attributes=[entry])
    page = form.visitor.get("/sign-up")
    assert "Call name Any will do" in page.text
    assert "optional" not in page.text
    assert form.refuses("given_name", "") == "Enter your first name"


def test_terms_have_to_be_agreed_to(form_with: Callable[..., Form]) -> None:
    form = form_with(terms={"url": "/terms"})
    (link,) = form.visitor.get("/sign-up").document.query('a[href="/terms"]')
    assert attributes_of(link)["target"] == "_blank"
    page = form.send()
    assert page.errors == ["Agree to the terms and conditions to continue"]
    assert not form.sent
    assert form.send(terms="y").status == 303
    assert form.sent == [{"email": EMAIL}]


def test_a_tick_is_kept(form_with: Callable[..., Form]) -> None:
    page = form_with("given_name", terms={"url": "/terms"}).send(terms="y")
    assert page.document.query("[name=terms][checked]")


@pytest.mark.asvs("15.3.3")
def test_nothing_else_reaches_the_pool(form_with: Callable[..., Form]) -> None:
    form = form_with("given_name")
    extra = {"email_verified": "true", "custom:role": "admin", "sub": "1", "nickname": "x"}
    assert form.send(given_name="Ada", **extra).status == 303
    assert form.sent == [{"email": EMAIL, "given_name": "Ada"}]


def test_a_gen_2_file_works_as_it_is(make_app: Callable[..., Flask]) -> None:
    visitor = Visitor(make_app(AMPLIFY_OUTPUTS=str(FULL)))
    page = visitor.get("/sign-up")
    nodes = page.document.query(".field input")
    names = [attributes_of(node)["name"] for node in nodes]
    assert names == ["email", "first_factor", "first_factor", "password", "given_name"]
    assert "Use at least 10 characters" in page.text
    assert visitor.post("/sign-up", {}).status == 422


IN_LANGUAGES = [
    {
        "name": "custom:plan",
        "label": {"en": "Plan", "de": "Tarif"},
        "hint": {"en": "You can change it later", "de": "Sie können ihn später ändern"},
        "type": "select",
        "options": [{"value": "team", "label": {"en": "Team", "de": "Für Teams"}}],
        "required": True,
    }
]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Plan", "You can change it later", "Team", "Choose an option for “Plan”")),
        ("de", ("Tarif", "Sie können ihn später ändern", "Für Teams", "Option für „Tarif“")),
        # What a file does not have in a language is in English.
        ("ja", ("Plan", "You can change it later", "Team", "「Plan」")),
    ],
)
def test_words_of_the_file_are_in_the_language_of_the_page(
    form_with: Callable[..., Form], language: str, words: tuple[str, ...]
) -> None:
    terms = {"url": "/terms", "label": {"en": "I agree", "de": "Einverstanden"}}
    visitor = form_with(attributes=IN_LANGUAGES, terms=terms).visitor
    visitor.language = language
    visitor.get(f"/sign-up?lang={language}")
    page = visitor.post("/sign-up", {"email": EMAIL, "password": PASSWORD})
    for word in words:
        assert word in page.text
    assert ("Einverstanden" if language == "de" else "I agree") in page.text
