"""The Nu HTML checker finds nothing on any page."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.pages import Page, Visitor
from tests.web.signed_in import CHOICE, add_passkey, send, sign_up

pytestmark = pytest.mark.slow

NODE = Path(__file__).with_name("node")
CHECKER = NODE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
EMAIL = "ada@example.com"
# The checker's CSS is older than nesting and containers; `passwordrules` is Apple's alone.
NOT_KNOWN = [r"(?<=<style>)[^<]*", r' passwordrules="[^"]*"']


@pytest.fixture(scope="session")
def java() -> str:
    """Return a Java runtime, with the checker in place."""
    java, npm = shutil.which("java"), shutil.which("npm")
    if java is None or npm is None:
        pytest.fail("The Nu HTML checker needs Java 11 or later and npm: install them.")
    if not CHECKER.exists():
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=NODE, check=True, timeout=300)
    return java


def every_page(make_app: Callable[..., Flask]) -> dict[str, Page]:
    """Return every page, in each of its states, by a name."""
    visitor, other = Visitor(make_app()), Visitor(make_app())
    pages = {
        path.strip("/"): visitor.get(path)
        for path in (
            *("/sign-up", "/sign-in", "/reset-password"),
            *("/scenarios", "/outbox", "/learn", "/nothing"),
        )
    }
    pages["sign-up-errors"] = visitor.sign_up("a", "b")
    pages["sign-in-errors"] = visitor.sign_in("", "")
    pages["out-of-date"] = visitor.post_raw("/sign-up", {})
    visitor.sign_up(EMAIL)
    pages["confirm"] = visitor.get("/confirm-sign-up")
    pages["confirm-errors"] = visitor.confirm("000000")
    visitor.resend()
    pages["resent"] = visitor.get("/confirm-sign-up")
    pages["messages"] = visitor.get("/outbox")
    visitor.confirm(visitor.newest_code(EMAIL))
    pages["auto-sign-in"] = visitor.get("/auto-sign-in")
    visitor.auto_sign_in()
    pages["account"] = visitor.get("/account")
    pages["delete-account"] = visitor.get("/account/delete")
    pages["delete-account-errors"] = visitor.post("/account/delete")
    pages["done"] = visitor.get("/sign-up/done")
    visitor.sign_out()
    visitor.reset_password(EMAIL)
    pages["new-password"] = visitor.get("/confirm-reset-password")
    for scenario in ("phone", "attributes", "username"):
        other.choose(scenario)
        pages[scenario] = other.get("/sign-up")
        pages[f"{scenario}-errors"] = other.post("/sign-up")
        pages[f"{scenario}-sign-in"] = other.get("/sign-in")
    other.choose("choice")
    pages["choice"] = other.get("/sign-up")
    pages["choice-sign-in"] = other.get("/sign-in")
    pages["choose"] = other.follow(other.begin_sign_in(EMAIL))
    for factor in ("PASSWORD", "WEB_AUTHN", "EMAIL_OTP"):
        pages[f"by-{factor}"] = other.follow(other.choose_factor(factor))
        pages[f"by-{factor}-errors"] = other.confirm_sign_in()
    other.choose("link")
    other.sign_up("link@example.com")
    pages["wait-for-link"] = other.get("/auto-sign-in")
    link = urlsplit(other.messages("link@example.com")[0]["link"])
    pages["link"] = other.get(f"{link.path}?{link.query}")
    pages["link-used"] = other.get("/confirmUser?token=used")
    return pages | pages_of_a_pool_with_passkeys(make_app)


def pages_of_a_pool_with_passkeys(make_app: Callable[..., Flask]) -> dict[str, Page]:
    """Return the pages that only pools with passkeys and codes have."""
    user = Visitor(make_app(AMPLIFY_OUTPUTS=CHOICE))
    sign_up(user, passkeys="supported")
    pages = {"passkey-offer": user.get("/account/passkeys")}
    add_passkey(user)
    pages["account-without-password"] = user.get("/account")
    pages["passkeys"] = user.get("/account/passkeys")
    pages["passkeys-errors"] = send(user, error="NotAllowedError")
    pages["add-password"] = user.get("/account/password")
    pages["add-password-errors"] = user.post("/account/password")
    user.post("/account/delete", {"understood": "y"})
    pages["account-deleted"] = user.get("/account/delete")
    return pages


def test_every_page_is_valid_html(
    make_app: Callable[..., Flask], java: str, tmp_path: Path
) -> None:
    pages = every_page(make_app)
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, page in pages.items():
        assert page.response.mimetype == "text/html", name
        html = re.sub("|".join(NOT_KNOWN), "", page.response.text)
        (folder / f"{name}.html").write_text(html)
    command = [java, "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = json.loads(done.stderr)["messages"]
    assert [(one["url"].split("/")[-1], one["message"]) for one in found] == []
