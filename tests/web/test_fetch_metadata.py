"""Fetch metadata, the redirect to https, and reports of the content security policy."""

import json
from collections.abc import Callable

import pytest
from flask import Flask

from signup.observability.events import Event
from signup.web.rate_limits import REPORTS
from signup.web.security_headers import UNUSED_FEATURES
from tests.pages import PASSWORD, Page, Visitor

EMAIL = "ada@example.com"


def sign_up(visitor: Visitor, **headers: str) -> Page:
    fields = {"csrf_token": visitor.csrf_token("/sign-up"), "email": EMAIL, "password": PASSWORD}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.post_raw("/sign-up", fields, headers=named)


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
def test_what_another_site_posts_is_refused(visitor: Visitor, site: str) -> None:
    """Even with the right token."""
    page = sign_up(visitor, Sec_Fetch_Site=site)
    assert page.status == 403
    assert page.heading == "This page can't be used from another site"
    assert not visitor.messages(EMAIL)


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("headers", [{}, {"Sec_Fetch_Site": "same-origin"}])
def test_what_our_pages_post_is_taken(visitor: Visitor, headers: dict[str, str]) -> None:
    assert sign_up(visitor, **headers).status == 303


def test_another_site_may_link_to_us(visitor: Visitor) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    assert visitor.get("/sign-up", headers=headers).status == 200


@pytest.mark.asvs("3.2.1")
@pytest.mark.parametrize("path", ["/sign-up", "/outbox", "/account"])
@pytest.mark.parametrize("destination", ["image", "script", "style", "iframe", "object", "embed"])
def test_a_page_is_no_part_of_another(visitor: Visitor, path: str, destination: str) -> None:
    assert visitor.get(path, headers={"Sec-Fetch-Dest": destination}).status == 403


@pytest.mark.asvs("3.2.1")
def test_what_is_behind_a_page_is_for_a_frame_of_ours_alone(visitor: Visitor) -> None:
    def status(destination: str, site: str) -> int:
        headers = {"Sec-Fetch-Dest": destination, "Sec-Fetch-Site": site}
        return visitor.get("/behind", headers=headers).status

    assert status("iframe", "same-origin") == 200
    for site in ("cross-site", "same-site", "none"):
        assert status("iframe", site) == 403
    for destination in ("image", "script", "style", "object", "embed", "frame"):
        assert status(destination, "same-origin") == 403


def test_files_may_be_parts_of_pages(visitor: Visitor) -> None:
    headers = {"Sec-Fetch-Dest": "image", "Sec-Fetch-Site": "same-origin"}
    assert visitor.get("/static/icon.svg", headers=headers).status == 200


@pytest.fixture
def plain(make_app: Callable[..., Flask]) -> Visitor:
    """Return a visitor of production who does not use https."""
    app = make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1", TRUSTED_PROXIES="1")
    app.config["PREFERRED_URL_SCHEME"] = "http"  # which Flask's test client goes by
    return Visitor(app)


@pytest.mark.asvs("4.1.2")
@pytest.mark.parametrize("path", ["/", "/sign-up", "/nothing?see=http://a", "/static/icon.svg"])
def test_production_sends_readers_to_https(plain: Visitor, path: str) -> None:
    page = plain.get(path)
    assert (page.status, page.location) == (308, f"https://localhost{path}")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.asvs("4.1.2")
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/csp-reports"])
def test_production_takes_nothing_over_plain_http(plain: Visitor, path: str) -> None:
    page = plain.post_raw(path, {"email": EMAIL, "password": PASSWORD})
    assert page.status == 403
    assert page.heading == "Your connection wasn't secure"
    assert page.location is None


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_production_is_watched_over_plain_http(plain: Visitor, path: str) -> None:
    assert plain.get(path).status == 200


@pytest.mark.asvs("4.1.3")
def test_the_proxy_says_what_was_https(plain: Visitor) -> None:
    assert plain.get("/sign-up", headers={"X-Forwarded-Proto": "https"}).status == 200


def test_development_is_plain_http(visitor: Visitor) -> None:
    assert visitor.get("/sign-up").status == 200


@pytest.mark.asvs("4.1.3", "15.3.4")
@pytest.mark.parametrize("path", ["/", "/sign-up", "/nothing", "/account", "/scenarios"])
def test_a_forged_host_is_nowhere_in_an_answer(visitor: Visitor, path: str) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    page = visitor.get(path, headers=forged)
    assert "evil.example" not in page.response.text
    assert "evil.example" not in str(page.response.headers)


@pytest.mark.asvs("3.4.3")
def test_no_feature_is_left_on_that_nobody_uses(visitor: Visitor) -> None:
    header = visitor.get("/sign-up").response.headers["Permissions-Policy"]
    assert header.split(", ") == [f"{feature}=()" for feature in UNUSED_FEATURES]
    assert {"camera", "geolocation", "microphone", "payment", "usb"} < {*UNUSED_FEATURES}


REPORT = {
    "type": "csp-violation",
    "body": {
        "effectiveDirective": "script-src-elem",
        "blockedURL": "https://evil.example/x.js?token=secret",
        "sample": "secret",
    },
}
OLDER = {"csp-report": {"effective-directive": "img-src", "blocked-uri": "inline"}}
STOPPED = "script-src-elem, another site's"


def stopped(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log says was stopped, and where."""
    violations = [r for r in caplog.records if r.getMessage() == Event.MALICIOUS_CSP_VIOLATION]
    return [str(vars(record)["reason"]) for record in violations]


def report(visitor: Visitor, body: bytes) -> None:
    page = visitor.post_raw("/csp-reports", body, content_type="application/reports+json")
    assert (page.status, page.response.data) == (204, b"")
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.asvs("3.4.7")
def test_browsers_are_told_where_to_report(visitor: Visitor) -> None:
    headers = visitor.get("/sign-up").response.headers
    assert headers["Reporting-Endpoints"] == 'csp="/csp-reports"'
    assert "report-to csp" in headers["Content-Security-Policy"]


@pytest.mark.asvs("3.4.7", "16.2.5")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([REPORT], [STOPPED]),
        (OLDER, ["img-src, in the page"]),
        ([{"body": {"blockedURL": "http://localhost/x"}}], ["unknown, our own"]),
        ([{"body": {"effectiveDirective": [1], "blockedURL": {}}}], ["unknown, in the page"]),
        ([REPORT] * 100, [STOPPED] * 5),
        (
            [{"body": {"effectiveDirective": "a\nb", "blockedURL": "http://[x"}}],
            ["unknown, another site's"],
        ),
        ([], []),
        ([1, None, "x", {}], ["unknown, in the page"]),
        ("text", []),
        ({"csp-report": 1}, []),
    ],
)
def test_a_report_is_logged_with_no_secret(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, body: object, said: list[str]
) -> None:
    report(visitor, json.dumps(body).encode())
    assert stopped(caplog) == said
    assert "secret" not in caplog.text


@pytest.mark.asvs("3.4.7")
@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 10_000, b'["' + b"a" * 16_384 + b'"]', b"x" * 70_000]
)
def test_a_report_that_is_none_gets_the_same_answer(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    report(visitor, body)
    assert "csp_violation" not in caplog.text


@pytest.mark.asvs("3.4.7", "2.4.1")
def test_reports_of_one_network_are_capped(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(REPORTS.network + 5):
        report(visitor, json.dumps([REPORT]).encode())
    assert stopped(caplog) == [STOPPED] * REPORTS.network
