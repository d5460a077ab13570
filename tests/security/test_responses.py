"""Redirects, cookies and bodies of responses to hostile requests."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.doubles import Clock
from tests.html_lint import attributes_of
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor

pytestmark = pytest.mark.slow

EMAIL = "ada@example.com"
NAMES = ("next", "return_to", "redirect", "redirect_uri", "url", "continue", "back", "goto")
ELSEWHERE = [
    *("https://evil.example", "//evil.example", "///evil.example", "/\\evil.example"),
    *("\\\\evil.example", "https:evil.example", "https:/evil.example", "/%2fevil.example"),
    *(
        "//evil.example/%2e%2e",
        "/\t/evil.example",
        "\thttps://evil.example",
        "http:///evil.example",
    ),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x"),
    *("vbscript:x", "https://localhost@evil.example", "https://localhost.evil.example"),
    *("https://evil.example#localhost", "https://evil.example?localhost", "//evil%E3%80%82example"),
    *("https://evil.example\\@localhost", "/sign-in\r\nLocation: https://evil.example"),
    *("%0d%0aLocation:%20https://evil.example", "//[::1]", "https://2130706433", "//0x7f000001"),
    *(".evil.example", "@evil.example", ":80@evil.example", "/;@evil.example", "?//evil.example"),
    *("ftp://evil.example", "//evil.example:80", "https://evil。example", "//ⓔvil.example", "//"),
    *("/./evil.example", "/..//evil.example", "http:evil.example", "////evil.example"),
]


@pytest.mark.asvs("3.7.2", "1.2.2", "4.2.5")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_redirect_leaves_whatever_is_sent(visitor: Visitor, target: str) -> None:
    more = dict.fromkeys(NAMES, target)
    answers = [
        visitor.get("/", query_string=more, headers={"Referer": "https://evil.example/"}),
        visitor.get("/confirm-sign-up", query_string=more),
        visitor.get("/account", query_string=more),
        visitor.sign_up(EMAIL, **more),
        visitor.post("/confirm-sign-up", {"confirmation_code": "x", **more}),
        visitor.confirm(visitor.newest_code(EMAIL)),
        visitor.post("/auto-sign-in", more),
        visitor.post("/sign-out", more, page="/account"),
        visitor.post("/sign-in", {"email": EMAIL, "password": PASSWORD, **more}),
    ]
    places = [page.location for page in answers if page.location is not None]
    assert len(places) == len(answers) - 1
    for place in places:
        assert urlsplit(place)[:2] == ("", "")
        assert place[:1] == "/" != place[1:2]
        assert "evil" not in place
        assert len(place) < 64
    assert not [page for page in answers if "evil.example" in page.response.text]


def test_there_are_forty_ways_to_write_elsewhere() -> None:
    assert len(set(ELSEWHERE)) >= 40


@pytest.mark.asvs("1.1.1")
@pytest.mark.parametrize("typed", ["%2561da", "%61da", "&amp;ada", "&#97;da", "%252561da", "a+da"])
def test_what_is_typed_is_decoded_once(visitor: Visitor, typed: str) -> None:
    assert visitor.sign_up(f"{typed}@example").value("email") == f"{typed}@example"


@pytest.mark.asvs("3.5.2", "15.3.5")
@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/x-json", "multipart/mixed", ""]
)
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/reset-password"])
def test_no_step_takes_anything_but_a_form(visitor: Visitor, path: str, kind: str) -> None:
    token = visitor.csrf_token(path)
    body = f'{{"email": "{EMAIL}", "password": "{PASSWORD}", "csrf_token": "{token}"}}'
    for sent in (body, f"email={EMAIL}&password={PASSWORD}&csrf_token={token}"):
        page = visitor.post_raw(path, sent.encode(), content_type=kind)
        assert (page.status, page.location) == (400, None)
    assert visitor.messages(EMAIL) == []


@pytest.mark.asvs("3.3.5", "4.2.5", "14.3.3")
def test_the_cookie_has_one_size_whatever_the_session_holds(visitor: Visitor) -> None:
    sizes = set()
    for page in (
        visitor.get("/sign-up"),
        visitor.sign_up(EMAIL, "x" * 5000),
        visitor.sign_up(EMAIL),
        visitor.confirm(visitor.newest_code(EMAIL)),
        visitor.auto_sign_in(),
    ):
        cookies = page.response.headers.getlist("Set-Cookie")
        sizes |= {len(cookie.split(";")[0]) for cookie in cookies}
        assert sum(len(f"{name}: {value}") for name, value in page.response.headers) < 4096
    (size,) = sizes
    assert size < 256
    kept = visitor.client.get_cookie("sign-up-session")
    assert kept
    opaque, _, _signature = kept.value.partition(".")
    assert len(urlsafe_b64decode(opaque + "==")) == 32


@pytest.mark.asvs("14.3.1")
def test_signing_out_clears_what_the_browser_keeps(visitor: Visitor) -> None:
    visitor.choose("auto-confirm")
    visitor.sign_up(EMAIL)
    visitor.auto_sign_in()
    signed_out = visitor.sign_out().response.headers
    assert signed_out["Clear-Site-Data"] == '"cache", "storage"'
    assert signed_out["Set-Cookie"].startswith("sign-up-session=")
    assert visitor.get("/account").location == "/sign-in"


@pytest.mark.asvs("13.4.6")
@pytest.mark.parametrize("path", ["/sign-up", "/nothing", "/healthz", "/static/icon.svg"])
def test_no_header_tells_what_the_app_is_made_of(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).response.headers
    assert not {"Server", "X-Powered-By", "Via", "X-AspNet-Version"} & {*headers.keys()}


@pytest.mark.asvs("14.2.5")
@pytest.mark.parametrize(
    "path",
    [
        "/sign-up/x.css",
        "/account.css",
        "/account;x.js",
        "/account%2fx.png",
        "/account%0ax",
    ],
)
def test_no_page_has_a_files_name_as_well(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert page.status == 404
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.asvs("14.2.5")
def test_a_slash_too_many_is_no_page_of_its_own(visitor: Visitor) -> None:
    page = visitor.get("/account/")
    assert (page.status, page.location) == (308, "/account")
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.asvs("6.4.2")
@pytest.mark.parametrize("path", ["/sign-up", "/sign-in", "/reset-password"])
def test_no_form_has_a_hint_or_a_question(visitor: Visitor, path: str) -> None:
    visible = {
        attributes_of(node).get("name")
        for node in visitor.get(path).document.query("main input, main select, main textarea")
        if attributes_of(node).get("type") != "hidden"
        and attributes_of(node).get("tabindex") != "-1"
    }
    assert visible <= {"email", "password"}


@pytest.mark.asvs("2.2.2", "8.3.1")
@pytest.mark.parametrize(
    "edited",
    [
        {"password": "short"},
        {"email": "no address"},
        {"email": ""},
        {"password": ""},
        {"drawn_at": "forged", "password": "short"},
    ],
)
def test_the_server_checks_what_an_edited_page_sends(
    visitor: Visitor, edited: dict[str, str]
) -> None:
    page = visitor.post("/sign-up", {"email": EMAIL, "password": PASSWORD, **edited})
    assert page.status == 422
    assert visitor.messages(EMAIL) == []


@pytest.mark.asvs("8.3.1", "8.2.2", "2.3.1")
def test_nobody_confirms_signs_in_or_resets_by_naming_an_account(
    new_visitor: Callable[[], Visitor],
) -> None:
    ada, eve = new_visitor(), new_visitor()
    ada.sign_up(EMAIL)
    named = {
        "username": EMAIL,
        "email": EMAIL,
        "user_id": EMAIL,
        "sign_up_step": "DONE",
        "confirmed": "true",
        "confirmation_code": ada.newest_code(EMAIL),
        "csrf_token": eve.csrf_token("/sign-up"),
    }
    for path in ("/confirm-sign-up", "/auto-sign-in", "/resend-sign-up-code"):
        assert eve.post_raw(path, named).location == "/sign-up"
    assert eve.get("/account").location == "/sign-in"
    assert len(ada.messages(EMAIL)) == 1
    assert ada.confirm(ada.newest_code(EMAIL)).location == "/auto-sign-in"


@pytest.mark.asvs("1.3.12", "1.3.3", "15.2.2")
@pytest.mark.parametrize(
    "unit", ["1", "a.", "-", " ", "@", "a@", "Aa1!", "(", "\\", "é", "+1", "'"]
)
def test_long_and_odd_input_is_answered_at_once(visitor: Visitor, unit: str) -> None:
    long = (unit * 3000)[:3000] + "!x"
    visitor.choose("email-and-phone")
    began = time.perf_counter()
    page = visitor.post("/sign-up", {"email": long, "phone_number": long, "password": long})
    assert page.status == 422
    assert time.perf_counter() - began < 2


@pytest.mark.asvs("6.2.10")
def test_a_password_signs_in_years_later(visitor: Visitor, clock: Clock) -> None:
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    clock.advance(10 * 366 * 24 * 60 * 60)
    assert visitor.sign_in(EMAIL).location == AFTER_SIGN_IN_URL


@pytest.mark.asvs("6.3.2")
@pytest.mark.parametrize("name", ["admin", "root", "test", "demo", "user", "administrator"])
def test_a_new_pool_has_no_account(app: Flask, name: str) -> None:
    visitor = Visitor(app)
    for password in ("admin", "password", name, PASSWORD):
        page = visitor.sign_in(f"{name}@example.com", password)
        assert (page.status, page.location) == (422, None)
