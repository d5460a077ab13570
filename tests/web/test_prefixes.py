"""The app under a path of a site, which the server or a proxy adds, or a host app."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from demo.teaching.exercises import EXERCISES
from tests.doubles import Clock
from tests.mounted import GuestVisitor, mount_pages
from tests.pages import Page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EMAIL = "ada@example.com"
PREFIX = "/accounts"
EVERY_WAY = ["SCRIPT_NAME", "X-Forwarded-Prefix", "url_prefix"]
ADDRESS = re.compile(r'(?:href|action|src)="([^"]*)"')


class Front:
    """A server or a proxy that takes the prefix off the path.

    Args:
        app: What is behind it.
        variable: The WSGI variable that says so.
    """

    def __init__(self, app: "WSGIApplication", variable: str) -> None:
        self._app = app
        self._variable = variable

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        assert environ["PATH_INFO"].startswith(f"{PREFIX}/"), environ["PATH_INFO"]
        path = environ["PATH_INFO"].removeprefix(PREFIX)
        return self._app(environ | {"PATH_INFO": path, self._variable: PREFIX}, start_response)


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], tmp_path: Path, clock: Clock
) -> GuestVisitor:
    """Return a visitor of the app under the prefix, in the way that the test names."""
    if request.param == "url_prefix":
        app = Flask("host")
        mount_pages(app, tmp_path, clock, url_prefix=PREFIX)
        return GuestVisitor(app, PREFIX)
    if request.param == "X-Forwarded-Prefix":
        app = make_app(TRUSTED_PROXIES="1")
        app.wsgi_app = Front(app.wsgi_app, "HTTP_X_FORWARDED_PREFIX")  # type: ignore[method-assign]
    else:
        app = make_app()
        app.wsgi_app = Front(app.wsgi_app, "SCRIPT_NAME")  # type: ignore[method-assign]
    return GuestVisitor(app, PREFIX)


every_way = pytest.mark.parametrize("visitor", EVERY_WAY, indirect=True)


def assert_under_prefix(page: Page) -> None:
    """Check each address of a page."""
    addresses = ADDRESS.findall(page.response.text)
    assert addresses
    for address in addresses:
        outside = address.startswith(("#", "?", "https://", "http://localhost/accounts/"))
        assert outside or address.startswith(f"{PREFIX}/"), address
    for cookie in page.response.headers.getlist("Set-Cookie"):
        assert f"; Path={PREFIX};" in f"{cookie};"


@every_way
def test_a_whole_journey(visitor: GuestVisitor) -> None:
    assert visitor.get("/").location == f"{PREFIX}/sign-up"
    assert_under_prefix(visitor.get("/sign-up"))
    assert_under_prefix(visitor.post("/sign-up", {"email": "no address"}))
    step = visitor.sign_up(EMAIL)
    assert step.location == f"{PREFIX}/confirm-sign-up"
    assert_under_prefix(visitor.follow(step))
    step = visitor.confirm(visitor.newest_code(EMAIL))
    assert step.location == f"{PREFIX}/auto-sign-in"
    assert_under_prefix(visitor.follow(step))
    step = visitor.auto_sign_in()
    assert step.location == f"{PREFIX}/account"
    assert_under_prefix(visitor.follow(step))
    assert EMAIL in visitor.get("/account").text
    assert visitor.sign_out().location == f"{PREFIX}/sign-in"


@pytest.mark.slow
@every_way
@pytest.mark.parametrize(
    "path",
    [
        *("/sign-in", "/reset-password", "/sign-up/done", "/nothing", "/outbox", "/scenarios"),
        *("/workbench", "/learn", "/behind", "/learn/source/signup/views/sign_up.py"),
    ],
)
def test_every_page(visitor: GuestVisitor, path: str) -> None:
    assert_under_prefix(visitor.get(path))


@every_way
def test_files_and_health_checks(visitor: GuestVisitor) -> None:
    (icon,) = re.findall(r'href="([^"]*icon\.svg[^"]*)"', visitor.get("/sign-up").response.text)
    with visitor.client.get(icon) as file:
        assert (file.status_code, file.mimetype) == (200, "image/svg+xml")
        assert "immutable" in file.headers["Cache-Control"]
        assert "Set-Cookie" not in file.headers
    for path in ("/healthz", "/readyz"):
        assert visitor.client.get(f"{PREFIX}{path}").status_code == 200


@every_way
def test_violations_are_reported_to_a_page_there_is(visitor: GuestVisitor) -> None:
    headers = visitor.get("/sign-up").response.headers
    (address,) = re.findall(r"report-uri (\S+);", headers["Content-Security-Policy"])
    assert headers["Reporting-Endpoints"] == f'csp="{address}"'
    report = {"csp-report": {"effective-directive": "img-src"}}
    assert visitor.client.post(address, json=report).status_code == 204


@every_way
def test_another_site_is_refused(visitor: GuestVisitor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    assert visitor.post_raw("/sign-up", {"email": EMAIL}, headers=headers).status == 403


@every_way
def test_a_slash_too_many(visitor: GuestVisitor) -> None:
    page = visitor.get("/sign-up/")
    assert (page.status, page.location) == (308, f"{PREFIX}/sign-up")


@every_way
def test_a_mailed_link_leads_back(visitor: GuestVisitor) -> None:
    visitor.choose("link")
    visitor.sign_up(EMAIL)
    link = visitor.messages(EMAIL)[0]["link"]
    assert link.startswith(f"http://localhost{PREFIX}/confirmUser?")
    page = visitor.get(link.removeprefix("http://localhost"))
    assert_under_prefix(page)
    token = page.value("token")
    assert visitor.post_raw("/confirmUser", {"token": token}).heading == "Your account is confirmed"
    assert visitor.auto_sign_in().location == f"{PREFIX}/account"


@every_way
def test_an_exercise(visitor: GuestVisitor) -> None:
    name = next(iter(EXERCISES))
    started = visitor.post("/workbench/exercise", {"exercise": name}, page="/workbench")
    assert started.location == f"{PREFIX}/sign-up"


@every_way
def test_what_is_behind_a_page(visitor: GuestVisitor) -> None:
    visitor.get("/sign-up")
    visitor.sign_up(EMAIL)
    page = visitor.get("/behind")
    assert f"POST {PREFIX}/sign-up" in page.text
    assert f"{PREFIX}/confirm-sign-up" in page.text
