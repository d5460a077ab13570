"""Random requests: no crash, and every account that a visitor was told of exists."""

import random
import re
import string
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.pages import PASSWORD

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
METHODS = [*["GET"] * 6, *["POST"] * 12, "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "NONSENSE"]
NAMES = [
    *("email", "phone_number", "username", "password", "confirmation_code", "csrf_token"),
    *("scenario", "choice", "token", "given_name", "birthdate", "next", "website", ""),
]
VALUES = [
    *(
        "",
        " ",
        "0",
        "-1",
        "123456",
        "\uff11\uff12\uff13",
        "None",
        "true",
        "[]",
        "{}",
        "../../etc/passwd",
    ),
    *("ada@example.com", "ADA@EXAMPLE.COM ", "ada@exämple.com", "a@b", "@", "email", "link"),
    *(PASSWORD, "x" * 300, "y" * 70_000, "\x00", "\r\nSet-Cookie: a=b", "\x1b[2J", "\ud800"),
    *("<svg onload=alert(1)>", "{{ 7 * 7 }}", "%s%n", "' OR 1=1 --", "javascript:alert(1)"),
    *("no-user-auth", "auto-confirm", "😀" * 50, "\u202eevil", "e\u0301", "ﬁ", "\ufeff"),
]
HEADERS = [
    *("X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"),
    *("Accept", "Accept-Language", "Referer", "Origin", "User-Agent", "Cookie", "Range", "Host"),
    *("Sec-Fetch-Site", "Sec-Fetch-Dest", "Transfer-Encoding", "X-HTTP-Method-Override"),
    *("If-Modified-Since", "Content-Encoding", "Expect", "Authorization"),
]
TYPES = [
    *("application/x-www-form-urlencoded", "application/json", "text/plain", "", "a/b; c=d"),
    *("multipart/form-data", "multipart/form-data; boundary=x", "a" * 500, ";;;"),
    "application/x-www-form-urlencoded; charset=utf-7",
]
ELSEWHERE = ["/nothing", "/%00", "/%ff", "//evil", "/static/../app.py", "/sign-up/", "/a" * 2000]


class Fuzzer:
    """Sends requests that nobody's browser would, and some that one would."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.random = random.Random(seed)
        self.app = app
        self.paths = [
            rule.rule.replace("<path:filename>", "style.css") for rule in app.url_map.iter_rules()
        ] + ELSEWHERE
        self.clients: list[FlaskClient] = [app.test_client() for _ in range(6)]
        self.tokens: dict[int, str] = {}
        self.statuses: Counter[int] = Counter()
        self.told: set[str] = set()

    def run(self, requests: int) -> None:
        for number in range(requests):
            who = self.random.randrange(len(self.clients))
            step = self.sign_up if self.random.random() < 0.08 else self.anything
            response = step(who, number)
            assert response.status_code < 500, f"request {number}: {response.request.path}"
            self.statuses[response.status_code] += 1
            found = CSRF.search(response.get_data().decode(errors="replace"))
            if found:
                self.tokens[who] = found[1]
            response.close()
            if self.random.random() < 0.02:
                self.clients[who] = self.app.test_client()
                self.tokens.pop(who, None)

    def sign_up(self, who: int, number: int) -> TestResponse:
        """Sign up as people do."""
        client = self.clients[who]
        client.get("/sign-up")
        page = client.get("/scenarios").get_data(as_text=True)
        token = (CSRF.search(page) or [""])[1]
        client.post("/scenarios", data={"csrf_token": token, "scenario": "email"})
        token = (CSRF.search(client.get("/sign-up").get_data(as_text=True)) or [""])[1]
        email = f"person-{number}@example.com"
        fields = {"csrf_token": token, "email": email, "password": PASSWORD}
        response = client.post("/sign-up", data=fields)
        if response.status_code == 303 and response.location != "/sign-in":
            self.told.add(email)
        return response

    def anything(self, who: int, _number: int) -> TestResponse:
        pick = self.random.choice
        arguments: dict[str, Any] = {
            "method": pick(METHODS),
            "headers": [(pick(HEADERS), self.header_value()) for _ in range(pick([0, 0, 1, 3]))],
        }
        if pick([True, False, False]):
            arguments["query_string"] = {pick(NAMES): self.text() for _ in range(pick([1, 2]))}
        if arguments["method"] in {"POST", "PUT", "DELETE"}:
            arguments |= self.body(who)
        return self.clients[who].open(pick(self.paths), **arguments)

    def body(self, who: int) -> dict[str, Any]:
        pick = self.random.choice
        fields = [(pick(NAMES), self.text()) for _ in range(pick([0, 1, 2, 4]))]
        if pick([True, True, False]):
            fields.append(("csrf_token", self.tokens.get(who, "")))
        if pick([True, True, True, False]):
            data = {name: value for name, value in fields if name}
            return {"data": data} | ({"content_type": TYPES[0]} if pick([True, False]) else {})
        raw = self.random.randbytes(pick([0, 1, 100, 5000]))
        return {"data": raw, "content_type": pick(TYPES)}

    def text(self) -> str:
        pick = self.random.choice
        if self.random.random() < 0.2:
            text = "".join(pick(string.printable + "éß漢\u0000\u200b") for _ in range(30))
        else:
            text = pick(VALUES)
        # What cannot be sent at all is sent as its escape.
        return text.encode(errors="backslashreplace").decode()

    def header_value(self) -> str:
        text = self.text()[:3000].encode().decode("latin-1")
        return text.translate(dict.fromkeys(range(32), " ")) or "-"


def run(
    make_app: Callable[..., Flask], log: pytest.LogCaptureFixture, requests: int, seed: int
) -> None:
    app = make_app(RATELIMIT_ENABLED="0")
    fuzzer = Fuzzer(app, seed)
    fuzzer.run(requests)
    assert {200, 303, 400, 404, 405, 422} <= fuzzer.statuses.keys()
    assert fuzzer.told
    assert fuzzer.told <= accounts(app)
    assert "sys_crash" not in log.text
    assert "Traceback" not in log.text


def accounts(app: Flask) -> set[str]:
    """Return the addresses of all accounts."""
    auth = app.extensions["demo"].scenarios["email"]
    pages = auth.client.get().get_paginator("list_users")
    return {
        attribute["Value"]
        for page in pages.paginate(UserPoolId=auth.outputs.auth.user_pool_id)
        for user in page["Users"]
        for attribute in user["Attributes"]
        if attribute["Name"] == "email"
    }


@pytest.mark.asvs("1.3.3", "15.3.5", "16.5.1", "16.5.3")
def test_some_requests_of_any_kind(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    run(make_app, caplog, 200, seed=1)


@pytest.mark.slow
@pytest.mark.asvs("1.3.3", "15.3.5", "16.5.1", "16.5.3")
def test_ten_thousand_requests_of_any_kind(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    run(make_app, caplog, 10_000, seed=20_261_123)
