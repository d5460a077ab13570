"""Every scenario from the form to the account, in a real browser, with scripts and without."""

from urllib.parse import urlsplit

import pytest

from tests.authenticator_app import AuthenticatorApp
from tests.browser.pages import Person
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD

pytestmark = pytest.mark.browser

EMAIL, PHONE = "ada@example.com", "+441632960123"
ANSWERS = {
    "email": EMAIL,
    "phone_number": PHONE,
    "username": "ada",
    "given_name": "Ada",
    "family_name": "Lovelace",
    "birthdate-day": "10",
    "birthdate-month": "12",
    "birthdate-year": "1995",
}


def sign_up(person: Person, scenario: str) -> None:
    """Choose a scenario and fill in every field of its form that has to be."""
    person.open("/scenarios")
    person.page.locator(f'input[value="{scenario}"]').check()
    person.press("Use this scenario")
    person.open("/sign-up")
    for name, answer in ANSWERS.items():
        field = person.page.locator(f'main [name="{name}"]')
        if field.count():
            field.fill(answer)
    person.fill("Password", PASSWORD)
    person.press("Create account")


@pytest.mark.parametrize(
    ("scenario", "to"),
    [
        ("email", EMAIL),
        ("phone", PHONE),
        ("email-and-phone", EMAIL),
        ("username", EMAIL),
        ("attributes", EMAIL),
        ("no-user-auth", EMAIL),
        ("nist", EMAIL),
    ],
)
def test_by_code(person: Person, scenario: str, to: str) -> None:
    sign_up(person, scenario)
    address = "phone number" if to == PHONE else "email address"
    assert person.heading == f"Confirm your {address}"
    assert to in person.page.locator("main").inner_text()
    person.confirm(person.code_from_outbox())
    person.finish()
    assert person.heading == "Your account"


def test_confirmed_at_once(person: Person) -> None:
    sign_up(person, "auto-confirm")
    person.finish()
    assert person.heading == "Your account"


def test_by_link(person: Person) -> None:
    sign_up(person, "link")
    assert person.heading == "Open the link we emailed you"
    person.open_link_from_outbox()
    if person.scripts:
        person.page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
    else:
        person.press("Continue")
    person.open("/account")
    assert person.heading == "Your account"


def test_an_invitation_is_accepted(person: Person) -> None:
    person.open("/scenarios")
    person.page.locator('input[value="invited"]').check()
    person.press("Use this scenario")
    person.open("/workbench")
    person.press("Send the invitation")
    person.open("/outbox")
    password = person.page.locator(".messages .digits").first.inner_text()
    person.open("/sign-in")
    person.fill("Email address", "invited@example.com")
    person.fill("Password", password)
    person.press("Sign in")
    assert person.heading == "Replace your temporary password"
    person.fill("New password", "short")
    person.press("Save and continue")
    person.page.get_by_role("link", name="Enter your full name").click()
    person.page.keyboard.type("Ada Lovelace")
    person.fill("New password", "Another-horse-8")
    person.press("Save and continue")
    person.open("/account")
    assert person.heading == "Your account"


def test_an_authenticator_app_is_set_up_and_asked_for(person: Person, clock: Clock) -> None:
    sign_up(person, "mfa")
    person.confirm(person.code_from_outbox())
    if person.scripts:
        person.page.wait_for_url("**/confirm-sign-in")
    else:
        person.press("Continue")
    assert person.heading == "Set up your authenticator app"
    key = person.page.locator("code.key").inner_text()
    authenticator = AuthenticatorApp.with_key(key, clock)
    assert person.page.get_by_role("img", name="QR code for your authenticator app").is_visible()
    copy = person.page.get_by_role("button", name="Copy key")
    assert copy.is_visible() is person.scripts
    if person.scripts:
        person.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy.click()
        person.page.get_by_role("button", name="Key copied").wait_for()
        assert person.page.evaluate("navigator.clipboard.readText()") == authenticator.key
    person.fill("Code from your app", "000000")
    person.press("Continue")
    assert person.page.locator("#confirmation_code").get_attribute("aria-invalid") == "true"
    person.fill("Code from your app", authenticator.code())
    person.press("Continue")
    person.open("/account")
    assert person.heading == "Your account"
    person.press("Sign out")
    clock.advance(60)
    person.fill("Email address", EMAIL)
    person.fill("Password", PASSWORD)
    person.press("Sign in")
    assert person.heading == "Enter the code from your app"
    person.fill("Code", authenticator.code())
    person.press("Continue")
    person.open("/account")
    assert person.heading == "Your account"


def test_back_in_after_a_forgotten_password(person: Person) -> None:
    sign_up(person, "email")
    person.confirm(person.code_from_outbox())
    person.finish()
    person.press("Sign out")
    person.page.get_by_role("link", name="Forgot your password?").click()
    person.fill("Email address", EMAIL)
    person.press("Send code")
    person.fill("Code", person.code_from_outbox())
    person.fill("New password", "Another-horse-8")
    person.press("Save password")
    person.open("/account")
    assert person.heading == "Your account"


def test_a_wrong_address_is_corrected(person: Person) -> None:
    sign_up(person, "attributes")
    person.page.get_by_role("link", name="Use a different email address").click()
    given_name = person.page.locator('[name="given_name"]')
    assert given_name.input_value() == "Ada"
    person.page.locator('[name="email"]').fill("grace@example.com")
    person.fill("Password", PASSWORD)
    person.press("Create account")
    assert "grace@example.com" in person.page.locator("main").inner_text()
    person.confirm(person.code_from_outbox())
    person.finish()


def test_the_outbox_link_leads_to_the_same_server(person: Person) -> None:
    sign_up(person, "link")
    link, page = urlsplit(person.link_from_outbox()), urlsplit(person.page.url)
    assert (link.scheme, link.netloc) == (page.scheme, page.netloc)
