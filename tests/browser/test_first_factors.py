"""Signing up and in without a password, by code, by passkey and by choice, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.pages import Person
from tests.browser.passkeys import VirtualAuthenticator
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"


def choose(person: Person, scenario: str) -> None:
    person.open("/scenarios")
    person.page.locator(f'input[value="{scenario}"]').check()
    person.press("Use this scenario")


def sign_up_with_codes(person: Person) -> None:
    """Sign up as whoever wants no password."""
    person.open("/sign-up")
    person.fill("Email address", EMAIL)
    if person.scripts and person.page.locator("#first_factor").count():
        person.page.get_by_label("With a code by email").check()
        expect(person.page.locator("#password")).to_be_hidden()
    person.press("Create account")
    person.confirm(person.code_from_outbox())
    person.finish()


def sign_out(person: Person) -> None:
    person.open("/account")
    person.press("Sign out")


def begin_sign_in(person: Person, email: str = EMAIL) -> None:
    person.open("/sign-in")
    person.fill("Email address", email)
    person.press("Continue")


def enter_code(person: Person, code: str) -> None:
    person.fill("Code", code)
    person.press("Continue")


def test_without_any_password(person: Person, clock: Clock) -> None:
    choose(person, "passwordless")
    sign_up_with_codes(person)
    sign_out(person)
    begin_sign_in(person)
    assert person.heading == "Enter your sign-in code"
    enter_code(person, "000000")
    assert "That code isn't right" in person.page.locator(".error-summary").inner_text()
    clock.advance(30)
    person.open("/confirm-sign-in")
    person.press("Send a new code")
    assert "we're sending it a new code" in person.page.get_by_role("status").inner_text()
    enter_code(person, person.code_from_outbox())
    person.open("/account")
    assert person.heading == "Your account"
    assert "password" not in person.page.locator("main").inner_text().lower()


def test_by_choice(person: Person) -> None:
    choose(person, "choice")
    sign_up_with_codes(person)
    sign_out(person)
    begin_sign_in(person)
    assert person.heading == "Choose how to sign in"
    assert not person.page.get_by_text("With a passkey").is_visible(), "none works at an IP address"
    person.press("Continue")
    assert person.heading == "Enter your password"
    person.page.get_by_role("link", name="Sign in another way").click()
    person.page.get_by_text("With a code by email").click()
    person.press("Continue")
    enter_code(person, person.code_from_outbox())
    person.open("/account")
    assert person.heading == "Your account"


def test_with_a_password_all_the_same(person: Person) -> None:
    choose(person, "choice")
    person.open("/sign-up")
    person.fill("Email address", EMAIL)
    label = "Password" if person.scripts else "Password (optional)"
    person.fill(label, "short")
    person.press("Create account")
    assert "Your password must have" in person.page.locator(".error-summary").inner_text()
    person.fill(label, PASSWORD)
    person.press("Create account")
    person.confirm(person.code_from_outbox())
    person.finish()
    sign_out(person)
    begin_sign_in(person)
    person.press("Continue")
    person.fill("Password", PASSWORD)
    person.press("Sign in")
    person.open("/account")
    assert person.heading == "Your account"


@pytest.mark.parametrize("scripts", [True], indirect=False)
def test_with_the_keyboard(person: Person, scripts: bool) -> None:
    assert scripts
    keyboard = person.page.keyboard
    choose(person, "choice")
    person.open("/sign-up")
    person.page.locator("#email").focus()
    keyboard.type(EMAIL)
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    expect(person.page.locator("#password")).to_be_hidden()
    keyboard.press("ArrowUp")
    expect(person.page.locator("#password")).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    person.page.wait_for_url("**/confirm-sign-up")
    person.open("/sign-in")
    person.page.locator("#email").focus()
    keyboard.press("Enter")
    person.page.wait_for_url("**/confirm-sign-in")
    person.page.locator("[value=PASSWORD]").focus()
    keyboard.press("ArrowDown")
    expect(person.page.locator("[value=EMAIL_OTP]")).to_be_checked()
    keyboard.press("Enter")
    person.page.get_by_role("heading", name="Enter your sign-in code").wait_for()


@pytest.fixture
def owner(chromium: Browser, serve: Callable[[Flask], str], app: Flask) -> Iterator[Person]:
    """Return somebody at the name that passkeys belong to, with a password account."""
    address = serve(app).replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=address)
    context.set_default_timeout(15_000)
    person = Person(context.new_page(), scripts=True)
    choose(person, "choice")
    person.sign_up(EMAIL)
    person.confirm(person.code_from_outbox())
    person.page.wait_for_url("**/account/passkeys")
    yield person
    context.close()


def test_with_a_passkey(owner: Person) -> None:
    device = VirtualAuthenticator(owner.page)
    owner.page.get_by_role("button", name="Create a passkey").click()
    owner.page.get_by_text("Your passkey was added").wait_for()
    assert len(device.credentials()) == 1
    sign_out(owner)

    begin_sign_in(owner)
    owner.page.get_by_text("With a passkey").click()
    owner.press("Continue")
    device.set_user_verified(verified=False)
    owner.page.get_by_role("button", name="Use passkey").click()
    owner.page.locator(".error-summary").wait_for()
    assert "We couldn't sign you in with a passkey" in owner.page.locator("main").inner_text()
    device.set_user_verified(verified=True)
    owner.page.get_by_role("button", name="Use passkey").click()
    owner.page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
    assert owner.heading == "Your account"


def test_the_passkey_of_another_account(owner: Person) -> None:
    VirtualAuthenticator(owner.page)
    owner.page.get_by_role("button", name="Create a passkey").click()
    owner.page.get_by_text("Your passkey was added").wait_for()
    sign_out(owner)
    for email in ("nobody@example.com", "eve@example.com"):
        begin_sign_in(owner, email)
        owner.page.get_by_text("With a passkey").click()
        owner.press("Continue")
        owner.page.get_by_role("button", name="Use passkey").click()
        owner.page.locator(".error-summary").wait_for()
        assert owner.heading == "Sign in with a passkey"
    owner.open("/account")
    assert owner.heading == "Sign in"


def test_a_browser_without_passkeys(person: Person) -> None:
    person.page.add_init_script("delete globalThis.PublicKeyCredential")
    choose(person, "choice")
    begin_sign_in(person, "nobody@example.com")
    assert not person.page.get_by_text("With a passkey").is_visible()
