"""A form with a passkey, on a page of its own: Chromium's dialog, and what is sent after it."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.passkeys import VirtualAuthenticator

pytestmark = pytest.mark.browser

TEMPLATE = """
{% extends "signup/base.html" %}
{% from "signup/components/passkeys.html" import passkey_form with context %}
{% set heading = "A form with a passkey" %}
{% set scripts = ("passkeys",) %}
{% block content %}{{ passkey_form("/sent", ceremony, options, "Use passkey") }}{% endblock %}
"""
NEVER_ANSWERS = """
globalThis.asked = 0;
navigator.credentials.get = () => new Promise(() => asked++);
"""
USER = {"id": "YW5u", "name": "ann@example.com", "displayName": ""}
CREATE: dict[str, Any] = {
    "rp": {"id": "localhost", "name": "localhost"},
    "user": USER,
    "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
    "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
}
GET = {"rpId": "localhost", "challenge": "BBBBBBBBBBBBBBBBBBBBBA", "userVerification": "required"}


@pytest.fixture
def options() -> dict[str, dict[str, Any]]:
    """Return what the two pages ask the browser for."""
    return {"create": dict(CREATE), "get": dict(GET)}


@pytest.fixture
def origin(app: Flask, serve: Callable[[Flask], str], options: dict[str, Any]) -> str:
    """Return the address of an app with the two pages, under a name that passkeys may have."""

    @app.get("/passkey/<ceremony>")
    def form(ceremony: str) -> str:
        return render_template_string(TEMPLATE, ceremony=ceremony, options=options[ceremony])

    @app.post("/sent")
    def sent() -> dict[str, str]:
        return {name: value for name, value in request.form.items() if name != "csrf_token"}

    return f"http://localhost:{urlsplit(serve(app)).port}"


@pytest.fixture
def context(chromium: Browser, origin: str) -> Iterator[BrowserContext]:
    with chromium.new_context(base_url=origin) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def authenticator(page: Page) -> VirtualAuthenticator:
    return VirtualAuthenticator(page)


def sent_by(page: Page, ceremony: str) -> dict[str, str]:
    """Press the button of a page, and return what its form sends."""
    page.goto(f"/passkey/{ceremony}")
    page.get_by_role("button", name="Use passkey").click()
    page.wait_for_url("**/sent")
    fields: dict[str, str] = json.loads(page.locator("body").inner_text())
    return fields


@pytest.mark.usefixtures("authenticator")
def test_a_passkey_is_made_and_used(page: Page) -> None:
    made = sent_by(page, "create")
    assert made["error"] == ""
    credential = json.loads(made["credential"])
    assert credential["type"] == "public-key"
    assert credential["response"]["attestationObject"]

    used = sent_by(page, "get")
    assert used["error"] == ""
    assertion = json.loads(used["credential"])
    assert assertion["id"] == credential["id"]
    assert assertion["response"]["signature"]


@pytest.mark.usefixtures("authenticator")
def test_a_device_that_has_one_makes_no_second(page: Page, options: dict[str, Any]) -> None:
    credential = json.loads(sent_by(page, "create")["credential"])
    options["create"]["excludeCredentials"] = [{"type": "public-key", "id": credential["id"]}]
    assert sent_by(page, "create") == {"credential": "", "error": "InvalidStateError"}


@pytest.mark.parametrize("ceremony", ["create", "get"])
def test_somebody_who_is_not_verified_has_no_passkey(
    page: Page, authenticator: VirtualAuthenticator, ceremony: str
) -> None:
    sent_by(page, "create")
    authenticator.set_user_verified(verified=False)
    assert sent_by(page, ceremony) == {"credential": "", "error": "NotAllowedError"}


@pytest.mark.usefixtures("authenticator")
def test_a_relying_party_of_another_site_is_refused(page: Page, options: dict[str, Any]) -> None:
    options["get"]["rpId"] = "example.com"
    assert sent_by(page, "get") == {"credential": "", "error": "SecurityError"}


@pytest.mark.usefixtures("authenticator")
def test_options_that_cannot_be_read_are_an_error(page: Page, options: dict[str, Any]) -> None:
    options["create"] = {}
    assert sent_by(page, "create") == {"credential": "", "error": "TypeError"}


def test_one_press_opens_one_dialog(page: Page) -> None:
    page.add_init_script(NEVER_ANSWERS)
    page.goto("/passkey/get")
    button = page.locator("[data-passkey] button")
    button.click()
    button.click()
    assert page.evaluate("asked") == 1
    assert button.inner_text() == "Waiting for your device…"
    assert button.get_attribute("aria-busy") == "true"


@pytest.mark.parametrize(
    "missing",
    [
        "PublicKeyCredential",
        "PublicKeyCredential.parseCreationOptionsFromJSON",
        "PublicKeyCredential.parseRequestOptionsFromJSON",
        "PublicKeyCredential.prototype.toJSON",
    ],
)
def test_without_support_nothing_is_offered(page: Page, missing: str) -> None:
    page.add_init_script(f"delete globalThis.{missing}")
    page.goto("/passkey/create")
    page.wait_for_load_state()
    assert page.locator("[data-passkey]").is_hidden()


def test_without_scripts_nothing_is_offered(chromium: Browser, origin: str) -> None:
    with chromium.new_context(base_url=origin, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/passkey/create")
        assert page.locator("[data-passkey]").is_hidden()
