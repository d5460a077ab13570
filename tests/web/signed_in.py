"""A signed-in visitor of the scenario `choice`, and a device for their passkeys."""

import json

import pytest

import amplify_auth
from amplify_auth import AuthError
from config.settings import ROOT
from tests.html_lint import attributes_of
from tests.pages import PASSWORD, Page, Visitor
from tests.unit.user_pool.authenticator import Authenticator

EMAIL = "ada@example.com"
CHOICE = str(ROOT / "config" / "scenarios" / "choice.json")
ORIGIN = "http://localhost"


def sign_up(visitor: Visitor, *, password: str = "", passkeys: str = "") -> Page:
    """Sign up, confirm and sign in.

    Args:
        visitor: The visitor.
        password: The password; without one, codes sign in.
        passkeys: What scripts say of the browser at the last step.
    """
    factor = "PASSWORD" if password else "EMAIL_OTP"
    visitor.post("/sign-up", {"email": EMAIL, "password": password, "first_factor": factor})
    visitor.confirm(visitor.newest_code(EMAIL))
    return visitor.post("/auto-sign-in", {"passkeys": passkeys})


def sign_in(visitor: Visitor) -> Page:
    """Sign in with a password."""
    visitor.begin_sign_in(EMAIL)
    visitor.choose_factor("PASSWORD")
    return visitor.confirm_sign_in(password=PASSWORD)


def created(page: Page, device: Authenticator | None = None, **changes: object) -> str:
    """Return what a device makes of the options on a page, as JSON."""
    (form,) = page.document.query("[data-passkey]")
    options = json.loads(attributes_of(form)["data-options"])
    return json.dumps((device or Authenticator(origin=ORIGIN)).create(options, **changes))


def add_passkey(visitor: Visitor, device: Authenticator | None = None) -> Page:
    """Add a passkey on its page."""
    credential = created(visitor.get("/account/passkeys"), device)
    return send(visitor, credential)


def send(visitor: Visitor, credential: str = "", error: str = "") -> Page:
    """Send what a browser's dialog ended with, without another look at the page."""
    token = visitor.csrf_token("/sign-up")
    fields = {"csrf_token": token, "credential": credential, "error": error}
    return visitor.post_raw("/account/passkeys", fields)


def names(page: Page) -> list[str]:
    """Return the names of the passkeys on a page."""
    return [str(node.to_text()).strip() for node in page.document.query(".rows bdi")]


def forgotten(page: Page) -> list[dict[str, str]]:
    """Return the passkeys that a page lets the browser forget."""
    nodes = page.document.query("[data-unknown-passkey]")
    return [json.loads(attributes_of(node)["data-unknown-passkey"]) for node in nodes]


def fail(monkeypatch: pytest.MonkeyPatch, name: str, error: AuthError) -> None:
    """Let a function of the helper raise an error."""

    def raise_error(*_args: object, **_kwargs: object) -> None:
        raise error

    monkeypatch.setattr(amplify_auth, name, raise_error)
