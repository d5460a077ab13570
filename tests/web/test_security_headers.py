"""Security headers of every response."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from tests.pages import Visitor

ANSWERS = ["/sign-up", "/nothing", "/healthz", "/outbox", "/scenarios"]
REDIRECT = "/"
FILE = "/static/icon.svg"
PATHS = [*ANSWERS, REDIRECT, FILE]


@pytest.fixture
def production(make_app: Callable[..., Flask]) -> Visitor:
    """Return a visitor of the app as strangers see it."""
    app = make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1", MIN_FILL_SECONDS="0")
    app.config["PREFERRED_URL_SCHEME"] = "https"  # which Flask's test client goes by
    return Visitor(app)


def policy_of(headers: Headers) -> dict[str, str]:
    """Return the Content-Security-Policy by directive."""
    policy = headers["Content-Security-Policy"]
    return dict(directive.split(" ", 1) for directive in policy.split("; "))


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8", "3.5.8", "3.4.2")
@pytest.mark.parametrize("path", ANSWERS)
def test_every_response_is_protected(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).response.headers
    is_protected(headers)
    policy = policy_of(headers)
    assert policy.pop("frame-src") == "'self'"  # what is behind the page: only where it is taught
    for known_by_hash in ("script-src", "style-src"):
        sources = policy.pop(known_by_hash).split()
        assert sources == ["'none'"] or all(one.startswith("'sha256-") for one in sources)
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "img-src": "'self'",
        "report-to": "csp",
        "report-uri": "/csp-reports",
    }


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8", "3.5.8", "3.4.2")
@pytest.mark.parametrize("path", [FILE, REDIRECT])
def test_what_is_no_page_may_do_nothing_at_all(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).response.headers
    is_protected(headers)
    assert policy_of(headers) == dict.fromkeys(
        ("default-src", "base-uri", "form-action", "frame-ancestors"), "'none'"
    )


def is_protected(headers: Headers) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.asvs("3.4.3")
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/nothing", "/outbox", "/behind"])
def test_a_page_may_run_what_it_carries_and_nothing_else(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    policy = page.response.headers["Content-Security-Policy"]
    texts = re.findall(r"<(?:style|script type=\"module\")>(.*?)</", page.response.text, re.DOTALL)
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
    assert sorted(digests) == sorted(re.findall(r"'sha256-(.*?)'", policy))


@pytest.mark.asvs("3.4.6")
@pytest.mark.parametrize("path", PATHS)
def test_only_what_is_behind_a_page_may_be_in_a_frame_and_only_in_ours(
    visitor: Visitor, path: str
) -> None:
    headers = visitor.get(path).response.headers
    assert (policy_of(headers)["frame-ancestors"], headers["X-Frame-Options"]) == ("'none'", "DENY")
    framed = visitor.get("/behind").response.headers
    assert policy_of(framed)["frame-ancestors"] == "'self'"
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.asvs("3.4.6")
@pytest.mark.parametrize("path", [*PATHS, "/behind"])
def test_nothing_of_it_is_in_production(production: Visitor, path: str) -> None:
    page = production.get(path)
    assert "frame-src" not in policy_of(page.response.headers)
    assert policy_of(page.response.headers)["frame-ancestors"] == "'none'"
    assert page.response.headers["X-Frame-Options"] == "DENY"
    assert "behind" not in "".join(str(node) for node in page.document.query("body"))


@pytest.mark.asvs("14.2.2", "14.3.2")
@pytest.mark.parametrize("path", ["/sign-up", "/nothing", "/", "/outbox"])
def test_no_page_is_kept(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).response.headers["Cache-Control"] == "no-store"


@pytest.mark.asvs("14.2.2", "14.3.2")
def test_no_answer_to_a_form_is_kept(app: Flask, visitor: Visitor) -> None:
    email, wrong = "ada@example.com", "Wrong-password-1"
    answers = {
        303: visitor.sign_up(email),
        422: visitor.confirm("000000"),
        400: visitor.post_raw("/sign-up", {"email": email}),
        404: visitor.post_raw("/nothing", {}),
        405: visitor.post_raw("/account", {}),
        410: visitor.post_raw("/confirmUser", {"token": "x"}),
        413: visitor.post_raw("/sign-up", {"email": "x" * 70_000}),
        204: visitor.post_raw("/csp-reports", b"{}", content_type="application/csp-report"),
        429: [Visitor(app).sign_in(email, wrong) for _ in range(11)][-1],
    }
    for status, page in answers.items():
        headers = page.response.headers
        assert (page.status, headers.getlist("Cache-Control")) == (status, ["no-store"])
    rules = {r.endpoint: r.rule for r in app.url_map.iter_rules() if "POST" in (r.methods or ())}
    assert len(rules) > 10
    for path in rules.values():
        headers = visitor.post_raw(path, {}).response.headers
        assert headers.getlist("Cache-Control") == ["no-store"], path


def test_a_redirect_keeps_the_next_page_waiting_for_nothing(visitor: Visitor) -> None:
    page = visitor.sign_up("ada@example.com")
    assert page.location == "/confirm-sign-up"
    assert page.response.data == b""
    assert "Permissions-Policy" not in page.response.headers


@pytest.mark.asvs("3.4.1")
@pytest.mark.parametrize("path", PATHS)
def test_production_is_https_for_good(production: Visitor, path: str) -> None:
    value = production.get(path).response.headers["Strict-Transport-Security"]
    assert value == "max-age=63072000; includeSubDomains"


@pytest.mark.asvs("3.3.1", "3.3.3")
def test_production_has_a_host_cookie(production: Visitor) -> None:
    cookie = production.get("/sign-up").response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_the_journey_works_over_https(production: Visitor) -> None:
    production.client.environ_base["HTTP_REFERER"] = "https://localhost/sign-up"
    assert production.sign_up("ada@example.com").location == "/confirm-sign-up"


@pytest.mark.asvs("4.1.1")
def test_pages_say_their_type_and_alphabet(visitor: Visitor) -> None:
    assert visitor.get("/sign-up").response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert visitor.get("/healthz").response.headers["Content-Type"] == "application/json"


@pytest.mark.asvs("4.1.3")
def test_a_forged_client_address_is_believed_for_as_many_proxies_as_there_are(
    make_app: Callable[..., Flask],
) -> None:
    forged = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
    direct = Visitor(make_app(), REMOTE_ADDR="203.0.113.9")
    assert direct.get("/sign-up", headers=forged).status == 403
    proxied = Visitor(make_app(TRUSTED_PROXIES="1"), REMOTE_ADDR="127.0.0.1")
    stranger = {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}
    assert proxied.get("/sign-up", headers=stranger).status == 403
    assert proxied.get("/sign-up", headers=forged).status == 200
