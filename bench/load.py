"""The load: browsers over kept connections, on raw sockets, so that the client costs little.

A browser sends one GET for a page and one POST of its form, with its cookie and its tokens, from an
address of its own, as a proxy would tell it.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
BROWSER = (
    "Accept: text/html,application/xhtml+xml\r\nAccept-Language: en-GB,en;q=0.5\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Dest: document\r\nX-Forwarded-Proto: https\r\n"
)
PATIENCE = 60


@dataclass
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes


@dataclass
class Form:
    """A form that a browser has open."""

    address: str
    cookie: str
    hidden: dict[str, str] = field(default_factory=dict)


class Connection:
    """A connection that is kept, and made again where the server has closed it."""

    def __init__(self, port: int, *, gzip: bool = False) -> None:
        self._port = port
        self._more = BROWSER + ("Accept-Encoding: gzip, deflate, br\r\n" if gzip else "")
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close it, if it is open."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def connect(self) -> socket.socket:
        """Open it, if it is closed."""
        if not self._socket:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def get(self, path: str, address: str = "10.0.0.1", cookie: str = "") -> Answer:
        """Get a page."""
        return self._send("GET", path, address, cookie, b"")

    def open_form(self, path: str, address: str) -> Form:
        """Get a page with a form, as a browser that was never here."""
        answer = self.get(path, address)
        assert answer.status == 200, answer.status  # noqa: PLR2004 - HTTP's own number
        inputs = [dict(ATTRIBUTE.findall(text)) for text in HIDDEN.findall(answer.body.decode())]
        return Form(
            address,
            "; ".join(cookie.decode() for cookie in COOKIE.findall(answer.head)),
            {found["name"]: found.get("value", "") for found in inputs},
        )

    def send_form(self, path: str, form: Form, values: dict[str, str]) -> Answer:
        """Post a form."""
        body = urlencode(form.hidden | values).encode()
        return self._send("POST", path, form.address, form.cookie, body)

    def _send(self, method: str, path: str, address: str, cookie: str, body: bytes) -> Answer:
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {address}\r\n"
        head += self._more
        if cookie:
            head += f"Cookie: {cookie}\r\n"
        if body:
            # Django, over https, wants to know which page the form was on.
            head += (
                f"Referer: https://localhost{path}\r\nOrigin: https://localhost\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        connected = self.connect()
        try:
            connected.sendall(head.encode() + b"\r\n" + body)
            return self._receive(connected)
        except OSError:
            self.close()
            raise

    def _receive(self, connection: socket.socket) -> Answer:
        received = b""
        while b"\r\n\r\n" not in received:
            received += _some(connection)
        head, _, body = received.partition(b"\r\n\r\n")
        head += b"\r\n"
        length = CONTENT_LENGTH.search(head)
        assert length, "every server here says how long its answers are"
        parts = [body]
        missing = int(length[1]) - len(body)
        while missing > 0:
            parts.append(_some(connection))
            missing -= len(parts[-1])
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return Answer(int(head[9:12]), head, b"".join(parts))


def _some(connection: socket.socket) -> bytes:
    chunk = connection.recv(65_536)
    if not chunk:
        raise ConnectionResetError
    return chunk


def in_parallel(connections: int, jobs: Iterable[Any], work: Callable[[Any], None]) -> float:
    """Do jobs over several connections at once, and return the seconds that it took."""
    rest = iter(jobs)
    lock = threading.Lock()
    failures: list[Exception] = []

    def run() -> None:
        while not failures:
            with lock:
                job = next(rest, None)
            if job is None:
                return
            try:
                work(job)
            except Exception as error:  # noqa: BLE001 - raised below
                failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - start
