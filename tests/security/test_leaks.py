"""Search for marked secrets in logs, responses and files after whole journeys."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from flask import Flask, session

from config.settings import ROOT
from tests.authenticator_app import AuthenticatorApp
from tests.pages import Page, Visitor

pytestmark = pytest.mark.slow

PASSWORDS = ("Kolibri-Tanne-41", "Zander-Wolke-52", "Falke-Birke-63")
CODE_DIGITS = 6
LOCAL, DOMAIN = "marked.person", "marked.example.com"
ADDRESS = f"{LOCAL}@{DOMAIN}"
# Pages of the person's own, and the demo's mailbox.
SHOW_THE_ADDRESS = {
    *("/sign-up", "/confirm-sign-up", "/auto-sign-in", "/account", "/outbox"),
    *("/sign-in", "/confirm-sign-in", "/reset-password", "/confirm-reset-password"),
    "/behind",
}
APP_KEY = re.compile(r"[A-Z2-7]{52}")
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")


def scenarios() -> Iterator[str]:
    """Name the scenarios whose form asks for an email address and a password alone."""
    for path in sorted((ROOT / "config" / "scenarios").glob("*.json")):
        auth = json.loads(path.read_text())["auth"]
        if [auth["username_attributes"], auth["standard_required_attributes"]] == [["email"]] * 2:
            yield path.stem


@dataclass
class Witness(Visitor):
    """A visitor who keeps everything that a browser, or somebody behind it, gets to see."""

    app: Flask
    seen: list[tuple[str, Page]] = field(default_factory=list)
    authenticator: AuthenticatorApp | None = None

    def __post_init__(self) -> None:
        super().__init__(self.app)

    def get(self, path: str, **kwargs: object) -> Page:
        page = super().get(path, **kwargs)
        self.seen.append((path, page))
        return page

    def post_raw(self, path: str, fields: object, **kwargs: object) -> Page:
        page = super().post_raw(path, fields, **kwargs)
        self.seen.append((path, page))
        self.get("/behind")
        return page


def tokens_in(app: Flask, witness: Witness) -> list[str]:
    """Return the tokens that the server keeps for a browser."""
    cookie = witness.client.get_cookie("sign-up-session")
    if cookie is None:
        return []
    with app.test_request_context(headers={"Cookie": f"sign-up-session={cookie.value}"}):
        kept = session.get("tokens") or {}
        state = session.get("auto_sign_in") or {}
        values = [kept.get("access_token"), kept.get("id_token"), kept.get("refresh_token")]
        return [value for value in [*values, state.get("session")] if value]


def next_step(app: Flask, witness: Witness, page: Page) -> Iterator[str]:
    """Answer what a sign-in asks besides, if it does, and yield the app's key and the code."""
    if page.location != "/confirm-sign-in":
        return
    asked, clock = witness.get("/confirm-sign-in"), app.extensions["signup"].clock
    if asked.document.query("code.key"):
        witness.authenticator = AuthenticatorApp.of(asked, clock)
        yield witness.authenticator.key
    clock.advance(60)  # an app's code is good once
    authenticator = witness.authenticator
    code = authenticator.code() if authenticator else witness.newest_code(ADDRESS)
    yield code
    witness.post("/confirm-sign-in", {"confirmation_code": code})


def journey(app: Flask, witness: Witness) -> Iterator[str]:
    """Go through everything there is, well and badly, and yield the secrets met on the way."""
    witness.sign_in(ADDRESS, PASSWORDS[2])
    witness.sign_up(ADDRESS, "short")
    witness.post_raw("/sign-up", {"email": ADDRESS, "password": PASSWORDS[0]})
    witness.sign_up(ADDRESS, PASSWORDS[0])
    yield from secrets_sent(witness)
    witness.confirm("000000")
    witness.resend()
    for message in witness.messages(ADDRESS):
        if message["code"]:
            witness.confirm(message["code"])
        elif message["link"]:
            path = "/" + message["link"].split("/", 3)[3]
            witness.client.get(path)
            witness.client.post("/confirmUser", data={"token": path.rpartition("=")[2]})
        break
    yield from tokens_in(app, witness)
    yield from next_step(app, witness, witness.auto_sign_in())
    witness.get("/account")
    yield from tokens_in(app, witness)
    witness.sign_out()
    witness.sign_up(ADDRESS, PASSWORDS[0])
    witness.sign_in(ADDRESS, PASSWORDS[2])
    witness.reset_password(ADDRESS)
    yield from secrets_sent(witness)
    witness.set_password("000000", PASSWORDS[1])
    codes = [message["code"] for message in witness.messages(ADDRESS) if message["code"]]
    if codes:
        witness.set_password(codes[0], PASSWORDS[1])
    yield from next_step(app, witness, witness.sign_in(ADDRESS, PASSWORDS[1]))
    yield from tokens_in(app, witness)
    witness.sign_out()


