"""Passwords known from data breaches, looked up at a stub of the range API."""

import hashlib
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask

from signup.forms import breached_passwords
from signup.forms.breached_passwords import ANSWER_MAXIMUM, AT_ONCE, BreachedPasswords
from tests.pages import PASSWORD, Visitor

EMAIL = "ada@example.com"
LEAKED = "Leaked-kettle-82"
PADDED = "Padded-kettle-82"
SAID = "That password has appeared in a data breach. Choose a different one."


def digest(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()  # noqa: S324 - the API's own


class RangeApi(ThreadingHTTPServer):
    """The API, which knows one password, and another one as padding only."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []
        self.fault = ""
        self.arrived, self.over = threading.Semaphore(0), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/range/"


class Handler(BaseHTTPRequestHandler):
    server: RangeApi

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Add-Padding"]))
        self.server.arrived.release()
        self.server.over.wait(30 if self.server.fault == "hangs" else 0)
        prefix = self.path.removeprefix("/range/")
        lines = [
            f"{digest(password)[5:]}:{count}"
            for password, count in ((LEAKED, 7), (PADDED, 0))
            if digest(password).startswith(prefix)
        ]
        body = "\r\n".join(["0" * 35 + ":3", *lines]).encode()
        if self.server.fault == "no range":
            body = b"<title>Welcome to the hotel's wifi</title>"
        if self.server.fault == "too long":
            body = (b"0" * 35 + b":3\r\n") * (ANSWER_MAXIMUM // 39 + 1)
        self.send_response(503 if self.server.fault == "status" else 200)
        self.send_header("Content-Length", str(len(body) + (self.server.fault == "cut off")))
        self.end_headers()
        half = len(body) // 2 if self.server.fault == "hangs half-way" else len(body)
        self.wfile.write(body[:half])
        self.wfile.flush()
        if half < len(body):
            self.server.over.wait(30)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def api() -> Iterator[RangeApi]:
    with RangeApi() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def visitor(app: Flask, api: RangeApi) -> Visitor:
    pools = app.extensions["signup"]
    app.extensions["signup"] = replace(pools, breached_passwords=BreachedPasswords(api.url))
    return Visitor(app)


@pytest.mark.asvs("6.2.12")
def test_a_leaked_password_is_refused(visitor: Visitor, api: RangeApi) -> None:
    page = visitor.sign_up(EMAIL, LEAKED)
    assert (page.status, page.errors, page.value("email")) == (422, [SAID], EMAIL)
    assert visitor.messages(EMAIL) == []
    assert visitor.sign_up(EMAIL).status == 303
    prefixes = [digest(password)[:5] for password in (LEAKED, PASSWORD)]
    assert api.asked == [(f"/range/{prefix}", "true") for prefix in prefixes]


@pytest.mark.asvs("6.2.12")
def test_a_leaked_password_is_refused_for_a_reset_as_well(visitor: Visitor) -> None:
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.reset_password(EMAIL)
    page = visitor.set_password(visitor.newest_code(EMAIL), LEAKED)
    assert (page.status, page.errors) == (422, [SAID])
    assert visitor.set_password(visitor.newest_code(EMAIL), "Another-kettle-9").status == 303


def test_padding_is_no_breach(visitor: Visitor) -> None:
    assert visitor.sign_up(EMAIL, PADDED).status == 303


@pytest.mark.asvs("15.2.2")
def test_nobody_is_asked_about_a_form_that_goes_nowhere(visitor: Visitor, api: RangeApi) -> None:
    visitor.sign_up("no address", LEAKED)
    visitor.sign_up(EMAIL, "short")
    visitor.sign_up(EMAIL, "")
    visitor.post_raw("/sign-up", {"email": EMAIL, "password": LEAKED})
    visitor.sign_in(EMAIL, LEAKED)
    assert api.asked == []


@pytest.mark.slow
@pytest.mark.asvs("6.2.12", "16.5.2", "15.2.2")
@pytest.mark.parametrize(
    "fault", ["hangs", "hangs half-way", "status", "no range", "too long", "cut off", "gone"]
)
def test_a_sign_up_goes_on_without_an_answer(
    visitor: Visitor,
    api: RangeApi,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(breached_passwords, "ANSWER_SECONDS", 0.3)
    api.fault = fault
    if fault == "gone":
        api.server_close()
    caplog.set_level(logging.WARNING)
    assert visitor.sign_up(EMAIL, LEAKED).status == 303
    events = [str(record.event) for record in caplog.records if hasattr(record, "event")]
    assert events == ["breach_list_unreachable"]
    assert LEAKED not in caplog.text
    assert digest(LEAKED)[:5] not in caplog.text


@pytest.mark.asvs("15.2.2")
def test_a_name_that_does_not_resolve_has_no_more_time(
    visitor: Visitor,
    api: RangeApi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Time-outs of sockets begin after it."""

    def resolve(*_args: object, **_kwargs: object) -> None:
        api.over.wait(30)
        raise socket.gaierror

    monkeypatch.setattr(breached_passwords, "ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert visitor.sign_up(EMAIL, LEAKED).status == 303
    reasons = [vars(record)["reason"] for record in caplog.records if record.levelname == "WARNING"]
    assert reasons == ["TimeoutError"]


@pytest.mark.asvs("15.2.2")
def test_who_comes_while_so_many_are_looked_up_does_not_wait(
    app: Flask, api: RangeApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(breached_passwords, "ANSWER_SECONDS", 30)
    api.fault = "hangs"
    known = BreachedPasswords(api.url)

    def is_known(password: str) -> bool:
        with app.app_context():
            return password in known

    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting = [threads.submit(is_known, LEAKED) for _ in range(AT_ONCE)]
        for _ in waiting:
            assert api.arrived.acquire(timeout=30)
        assert not is_known(LEAKED)
        assert [vars(record)["reason"] for record in caplog.records] == ["too many look-ups"]
        api.over.set()
        assert all(answer.result(30) for answer in waiting)
    assert is_known(LEAKED)
    assert len(api.asked) == AT_ONCE + 1


@pytest.mark.parametrize(("value", "asks"), [("", False), ("off", False), ("hibp", True)])
def test_it_is_off_unless_it_is_turned_on(
    make_app: Callable[..., Flask],
    value: str,
    asks: bool,
) -> None:
    app = make_app(BREACHED_PASSWORDS=value)
    found = app.extensions["signup"].breached_passwords
    assert isinstance(found, BreachedPasswords) is asks


def test_the_address_is_the_one_that_is_documented() -> None:
    assert breached_passwords.RANGE_API == "https://api.pwnedpasswords.com/range/"
