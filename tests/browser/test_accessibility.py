"""axe-core finds nothing on any page in any state, light and dark, from either side.

docs/accessibility.md. Every walk is gone in English and in Arabic, which runs from right to left.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page

from amplify_auth import AuthError
from signup.storage.interface import StoreError
from tests.authenticator_app import AuthenticatorApp
from tests.browser.pages import in_language
from tests.browser.passkeys import VirtualAuthenticator
from tests.doubles import Clock
from tests.html_lint import lint
from tests.outputs import write_outputs
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD
from tests.web.signed_in import CHOICE

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"
DEMO_PATHS = ("/outbox", "/scenarios", "/workbench")
AXE = Axe()
# Whether a page says what it says to everybody is for axe to see, not how it gets there.
STAY = "HTMLFormElement.prototype.requestSubmit = () => {}"


@dataclass(frozen=True)
class Reader:
    """Somebody who has every page read by axe, in light and in dark.

    Texts are given in English, and looked for in the reader's language.
    """

    page: Page
    language: str

    def open(self, path: str, heading: str) -> None:
        self.page.goto(path)
        self.read(heading)

    @property
    def expected(self) -> str:
        """The language of the page: the demo's own pages are in English."""
        path = urlsplit(self.page.url).path
        return "en" if path.startswith(DEMO_PATHS) else self.language

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=in_language(self.expected, name), exact=True)

    def press(self, button: str, heading: str) -> None:
        self.button(button).click()
        self.page.wait_for_load_state()
        self.read(heading)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').fill(value)

    def read(self, heading: str) -> None:
        """Check that this is the page that is meant, and have it read."""
        translated = in_language(self.expected, heading)
        self.page.get_by_role("heading", level=1, name=translated, exact=True).wait_for()
        lint(self.page.content(), self.expected)
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = AXE.run(self.page)
            assert found.violations_count == 0, f"{heading}, {scheme}: {found.generate_report()}"

    def newest(self, field: str) -> str:
        headers = {"Accept": "application/json"}
        messages = self.page.request.get("/outbox", headers=headers).json()
        return str(messages[0][field])


