from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from justhtml import JustHTML

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, POOL_ID, Pool
from user_pool.http.api import Request, respond
from user_pool.protocol import TARGET_PREFIX

if TYPE_CHECKING:
    from user_pool import Response

HOST = {"host": "127.0.0.1:9229"}


def ask(pool: Pool, method: str, target: str, body: bytes = b"", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = respond(pool.service, Request(method, target, HOST | named, body))
    if response.headers.get("Content-Type", "").startswith("text/html"):
        JustHTML(response.body.decode(), strict=True)
    return response


def test_the_api_is_at_the_root_and_open_to_every_origin(pool: Pool) -> None:
    members = {"ClientId": CLIENT_ID, "Username": EMAIL, "Password": PASSWORD}
    body = json.dumps(members).encode()
    response = ask(pool, "POST", "/", body, x_amz_target=f"{TARGET_PREFIX}SignUp")
    assert response.status == 200
    assert json.loads(response.body)["UserConfirmed"] is False
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    preflight = ask(pool, "OPTIONS", "/", origin="http://localhost:3000")
    assert preflight.status == 200
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    assert preflight.headers["Access-Control-Allow-Headers"].startswith("*")
    assert json.loads(ask(pool, "POST", "/").body)["__type"] == "UnknownOperationException"


def test_keys_are_public(pool: Pool) -> None:
    response = ask(pool, "GET", f"/{POOL_ID}/.well-known/jwks.json")
    assert json.loads(response.body) == pool.service.jwks(POOL_ID)
    assert ask(pool, "GET", "/nowhere_1/.well-known/jwks.json").status == 404


def test_health(pool: Pool) -> None:
    assert json.loads(ask(pool, "GET", "/healthz").body) == {"status": "ok"}
    assert ask(pool, "HEAD", "/healthz").status == 200


def test_the_outbox_is_json_or_a_page(pool: Pool) -> None:
    empty = ask(pool, "GET", "/outbox")
    assert b"No messages yet" in empty.body
    pool.sign_up()
    pool.sign_up("bob@example.com")
    listed = ask(pool, "GET", f"/outbox?to={EMAIL}", accept="application/json")
    (message,) = json.loads(listed.body)
    assert message == pool.service.outbox(EMAIL)[0].public()
    page = ask(pool, "GET", "/outbox", accept="text/html,*/*")
    assert pool.code().encode() in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for response in (listed, page):
        assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.asvs("1.2.1")
def test_what_users_send_is_escaped(pool: Pool) -> None:
    pool.configure({"EmailVerificationMessage": "<script>{####}</script>"})
    pool.sign_up("<b>&@example.com")
    page = ask(pool, "GET", "/outbox").body
    assert b"<script>" not in page
    assert b"&lt;b&gt;&amp;@example.com" in page


@pytest.mark.asvs("3.5.3")
def test_a_link_asks_before_it_confirms(pool: Pool) -> None:
    pool.configure({"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}})
    pool.sign_up()
    link = urlsplit(pool.service.outbox()[0].link or "")
    assert b'href="http://127.0.0.1:9229/confirmUser?token=' in ask(pool, "GET", "/outbox").body
    target = f"{link.path}?{link.query}"
    for method in ("HEAD", "GET"):
        page = ask(pool, method, target)
        assert page.status == 200
        assert b"a***@e***" in page.body
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert pool.refused_sign_in()[0] == "UserNotConfirmedException"
    assert b"confirmed" in ask(pool, "POST", link.path, link.query.encode()).body
    pool.sign_in()
    again = ask(pool, "POST", link.path, link.query.encode())
    assert again.status == 400
    assert b"does not work" in again.body
    assert b"does not work" in ask(pool, "GET", target).body
    assert ask(pool, "POST", link.path, b"\xff").status == 400


@pytest.mark.asvs("4.1.4")
@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/", 405),
        ("POST", "/outbox", 405),
        ("GET", "/elsewhere", 404),
        ("GET", "//[", 400),
    ],
)
def test_other_requests_are_refused(pool: Pool, method: str, target: str, status: int) -> None:
    response = ask(pool, method, target)
    assert response.status == status
    assert status != 405 or response.headers["Allow"]


@pytest.mark.asvs("13.4.5")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:9229", ""])
def test_other_host_names_are_refused(pool: Pool, host: str) -> None:
    assert ask(pool, "GET", "/outbox", host=host).status == 403
    request = Request("GET", "/outbox", {"host": host})
    assert respond(pool.service, request, only_loopback=False).status == 200
    assert ask(pool, "GET", "/outbox", host="[::1").status == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:9229", "[::1]:9229", "127.0.0.1"])
def test_this_machines_names_are_not(pool: Pool, host: str) -> None:
    assert ask(pool, "GET", "/healthz", host=host).status == 200
