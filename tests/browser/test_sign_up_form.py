"""Forms with more than email and password in a real browser, with scripts and without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.pages import Person
from tests.outputs import write_outputs
from tests.pages import PASSWORD

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"


def choose(person: Person, scenario: str) -> None:
    person.open("/scenarios")
    person.page.locator(f'input[value="{scenario}"]').check()
    person.press("Use this scenario")
    person.open("/sign-up")


def choose_country(person: Person, country: str) -> None:
    """Choose from the list, which can be searched where scripts run."""
    field = person.page.get_by_label("Country code", exact=True)
    if person.scripts:
        field.fill(country.partition(" (")[0])
        field.press("Enter")
        expect(field).to_have_value(country)
    else:
        field.select_option(label=country)


def newest_code(person: Person) -> str:
    person.open("/outbox")
    return person.page.locator(".messages .digits").first.inner_text()


def finish(person: Person, heading: str = "Your account") -> None:
    code = newest_code(person)
    person.open("/confirm-sign-up")
    person.confirm(code)
    person.finish()
    assert person.heading == heading


def test_a_phone_number_as_it_is_dialled(person: Person) -> None:
    choose(person, "phone")
    choose_country(person, "United Kingdom (+44)")
    person.fill("Phone number", "020 7946 0958")
    person.fill("Password", PASSWORD)
    person.press("Create account")
    assert person.heading == "Confirm your phone number"
    finish(person)
    expect(person.page.get_by_text("+442079460958")).to_be_visible()


def test_a_number_of_another_country_is_said_at_the_field(person: Person) -> None:
    choose(person, "phone")
    person.fill("Phone number", "020 7946 0958")
    person.fill("Password", PASSWORD)
    person.press("Create account")
    number = person.page.get_by_label("Phone number")
    expect(number).to_have_value("020 7946 0958")
    expect(number).to_have_accessible_description(re.compile("Phone number is too long"))
    person.page.locator(".error-summary").get_by_role("link").click()
    expect(number).to_be_focused()


def test_a_person_with_attributes(person: Person) -> None:
    choose(person, "attributes")
    person.fill("Email address", EMAIL)
    person.fill("Password", PASSWORD)
    person.fill("First name", "Ada")
    person.fill("Last name", "Lovelace")
    for label, number in {"Day": "10", "Month": "12", "Year": "1995"}.items():
        person.fill(label, number)
    person.fill("Website (optional)", "example.com")
    person.page.get_by_label("Time zone (optional)").select_option("Europe/London")
    person.page.get_by_label("Plan (optional)").select_option(label="Free")
    person.press("Create account")
    assert person.heading == "Confirm your email address"
    finish(person)


def test_what_was_entered_is_kept_when_something_is_wrong(person: Person) -> None:
    choose(person, "attributes")
    person.fill("First name", "Ada")
    for label, number in {"Day": "10", "Month": "12", "Year": "1995"}.items():
        person.fill(label, number)
    person.page.get_by_label("Time zone (optional)").select_option("Europe/London")
    person.press("Create account")
    expect(person.page).to_have_title(re.compile("^Error: "))
    expect(person.page.get_by_label("First name")).to_have_value("Ada")
    birthdate = person.page.get_by_role("group", name="Date of birth").get_by_role("textbox")
    assert [part.input_value() for part in birthdate.all()] == ["10", "12", "1995"]
    expect(person.page.get_by_label("Time zone (optional)")).to_have_value("Europe/London")


@pytest.mark.parametrize("scenario", ["phone", "email-and-phone", "username", "attributes"])
def test_a_narrow_window_needs_no_sideways_scrolling(person: Person, scenario: str) -> None:
    choose(person, scenario)
    person.page.set_viewport_size({"width": 320, "height": 640})
    person.press("Create account")
    wide = person.page.evaluate("document.documentElement.scrollWidth") if person.scripts else 320
    assert wide <= 320


def test_the_box_of_the_terms_is_ticked_by_its_words(
    chromium: Browser,
    serve: Callable[[Flask], str],
    make_app: Callable[..., Flask],
    tmp_path: Path,
) -> None:
    path = write_outputs(tmp_path, custom={"sign_up": {"terms": {"url": "/terms"}}})
    context = chromium.new_context(base_url=serve(make_app(AMPLIFY_OUTPUTS=path)))
    person = Person(context.new_page(), scripts=True)
    person.sign_up(EMAIL)
    box = person.page.get_by_role("checkbox", name="I agree to the terms and conditions")
    expect(box).to_have_accessible_description(re.compile("Agree to the terms"))
    person.page.get_by_text("I agree to the terms and conditions").click()
    expect(box).to_be_checked()
    person.fill("Password", PASSWORD)
    person.press("Create account")
    assert person.heading == "Confirm your email address"
    context.close()
