"""The main job in a real browser, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Person
from tests.pages import PASSWORD

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"


def test_from_the_form_to_the_account_and_out(person: Person) -> None:
    person.sign_up(EMAIL)
    assert person.heading == "Confirm your email address"
    expect(person.page.get_by_text(EMAIL)).to_be_visible()
    person.confirm(person.code_from_outbox())
    person.finish()
    assert person.heading == "Your account"
    expect(person.page.get_by_text(EMAIL)).to_be_visible()
    person.press("Sign out")
    expect(person.page.get_by_role("status")).to_have_text("You're signed out.")


def test_errors_are_said_at_the_top_and_at_the_field(person: Person) -> None:
    person.sign_up("ada@", "short")
    expect(person.page).to_have_title(re.compile("^Error: "))
    summary = person.page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    email = person.page.get_by_label("Email address")
    expect(email).to_be_focused()
    expect(email).to_have_value("ada@")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description(re.compile("Enter an email address"))
    expect(person.page.get_by_label("Password", exact=True)).to_have_value("")


def test_the_keyboard_alone_will_do(person: Person) -> None:
    person.open("/sign-up")
    keyboard = person.page.keyboard
    keyboard.press("Tab")
    expect(person.page.get_by_text("Skip to main content")).to_be_focused()
    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(person.page.get_by_label("Email address")).to_be_focused()
    keyboard.type(EMAIL)
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    person.page.wait_for_url("**/confirm-sign-up")
    assert person.heading == "Confirm your email address"


def test_another_language_by_keyboard(person: Person) -> None:
    person.open("/sign-up")
    languages = person.page.get_by_role("navigation", name="Language")
    german = languages.get_by_role("link", name="Deutsch", exact=True)
    expect(german).to_be_hidden()
    languages.get_by_text("English").focus()
    keyboard = person.page.keyboard
    keyboard.press("Enter")
    expect(german).to_be_visible()
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(german).to_be_focused()
    keyboard.press("Enter")
    expect(person.page.locator("html")).to_have_attribute("lang", "de")
    assert person.heading == "Konto erstellen"


def test_back_and_reload_lose_nothing(person: Person) -> None:
    person.sign_up(EMAIL)
    person.page.reload()
    assert person.heading == "Confirm your email address"
    person.page.go_back()
    assert person.heading == "Create an account"
    person.page.go_forward()
    assert person.heading == "Confirm your email address"
    person.confirm(person.code_from_outbox())
    person.finish()


@pytest.mark.asvs("6.2.7")
def test_a_password_can_be_pasted(person: Person) -> None:
    person.open("/sign-up")
    person.fill("Email address", PASSWORD)
    field = person.page.get_by_label("Email address")
    field.press("Control+a")
    field.press("Control+x")
    person.page.get_by_label("Password", exact=True).press("Control+v")
    expect(person.page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)


@pytest.mark.asvs("6.2.6")
def test_what_a_password_manager_looks_for(person: Person) -> None:
    person.open("/sign-up")
    email = person.page.get_by_label("Email address")
    expect(email).to_have_attribute("type", "email")
    expect(email).to_have_attribute("autocomplete", "username")
    password = person.page.get_by_label("Password", exact=True)
    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_attribute("autocomplete", "new-password")


@pytest.mark.asvs("14.2.3", "3.6.1")
def test_pages_ask_nobody_else(person: Person, address: str) -> None:
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.sign_up(EMAIL)
    person.confirm(person.code_from_outbox())
    person.finish()
    assert asked
    assert all(url.startswith(address) for url in asked), asked


def test_the_policy_of_the_page_refuses_nothing_of_its_own(person: Person) -> None:
    complaints: list[str] = []
    person.page.on("console", lambda message: complaints.append(message.text))
    person.page.on("pageerror", lambda error: complaints.append(str(error)))
    person.sign_up(EMAIL)
    person.confirm("000000")
    person.confirm(person.code_from_outbox())
    person.finish()
    assert [text for text in complaints if "422" not in text] == []


@pytest.mark.parametrize("path", ["/sign-up", "/scenarios", "/outbox", "/nothing"])
def test_a_narrow_window_needs_no_sideways_scrolling(person: Person, path: str) -> None:
    person.page.set_viewport_size({"width": 320, "height": 640})
    person.open(path)
    wide = person.page.evaluate("document.documentElement.scrollWidth") if person.scripts else 320
    assert wide <= 320