def secrets_sent(witness: Witness) -> Iterator[str]:
    for message in witness.messages(ADDRESS):
        yield from filter(None, [message["code"], message["link"]])


@pytest.mark.asvs("6.5.2", "10.1.1", "14.1.2", "14.2.1", "14.3.3", "16.2.5")
@pytest.mark.parametrize("scenario", [*scenarios()])
def test_marked_secrets_are_nowhere(
    make_app: Callable[..., Flask],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    scenario: str,
) -> None:
    for name in ("", "urllib3", "werkzeug", "flask"):
        caplog.set_level(logging.DEBUG, logger=name)
    app = make_app()
    witness = Witness(app)
    witness.choose(scenario)
    secrets = {*PASSWORDS, *journey(app, witness)}
    assert len(secrets) > len(PASSWORDS), "the journey led nowhere"

    logged = f"{caplog.text}{[record.__dict__ for record in caplog.records]}"
    printed = "".join(line for line in capfd.readouterr().err.splitlines() if line[:3] != "To ")
    assert "user_created" in logged
    assert "user_created" in printed
    assert any(
        "AccessToken" in page.response.text for path, page in witness.seen if path == "/behind"
    )
    for text in (logged, printed):
        assert_without(text, {*secrets, LOCAL, DOMAIN})
        assert not TOKEN.search(text)
    for path, page in witness.seen:
        check_page(path, page, secrets)
    for file in tmp_path.glob("*.db*"):
        check_file(file, secrets)


def check_page(path: str, page: Page, secrets: set[str]) -> None:
    text = page.response.text
    headers = f"{path}\n{page.response.headers}"
    assert_without(unquote_plus(headers), {*secrets, LOCAL})
    assert not TOKEN.search(headers + text)
    if path == "/behind":
        assert_without(text, secrets)
    elif path != "/outbox":
        # Six digits may be anything: in pages, codes are looked for where they are shown.
        hidden = {secret for secret in secrets if len(secret) > CODE_DIGITS}
        if path == "/confirm-sign-in":
            hidden = {secret for secret in hidden if not APP_KEY.fullmatch(secret)}
        assert_without(text, hidden)
    if path not in SHOW_THE_ADDRESS:
        assert LOCAL not in text, path
    for url in re.findall(r'(?:href|action|src)="([^"]*)"', text):
        # An authenticator app's link names the account, and goes to no server.
        if not url.startswith("otpauth:"):
            assert LOCAL not in unquote_plus(url), "an address is in a link"


def check_file(path: Path, secrets: set[str]) -> None:
    content = path.read_bytes()
    hidden = {*PASSWORDS, *(secret for secret in secrets if TOKEN.fullmatch(secret))}
    if path.name.startswith("sessions"):
        hidden |= {*(secret for secret in secrets if len(secret) > CODE_DIGITS), LOCAL}
    for secret in hidden:
        assert secret.encode() not in content, path.name


@pytest.mark.asvs("16.2.5", "16.5.1", "13.4.2")
def test_a_crash_tells_no_secret(
    make_app: Callable[..., Flask],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1", MIN_FILL_SECONDS="0")

    def crash(_auth: object, *, username: str, password: str, **_: object) -> None:
        raise RuntimeError(f"{username} {password}")

    monkeypatch.setattr("amplify_auth.sign_up", crash)
    visitor = Visitor(app, **{"wsgi.url_scheme": "https", "HTTP_REFERER": "https://localhost/"})
    page = visitor.sign_up(ADDRESS, PASSWORDS[0])
    assert page.status == 500
    printed = capfd.readouterr().err
    assert "sys_crash" in printed
    for text in (printed, page.response.text, str(page.response.headers)):
        assert_without(text, {*PASSWORDS, LOCAL, "RuntimeError: "})
    assert "Traceback" not in printed
    assert "RuntimeError" not in page.response.text


def assert_without(text: str, secrets: set[str]) -> None:
    for secret in secrets:
        # A code is six digits, which part of a number or a hash may be, too.
        found = re.search(rf"(?<![\w.-]){re.escape(secret)}(?![\w.-])", text)
        assert not found, f"{secret} leaked: {text[max(0, found.start() - 80) : found.end() + 20]}"
