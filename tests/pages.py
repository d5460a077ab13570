"""Page objects: a visitor's actions on each page, over Flask's test client.

Every response passes the HTML lint on its way.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Flask
from justhtml import JustHTML
from werkzeug.test import TestResponse

from config import settings
from tests.html_lint import attributes_of, lint

PASSWORD = "Correct-horse-7"
AFTER_SIGN_IN_URL = settings.AFTER_SIGN_IN_URL
"""The path where a sign-up or a sign-in ends."""

TOKEN = re.compile(r'(name="(csrf_token|drawn_at)"[^>]* value=")([^"]*)')
"""The tokens that differ between two renderings of a page."""
ENGLISH_ONLY = ("/behind", "/learn", "/outbox", "/scenarios", "/workbench")
"""The demo's own pages."""


@dataclass(frozen=True)
class Page:
    """A response and its page.

    Attributes:
        response: The response.
        document: The page, which equal pages share. Their tokens are left out.
        tokens: The page's own tokens, by the names of their fields.
    """

    response: TestResponse
    document: JustHTML = field(repr=False)
    tokens: dict[str, str] = field(repr=False)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str | None:
        return self.response.headers.get("Location")

    @property
    def heading(self) -> str:
        return self._text("h1")

    @property
    def title(self) -> str:
        return self._text("title")

    @property
    def text(self) -> str:
        return " ".join(self._text("main").split())

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        lines = self.document.query(".error-summary li")
        return [" ".join(line.to_text().split()).replace(" .", ".") for line in lines]

    @property
    def notices(self) -> list[str]:
        return [node.to_text().strip() for node in self.document.query('[role="status"]')]

    def value(self, name: str) -> str | None:
        """The value of the form field with this name."""
        (node,) = self.document.query(f'main [name="{name}"]')
        return self.tokens.get(name, attributes_of(node).get("value"))

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the form with this action."""
        forms = [
            form for form in self.document.query("form") if attributes_of(form)["action"] == action
        ]
        inputs = [attributes_of(node) for form in forms for node in form.query("[type=hidden]")]
        values = {found["name"]: found.get("value", "") for found in inputs}
        return {name: self.tokens.get(name, value) for name, value in values.items()}

    def _text(self, selector: str) -> str:
        return str(self.document.query(selector)[0].to_text()).strip()


class Visitor:
    """A visitor without scripts: a cookie jar, and forms as the pages render them.

    Args:
        app: The app.
        language: What the pages have to be in; None does not care.
        environ: WSGI variables of every request.
    """

    lints = True
    """Whether pages pass the HTML lint. In the layout of a host app, half of them is the host's."""

    def __init__(self, app: Flask, *, language: str | None = "en", **environ: Any) -> None:
        self.client = app.test_client()
        self.client.environ_base.update(environ)
        self.language = language

    def get(self, path: str, **kwargs: Any) -> Page:
        return self._page(self.client.get(path, **kwargs))

    def post(self, path: str, fields: dict[str, Any] | None = None, *, page: str = "") -> Page:
        """Send a form with the CSRF token that its page carries.

        Args:
            path: The form's action.
            fields: What is typed.
            page: The page that the form is on, when it is not `path` itself.
        """
        return self.post_raw(path, {**self.hidden(page or path, path), **(fields or {})})

    def post_raw(self, path: str, fields: Any, **kwargs: Any) -> Page:
        return self._page(self.client.post(path, data=fields, **kwargs))

    def hidden(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of the form with this action."""
        return self.get(page).hidden(action)

    def csrf_token(self, path: str) -> str:
        return self.get(path).tokens.get("csrf_token", "")

    def follow(self, page: Page) -> Page:
        """Follow a redirect."""
        assert page.status == 303, page.text
        return self.get(page.location or "")

    def account_after(self, page: Page) -> Page:
        """Return the account page, after a step that has signed in."""
        assert (page.status, page.location) == (303, AFTER_SIGN_IN_URL), page.text
        return self.get("/account")

    # The journey

    def sign_up(self, email: str, password: str = PASSWORD, **more: str) -> Page:
        return self.post("/sign-up", {"email": email, "password": password, **more})

    def confirm(self, code: str) -> Page:
        return self.post("/confirm-sign-up", {"confirmation_code": code})

    def resend(self) -> Page:
        return self.post("/resend-sign-up-code", page="/confirm-sign-up")

    def auto_sign_in(self) -> Page:
        return self.post("/auto-sign-in")

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        return self.post("/sign-in", {"email": email, "password": password})

    def begin_sign_in(self, login: str, **more: str) -> Page:
        """Say who signs in, where the pool has more than a password."""
        return self.post("/sign-in", {"email": login, **more})

    def choose_factor(self, factor: str) -> Page:
        return self.post("/confirm-sign-in", {"choice": factor}, page="/confirm-sign-in?another=1")

    def confirm_sign_in(self, **answer: str) -> Page:
        return self.post("/confirm-sign-in", answer)

    def resend_sign_in_code(self) -> Page:
        return self.post("/resend-sign-in-code", page="/confirm-sign-in")

    def reset_password(self, email: str) -> Page:
        return self.post("/reset-password", {"email": email})

    def set_password(self, code: str, password: str) -> Page:
        fields = {"confirmation_code": code, "password": password}
        return self.post("/confirm-reset-password", fields)

    def sign_out(self) -> Page:
        return self.post("/sign-out", page="/account")

    def choose(self, scenario: str) -> Page:
        return self.post("/scenarios", {"scenario": scenario})

    def messages(self, to: str) -> list[dict[str, Any]]:
        response = self.client.get(
            "/outbox", query_string={"to": to}, headers={"Accept": "application/json"}
        )
        found: list[dict[str, Any]] = response.get_json()
        return found

    def newest_code(self, to: str) -> str:
        return str(self.messages(to)[0]["code"])

    def _page(self, response: TestResponse) -> Page:
        response.get_data()
        html = response.text if response.mimetype == "text/html" else ""
        is_page = self.lints and html and not 300 <= response.status_code < 400
        in_english = self.language and response.request.path.startswith(ENGLISH_ONLY)
        language = "en" if in_english else self.language
        document = _document(TOKEN.sub(r"\1", html), language, is_page=bool(is_page))
        response.close()
        return Page(response, document, {name: value for _, name, value in TOKEN.findall(html)})


@lru_cache(maxsize=128)
def _document(html: str, language: str | None, *, is_page: bool) -> JustHTML:
    """Lint and parse a page, once for all that are equal: each would take 2 ms."""
    return lint(html, language) if is_page else JustHTML(html, sanitize=False)
