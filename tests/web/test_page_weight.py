"""Bytes that a browser fetches for a page, and compression. docs/pages.md."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask
from justhtml import JustHTML
from werkzeug.test import TestResponse

from tests.html_lint import attributes_of
from tests.pages import Visitor

BUDGET = 12_000
MARK = "Zx9ReflectedQ"
EMAIL = "ada@example.com"
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def over_the_wire(response: TestResponse) -> int:
    """Return the bytes of a response: status line, headers and body."""
    head = f"HTTP/1.1 {response.status}\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in response.headers
    )
    return len(head) + len("\r\n") + len(response.get_data())


def view_weight(visitor: Visitor, path: str) -> int:
    """Return the bytes of a page with everything that it makes a browser fetch."""
    page = visitor.client.get(path, headers=BROWSER)
    document = JustHTML(gzip.decompress(page.get_data()).decode(), sanitize=False)
    # What is behind a page is fetched when somebody opens it.
    nodes = [*document.query('[src]:not([loading="lazy"])'), *document.query("link[href]")]
    urls = {attributes_of(node).get("src") or attributes_of(node)["href"] for node in nodes}
    weight = over_the_wire(page)
    for url in urls:
        part = visitor.client.get(url, headers=BROWSER)
        weight += over_the_wire(part)
        part.close()
    return weight


def test_the_first_view_weighs_twelve_thousand_bytes_at_most(visitor: Visitor) -> None:
    assert view_weight(visitor, "/sign-up") <= BUDGET


def test_the_countries_of_a_phone_number_add_five_thousand(visitor: Visitor) -> None:
    visitor.choose("email-and-phone")
    assert view_weight(visitor, "/sign-up") <= BUDGET + 5_000


def test_every_further_page_is_lighter_still(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    first = view_weight(visitor, "/sign-up")
    for path in ("/confirm-sign-up", "/sign-in", "/outbox", "/nothing"):
        assert view_weight(visitor, path) < first, path


def test_a_page_is_one_response_and_an_icon(visitor: Visitor) -> None:
    document = visitor.get("/sign-up").document
    assert document.query('[src]:not(iframe[loading="lazy"])') == []
    (link,) = document.query("link")
    assert str(attributes_of(link)["href"]).startswith("/static/icon.svg?v=")
    assert all(attributes_of(node)["type"] == "module" for node in document.query("script"))


def test_what_is_compressed_is_the_page(visitor: Visitor) -> None:
    plain = visitor.client.get("/sign-up")
    packed = visitor.client.get("/sign-up", headers=BROWSER)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    # The clock of the token in it goes on; the rest is the same.
    assert len(gzip.decompress(packed.get_data())) == len(plain.get_data())


@pytest.mark.parametrize("wanted", ["identity", "gzip;q=0", "br"])
def test_who_does_not_take_gzip_does_not_get_it(visitor: Visitor, wanted: str) -> None:
    response = visitor.client.get("/sign-up", headers={"Accept-Encoding": wanted})
    assert "Content-Encoding" not in response.headers


def test_a_page_with_what_was_typed_is_sent_as_it_is(visitor: Visitor) -> None:
    token = visitor.csrf_token("/sign-up")
    fields = {"csrf_token": token, "email": MARK, "password": "short"}
    answer = visitor.client.post("/sign-up", data=fields, headers=BROWSER)
    assert MARK in answer.text
    assert "Content-Encoding" not in answer.headers


def test_no_answer_to_a_get_repeats_what_was_asked(
    make_app: Callable[..., Flask],
) -> None:
    """Compressing those is safe as long as this holds (BREACH)."""
    app = make_app()
    visitor = Visitor(app)
    visitor.sign_up(EMAIL)
    names = ("to", "token", "next", "email", "username", "confirmation_code", "scenario", "q")
    query = dict.fromkeys(names, MARK)
    headers = BROWSER | {"Referer": f"http://localhost/{MARK}", "User-Agent": MARK, "X-A": MARK}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        response = visitor.client.get(rule.rule, query_string=query, headers=headers)
        body = response.get_data()
        response.close()
        packed = response.headers.get("Content-Encoding") == "gzip"
        assert MARK.encode() not in (gzip.decompress(body) if packed else body), rule.rule
    missing = visitor.client.get(f"/{MARK}", headers=BROWSER)
    assert MARK.encode() not in gzip.decompress(missing.get_data())


def test_a_file_is_kept_for_ever_under_the_address_that_names_its_contents(app: Flask) -> None:
    visitor = Visitor(app)
    (link,) = visitor.get("/sign-up").document.query("link")
    address = str(attributes_of(link)["href"])
    for path, kept in {
        address: "public, max-age=31536000, immutable",
        f"{address}0": "no-cache",
        "/static/icon.svg": "no-cache",
        "/static/none.svg?v=1": None,
    }.items():
        with visitor.client.get(path) as response:
            assert response.headers.get("Cache-Control") == kept, path


@pytest.mark.parametrize(
    ("path", "kind", "beginning"),
    [
        ("/favicon.ico", "image/", b"\0\0\1\0"),
        ("/apple-touch-icon.png", "image/png", b"\x89PNG"),
    ],
)
def test_browsers_find_an_icon_where_they_look_for_one(
    visitor: Visitor, path: str, kind: str, beginning: bytes
) -> None:
    with visitor.client.get(path) as response:
        assert response.status_code == 200
        assert (response.mimetype or "").startswith(kind)
        assert response.get_data().startswith(beginning)