@pytest.fixture(params=["en", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    """Return what the pages are in; a test that asks for it runs in both directions."""
    return str(request.param)


@pytest.fixture
def make_reader(
    chromium: Browser, serve: Callable[[Flask], str], language: str
) -> Iterator[Callable[..., Reader]]:
    """Return a maker of readers of an app."""
    contexts = []

    def make(app: Flask, host: str = "127.0.0.1") -> Reader:
        address = serve(app).replace("127.0.0.1", host)
        context = chromium.new_context(base_url=address, locale=language)
        contexts.append(context)
        context.set_default_timeout(15_000)
        return Reader(context.new_page(), language)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def reader(make_reader: Callable[..., Reader], app: Flask) -> Reader:
    """Return a reader of the app on the embedded pool."""
    return make_reader(app)


def test_signing_up(reader: Reader) -> None:
    reader.page.add_init_script(STAY)
    reader.open("/sign-up", "Create an account")
    reader.press("Create account", "Create an account")
    reader.fill(email="ada@gmial.com", password="Correct-horse")
    reader.page.locator(".suggestion").wait_for()
    reader.page.locator("[data-caps-lock]").evaluate("hint => hint.hidden = false")
    reader.button("Show password").click()
    reader.page.locator(".languages summary").click()
    reader.read("Create an account")
    reader.fill(email=EMAIL, password=PASSWORD)
    reader.press("Create account", "Confirm your email address")
    reader.fill(confirmation_code="000000")
    reader.press("Confirm", "Confirm your email address")
    waits = reader.page.locator("[data-countdown]")
    waits.evaluate("button => (button.ariaDisabled = null)")
    waits.click()
    reader.page.get_by_role("status").wait_for()
    reader.read("Confirm your email address")
    reader.fill(confirmation_code=reader.newest("code"))
    reader.press("Confirm", "Your account is ready")
    reader.press("Continue", "Your account")
    reader.press("Sign out", "Sign in")
    reader.open("/sign-up/done", "You can now sign in")


def test_the_account(make_reader: Callable[..., Reader], make_app: Callable[..., Flask]) -> None:
    reader = make_reader(make_app(AMPLIFY_OUTPUTS=CHOICE), host="localhost")
    reader.page.add_init_script(STAY)
    reader.page.goto("/sign-up")
    reader.page.locator("[name=first_factor][value=EMAIL_OTP]").check()
    reader.fill(email=EMAIL)
    reader.press("Create account", "Confirm your email address")
    reader.fill(confirmation_code=reader.newest("code"))
    reader.press("Confirm", "Your account is ready")
    reader.press("Continue", "Sign in faster next time")
    authenticator = VirtualAuthenticator(reader.page)
    authenticator.set_user_verified(verified=False)
    reader.button("Create a passkey").click()
    reader.page.locator(".error-summary").wait_for()
    reader.read("Sign in faster next time")
    authenticator.set_user_verified(verified=True)
    reader.press("Create a passkey", "Your account")
    reader.open("/account/passkeys", "Your passkeys")
    reader.open("/account/password", "Add a password")
    reader.press("Save password", "Add a password")
    reader.open("/account/delete", "Delete your account")
    reader.press("Delete account", "Delete your account")
    reader.page.get_by_role("checkbox").check()
    reader.press("Delete account", "Your account has been deleted")


def test_the_ways_back(reader: Reader) -> None:
    reader.open("/sign-in", "Sign in")
    reader.press("Sign in", "Sign in")
    reader.open("/reset-password", "Reset your password")
    reader.press("Send code", "Reset your password")
    reader.fill(email=EMAIL)
    reader.press("Send code", "Choose a new password")
    reader.press("Save password", "Choose a new password")


def test_by_link(reader: Reader) -> None:
    reader.open("/scenarios", "Scenarios")
    reader.page.locator('input[value="link"]').check()
    reader.press("Use this scenario", "Scenarios")
    reader.page.goto("/sign-up")
    reader.fill(email=EMAIL, password=PASSWORD)
    reader.press("Create account", "Open the link we emailed you")
    link = urlsplit(reader.newest("link"))
    reader.open(f"{link.path}?{link.query}", "Confirm your account")
    reader.press("Confirm account", "Your account is confirmed")
    reader.open("/confirmUser?token=used", "This link no longer works")


def test_the_workbench(reader: Reader) -> None:
    reader.open("/workbench", "Workbench")
    for summary in reader.page.locator("main summary").all():
        summary.click()
    reader.read("Workbench")
    reader.press("Make the accounts", "Workbench")
    reader.press("Fail the next SignUp", "Workbench")
    reader.page.goto("/workbench")
    reader.page.locator("#failure-SignUp").select_option("SignUp:unreachable")
    reader.press("Fail the next SignUp", "Workbench")


@pytest.mark.parametrize("scenario", ["attributes", "email-and-phone"])
def test_every_kind_of_field(reader: Reader, scenario: str) -> None:
    reader.open("/outbox", "Outbox")
    reader.page.goto("/scenarios")
    reader.page.locator(f'input[value="{scenario}"]').check()
    reader.press("Use this scenario", "Scenarios")
    reader.open("/sign-up", "Create an account")
    reader.press("Create account", "Create an account")
    reader.fill(email=EMAIL, password=PASSWORD)
    for name, value in {
        "given_name": "Ada",
        "family_name": "Lovelace",
        "birthdate-day": "10",
        "birthdate-month": "12",
        "birthdate-year": "1995",
    }.items():
        if reader.page.locator(f'main [name="{name}"]').count():
            reader.fill(**{name: value})
    reader.press("Create account", "Confirm your email address")
    reader.open("/outbox", "Outbox")


def test_first_factors(reader: Reader) -> None:
    reader.page.goto("/scenarios")
    reader.page.locator('input[value="choice"]').check()
    reader.press("Use this scenario", "Scenarios")
    reader.open("/sign-up", "Create an account")
    reader.press("Create account", "Create an account")
    reader.page.locator("[value=EMAIL_OTP]").check()
    reader.read("Create an account")
    reader.open("/sign-in", "Sign in")
    reader.press("Continue", "Sign in")
    reader.fill(email=EMAIL)
    reader.press("Continue", "Choose how to sign in")
    reader.press("Continue", "Enter your password")
    reader.press("Sign in", "Enter your password")
    for factor, heading in (
        ("WEB_AUTHN", "Sign in with a passkey"),
        ("EMAIL_OTP", "Enter your sign-in code"),
    ):
        reader.open("/confirm-sign-in?another=1", "Choose how to sign in")
        radio = reader.page.locator(f"[value={factor}]")
        # None is offered at an IP address, which this test's is.
        radio.evaluate("radio => (radio.closest('label').hidden = false)")
        radio.check()
        reader.press("Continue", heading)
    reader.fill(confirmation_code="000000")
    reader.press("Continue", "Enter your sign-in code")


def test_too_many_codes(reader: Reader) -> None:
    reader.page.goto("/sign-up")
    reader.fill(email=EMAIL, password=PASSWORD)
    reader.press("Create account", "Confirm your email address")
    reader.fill(confirmation_code="000000")
    reader.page.evaluate(
        "async () => { for (let i = 0; i < 15; i++) await fetch('/confirm-sign-up', "
        "{method: 'POST', body: new FormData(document.forms[0])}) }"
    )
    with reader.page.expect_response("**/confirm-sign-up") as answer:
        reader.press("Confirm", "Confirm your email address")
    assert answer.value.status == 429


def test_something_is_wrong(
    make_reader: Callable[..., Reader], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise AuthError

    def lose_the_store(*_args: object) -> None:
        raise StoreError

    reader = make_reader(app)
    reader.open("/nothing", "Page not found")
    reader.page.goto("/sign-up")
    reader.page.evaluate("document.forms[0].csrf_token.value = 'wrong'")
    reader.press("Create account", "Create an account")
    reader.page.evaluate("document.forms[0].action = '/healthz'")
    reader.press("Create account", "Something went wrong")

    reader.page.goto("/sign-up")
    reader.fill(email=EMAIL, password=PASSWORD)
    monkeypatch.setattr("signup.views.sign_up.register", fail)
    reader.press("Create account", "Create an account")
    monkeypatch.setattr(app.extensions["signup"].store, "get", lose_the_store)
    reader.open("/sign-up", "The service is temporarily unavailable")


@pytest.fixture
def second_steps(
    make_reader: Callable[..., Reader], make_app: Callable[..., Flask], tmp_path: Path
) -> Callable[..., Reader]:
    """Return a maker of readers of an app whose pool requires one of these second steps."""

    def make(auth: dict[str, object], *methods: str) -> Reader:
        path = write_outputs(
            tmp_path, {"mfa_configuration": "REQUIRED", "mfa_methods": list(methods), **auth}
        )
        return make_reader(make_app(AMPLIFY_OUTPUTS=path))

    return make


def test_a_second_step_by_mail(second_steps: Callable[..., Reader]) -> None:
    reader = second_steps({}, "EMAIL")
    reader.page.goto("/sign-up")
    reader.fill(email=EMAIL, password=PASSWORD)
    reader.press("Create account", "Confirm your email address")
    reader.fill(confirmation_code=reader.newest("code"))
    reader.button("Confirm").click()
    reader.read("Enter your sign-in code")
    reader.page.context.clear_cookies()
    reader.page.goto("/sign-in")
    reader.fill(email=EMAIL, password=PASSWORD)
    reader.press("Sign in", "Enter your sign-in code")
    reader.press("Continue", "Enter your sign-in code")


def test_setting_up_a_second_step(second_steps: Callable[..., Reader], clock: Clock) -> None:
    login = {
        "username_attributes": ["phone_number"],
        "user_verification_types": ["phone_number"],
        "standard_required_attributes": ["phone_number"],
    }
    reader = second_steps(login, "TOTP", "EMAIL")
    reader.page.goto("/sign-up")
    reader.fill(phone_number="+441632960123", password=PASSWORD)
    reader.press("Create account", "Confirm your phone number")
    reader.fill(confirmation_code=reader.newest("code"))
    reader.button("Confirm").click()
    reader.read("Add a second step")
    reader.page.locator('[value="EMAIL"]').check()
    reader.press("Continue", "Add an email address for codes")
    reader.press("Send code", "Add an email address for codes")
    reader.page.context.clear_cookies()
    reader.page.goto("/sign-in")
    reader.fill(phone_number="+441632960123", password=PASSWORD)
    reader.press("Sign in", "Add a second step")
    reader.press("Continue", "Set up your authenticator app")
    reader.fill(confirmation_code="000000")
    reader.press("Continue", "Set up your authenticator app")
    key = reader.page.locator("code.key").inner_text()
    reader.fill(confirmation_code=AuthenticatorApp.with_key(key, clock).code())
    reader.button("Continue").click()
    reader.page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
    reader.page.context.clear_cookies()
    reader.page.goto("/sign-in")
    reader.fill(phone_number="+441632960123", password=PASSWORD)
    reader.press("Sign in", "Enter the code from your app")
    reader.press("Continue", "Enter the code from your app")


def test_an_invitation(reader: Reader) -> None:
    reader.page.goto("/scenarios")
    reader.page.locator('input[value="invited"]').check()
    reader.page.locator("main form button").first.click()
    reader.page.goto("/workbench")
    reader.page.get_by_role("button", name="Send the invitation").click()
    reader.open("/outbox", "Outbox")
    reader.page.goto("/sign-in")
    reader.fill(email="invited@example.com", password=reader.newest("code"))
    reader.press("Sign in", "Replace your temporary password")
    reader.press("Save and continue", "Replace your temporary password")


@pytest.mark.parametrize(
    ("factor", "heading"),
    [
        ("EMAIL_OTP", "Enter your sign-in code"),
        ("PASSWORD", "Enter your password"),
        ("WEB_AUTHN", "Sign in with a passkey"),
    ],
)
def test_choosing_how_to_sign_in(
    make_reader: Callable[..., Reader], make_app: Callable[..., Flask], factor: str, heading: str
) -> None:
    reader = make_reader(make_app(AMPLIFY_OUTPUTS=CHOICE), host="localhost")
    reader.page.goto("/sign-in")
    reader.fill(email=EMAIL)
    reader.press("Continue", "Choose how to sign in")
    reader.page.locator(f'main [value="{factor}"]').check()
    reader.press("Continue", heading)
