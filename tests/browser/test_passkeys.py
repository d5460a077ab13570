"""Passkeys in Chromium, from the offer after a sign-up to the deletion."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.passkeys import VirtualAuthenticator
from tests.html_lint import lint
from tests.pages import AFTER_SIGN_IN_URL
from tests.web.signed_in import CHOICE, EMAIL

pytestmark = pytest.mark.browser

OFFER = "Sign in faster next time"
ADDED = "Your passkey was added. You can use it next time you sign in."
NOT_ADDED = "No passkey was added. Try again when you're ready."


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(AMPLIFY_OUTPUTS=CHOICE)


@pytest.fixture
def origin(app: Flask, serve: Callable[[Flask], str]) -> str:
    """Return the address of the app under a name that passkeys may have."""
    return localhost(serve(app))


@pytest.fixture
def context(chromium: Browser, origin: str) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=origin) as context:
        context.set_default_timeout(15_000)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def authenticator(page: Page) -> VirtualAuthenticator:
    return VirtualAuthenticator(page)


def localhost(address: str) -> str:
    return f"http://localhost:{urlsplit(address).port}"


def sign_up(page: Page) -> None:
    """Sign up with a code, which also signs in."""
    page.goto("/sign-up")
    page.get_by_label("With a code by email").check()
    page.get_by_label("Email address", exact=True).fill(EMAIL)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")
    outbox = page.request.get("/outbox", headers={"Accept": "application/json"}).json()
    page.get_by_label("Code", exact=True).fill(outbox[0]["code"])
    page.get_by_role("button", name="Confirm", exact=True).click()


def accept_offer(page: Page) -> None:
    page.get_by_role("heading", name=OFFER).wait_for()
    page.get_by_role("button", name="Create a passkey").click()
    page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")


def test_a_passkey_is_offered_made_listed_and_deleted(
    page: Page, authenticator: VirtualAuthenticator
) -> None:
    sign_up(page)
    page.get_by_role("heading", name=OFFER).wait_for()
    lint(page.content())
    page.get_by_role("button", name="Create a passkey").click()
    page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
    expect(page.get_by_role("status")).to_have_text([ADDED])
    assert len(authenticator.credentials()) == 1

    page.get_by_role("link", name="Manage passkeys").click()
    expect(page.get_by_role("listitem").filter(has_text="Passkey 1")).to_be_visible()
    lint(page.content())
    page.get_by_role("button", name="Delete passkey “Passkey 1”").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey was deleted.")
    expect(page.get_by_text("You don't have any passkeys yet.")).to_be_visible()


def test_the_keyboard_is_enough(page: Page, authenticator: VirtualAuthenticator) -> None:
    sign_up(page)
    page.get_by_role("heading", name=OFFER).wait_for()
    button = page.get_by_role("button", name="Create a passkey")
    for _ in range(6):
        if button.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
    assert len(authenticator.credentials()) == 1


@pytest.mark.usefixtures("authenticator")
def test_a_device_that_has_one_says_so(page: Page) -> None:
    sign_up(page)
    accept_offer(page)
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Add a passkey").click()
    error = "This device already has a passkey for your account. You can use it to sign in."
    expect(page.get_by_role("alert")).to_contain_text(error)
    lint(page.content())


def test_whoever_is_not_verified_can_try_again(
    page: Page, authenticator: VirtualAuthenticator
) -> None:
    authenticator.set_user_verified(verified=False)
    sign_up(page)
    page.get_by_role("heading", name=OFFER).wait_for()
    page.get_by_role("button", name="Create a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text(NOT_ADDED)
    assert page.title().startswith("Error: ")

    authenticator.set_user_verified(verified=True)
    accept_offer(page)


def test_whoever_cancels_can_try_again(page: Page) -> None:
    page.add_init_script(
        "navigator.credentials.create = async () => {"
        " throw new DOMException('cancelled', 'NotAllowedError'); }"
    )
    sign_up(page)
    page.get_by_role("heading", name=OFFER).wait_for()
    page.get_by_role("button", name="Create a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text(NOT_ADDED)


@pytest.mark.usefixtures("authenticator")
def test_a_skipped_offer_is_not_made_again(page: Page) -> None:
    sign_up(page)
    page.get_by_role("heading", name=OFFER).wait_for()
    page.get_by_role("button", name="Skip for now").click()
    page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
    page.get_by_role("link", name="Delete account").click()
    page.get_by_label("I understand that I can't undo this").check()
    page.get_by_role("button", name="Delete account").click()
    page.get_by_role("heading", name="Your account has been deleted").wait_for()
    lint(page.content())

    sign_up(page)
    page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")


def test_a_relying_party_of_another_site_is_said(
    chromium: Browser,
    make_app: Callable[..., Flask],
    serve: Callable[[Flask], str],
    tmp_path: Path,
) -> None:
    document = json.loads(Path(CHOICE).read_text())
    document["auth"]["passwordless"]["web_authn"]["relying_party_id"] = "example.com"
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps(document))
    origin = localhost(serve(make_app(AMPLIFY_OUTPUTS=str(outputs))))
    with chromium.new_context(base_url=origin) as context:
        page = context.new_page()
        sign_up(page)
        page.get_by_role("button", name="Create a passkey").click()
        error = "Passkeys don't work at this web address."
        expect(page.get_by_role("alert")).to_contain_text(error)


def test_the_browser_forgets_a_deleted_passkey(
    page: Page, authenticator: VirtualAuthenticator
) -> None:
    page.add_init_script(
        "PublicKeyCredential.signalUnknownCredential ="
        " async (known) => { globalThis.signalled = known; };"
    )
    sign_up(page)
    accept_offer(page)
    (credential,) = authenticator.credentials()
    page.goto("/account/passkeys")
    page.get_by_role("button", name="Delete passkey “Passkey 1”").click()
    page.get_by_text("The passkey was deleted.").wait_for()
    signalled = page.evaluate("signalled")
    assert signalled["rpId"] == "localhost"
    standard = signalled["credentialId"].replace("-", "+").replace("_", "/")
    assert standard == credential["credentialId"].rstrip("=")


@pytest.mark.parametrize("path", ["/sign-up", "/account/passkeys"])
def test_at_an_ip_address_the_demo_leads_to_localhost(
    chromium: Browser, app: Flask, serve: Callable[[Flask], str], path: str
) -> None:
    address = serve(app)
    with chromium.new_context(base_url=address) as context:
        page = context.new_page()
        sign_up(page)
        page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
        page.goto(path)
        demo = page.get_by_role("complementary", name="Demo")
        expect(demo).to_contain_text("Passkeys don't work at 127.0.0.1. Open localhost instead.")
        demo.get_by_role("link", name="localhost").click()
        page.wait_for_url(f"{localhost(address)}/sign-up")
        expect(demo).not_to_contain_text("Passkeys")


def test_without_scripts_nothing_is_offered(chromium: Browser, origin: str) -> None:
    with chromium.new_context(base_url=origin, java_script_enabled=False) as context:
        page = context.new_page()
        sign_up_without_scripts(page)
        page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
        page.get_by_role("link", name="Manage passkeys").click()
        expect(page.get_by_text("You don't have any passkeys yet.")).to_be_visible()
        expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()


def sign_up_without_scripts(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_label("Email address", exact=True).fill(EMAIL)
    page.get_by_role("button", name="Create account").click()
    outbox = page.request.get("/outbox", headers={"Accept": "application/json"}).json()
    page.get_by_label("Code", exact=True).fill(outbox[0]["code"])
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.get_by_role("button", name="Continue").click()
