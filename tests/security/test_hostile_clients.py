"""Clients that send half, lie about lengths, do not read or never leave. Others are still served.

The app is served by gunicorn directly, in production settings, and each attack holds a bounded
number of connections. Meanwhile `/healthz` answers within two seconds from a fresh connection.
"""

import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.servers import HOST, serving_app
from tests.person import Browser

pytestmark = pytest.mark.slow

PRODUCTION = {"APP_ENV": "production", "SECRET_KEY": "5f1d" * 10, "ALLOW_EMBEDDED_POOL": "1"}
PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
FORM_MAXIMUM = 64 * 1024

CONNECTIONS = 90
"""More than two workers have threads (64)."""

MANY_CONNECTIONS = 2_300
"""More than two workers accept at once (2,000)."""

ANSWER_SECONDS = 2
WATCHED_SECONDS = 0.25
"""Seconds that the server is watched under each attack, whose effect begins with its last byte."""

FEW_CONNECTIONS = 4
FILLED_SECONDS = 2
"""Seconds in which a worker fills the buffers of a few connections that nobody reads."""

POST = b"POST /sign-up HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"

UNFINISHED = {
    "nothing": b"",
    "half a request line": b"POST /sign-up HT",
    "half a head": POST + b"Content-Length: 50\r\n",
    "half a body": POST + b"Content-Length: 50\r\n\r\nemail=",
    "an expectation without a body": POST + b"Expect: 100-continue\r\nContent-Length: 50\r\n\r\n",
    "half a chunk size": CHUNKED + b"5",
    "half a chunk": CHUNKED + b"5\r\nem",
    "a chunk without its end": CHUNKED + b"5\r\nemail",
    "no last chunk": CHUNKED + b"5\r\nemail\r\n",
    "half the last chunk": CHUNKED + b"5\r\nemail\r\n0\r\n",
    "half a trailer": CHUNKED + b"5\r\nemail\r\n0\r\nX-Trailer: yes\r\n",
    "a chunk extension without its end": CHUNKED + b"5;name=" + b"x" * 4_000,
    "a trailer without an end": CHUNKED + b"0\r\nX-Trailer: " + b"x" * 4_000,
}
"""Requests whose rest never comes."""

AMBIGUOUS = {
    "a length with leading zeros": POST + b"Content-Length: 00000000000100\r\n\r\n",
    "a length with a plus sign": POST + b"Content-Length: +100\r\n\r\n",
    "a negative length": POST + b"Content-Length: -100\r\n\r\n",
    "a length with a space inside": POST + b"Content-Length: 1 00\r\n\r\n",
    "a length with an underscore": POST + b"Content-Length: 1_00\r\n\r\n",
    "a length in hexadecimal": POST + b"Content-Length: 0x64\r\n\r\n",
    "a length in superscript": POST + b"Content-Length: 1\xb2\r\n\r\n",
    "no length at all": POST + b"Content-Length:\r\n\r\n",
    "a space before the colon": POST + b"Content-Length : 100\r\n\r\n",
    "a folded length": POST + b"Content-Length:\r\n 100\r\n\r\n",
    "a tab around the length": POST + b"Content-Length:\t100\t\r\n\r\n",
    "a repeated length": POST + b"Content-Length: 0\r\nContent-Length: 100\r\n\r\n",
    "the same length twice": POST + b"Content-Length: 100\r\nContent-Length: 100\r\n\r\n",
    "a list of lengths": POST + b"Content-Length: 0, 100\r\n\r\n",
    "a length in another spelling": POST + b"Content_Length: 0\r\nContent-Length: 100\r\n\r\n",
    "a length that is never there": POST + b"Content-Length: %s\r\n\r\n" % (b"9" * 30),
    "a length with more digits than Python reads": POST
    + b"Content-Length: %s\r\n\r\n" % (b"9" * 5_000),
    "both framings": POST + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "both, chunked first": POST
    + b"Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n0\r\n\r\n",
    "chunked twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n",
    "chunked and then identity": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n",
    "chunked in HTTP/1.0": b"POST /sign-up HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
    "gzip before chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\n",
    "another coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n",
    "a vertical tab before chunked": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n",
    "chunked in quotes": POST + b'Transfer-Encoding: "chunked"\r\n\r\n',
    "a chunk that looks like the end": CHUNKED + b"7\r\na=0\r\n\r\n",
    "a chunk size with a sign": CHUNKED + b"+5\r\nemail",
    "a chunk size with a prefix": CHUNKED + b"0x5\r\nemail",
    "a chunk size with a space": CHUNKED + b"5 \r\nemail",
    "a chunk size with an underscore": CHUNKED + b"1_0\r\nemail",
    "a chunk size with leading zeros": CHUNKED + b"0000000000000005\r\nemail",
    "a chunk size that is never there": CHUNKED + b"FFFFFFFFFFFFFFFF\r\nemail",
    "no chunk size": CHUNKED + b"\r\nemail\r\n0\r\n\r\n",
    "a chunk longer than its size": CHUNKED + b"1\r\nemail\r\n0\r\n\r\n",
    "a chunk extension in open quotes": CHUNKED + b'5;a="\r\nemail\r\n0\r\n\r\n',
    "a chunk extension with a bare CR": CHUNKED + b"5;a\rb\r\nemail\r\n0\r\n\r\n",
    "an extension of the last chunk": CHUNKED + b"0;a=b\r\n",
    "a length in the trailer": CHUNKED + b"0\r\nContent-Length: 100\r\n\r\n",
    "a bare LF in the trailer": CHUNKED + b"0\r\nX-Trailer: yes\n\n",
    "a bare LF after the chunk size": CHUNKED + b"5\nemail\r\n0\r\n\r\n",
    "a bare LF after the chunk": CHUNKED + b"5\r\nemail\n0\r\n\r\n",
    "bare LFs in the head": b"POST /sign-up HTTP/1.1\nHost: localhost\nContent-Length: 100\n\n",
    "a bare LF between two lengths": POST + b"Content-Length: 0\nContent-Length: 100\r\n\r\n",
    "a bare CR in the head": POST + b"X: a\rContent-Length: 100\r\n\r\n",
    "a NUL in the head": POST + b"X: a\x00\r\nContent-Length: 100\r\n\r\n",
    "empty lines before the request": b"\r\n\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an upgrade to HTTP/2": GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
    "a tunnel": b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a proxy's greeting": b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n" + GET,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
}
"""Requests that two servers may read differently. Some are complete and some are not."""


@dataclass
class Attack:
    """A number of connections to the server, held until the end of the test.

    Attributes:
        port: The server's port on this machine.
        held: Closes the connections.
    """

    port: int
    held: ExitStack

    def connect(self, *, receive_buffer: int | None = None) -> socket.socket:
        """Return a connection that neither waits for nor receives anything by itself."""
        client = self.held.enter_context(socket.socket())
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(ANSWER_SECONDS)
        client.connect((HOST, self.port))
        return client

    def send(self, payload: bytes, connections: int = CONNECTIONS) -> list[socket.socket]:
        """Send as much of the same bytes on each connection as the server takes."""
        clients = [self.connect() for _ in range(connections)]
        for client in clients:
            push(client, payload)
        return clients

    def assert_others_are_served(self, seconds: float = WATCHED_SECONDS) -> None:
        """Ask for `/healthz` again and again, each time from a fresh connection."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.is_healthy()

    def is_healthy(self) -> bool:
        """Return whether the server answers in time."""
        until = time.monotonic() + ANSWER_SECONDS
        try:
            with socket.create_connection((HOST, self.port), ANSWER_SECONDS) as client:
                client.sendall(GET + b"Connection: close\r\n\r\n")
                answer = client.recv(65_536)
        except OSError:
            return False
        return answer.startswith(b"HTTP/1.1 200 ") and time.monotonic() < until


def push(client: socket.socket, payload: bytes) -> int:
    """Send what fits, and return how many bytes did. The server may have hung up."""
    client.setblocking(False)
    with suppress(OSError):
        return client.send(payload)
    return 0


@pytest.fixture(scope="module", autouse=True)
def _enough_files() -> Iterator[None]:
    """Let this process hold its ends of the connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = MANY_CONNECTIONS + 200
    if hard != resource.RLIM_INFINITY and hard < needed:
        pytest.skip(f"needs {needed} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("attacked")
    with serving_app(
        "-w", "2", log=folder / "log", DATA_DIR=str(folder), TRUSTED_PROXIES="1", **PRODUCTION
    ) as (_process, url):
        yield url


@pytest.fixture
def attack(url: str) -> Iterator[Attack]:
    with ExitStack() as held:
        yield Attack(int(url.rpartition(":")[2]), held)


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
@pytest.mark.parametrize("payload", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_requests_that_never_end_keep_nobody_out(attack: Attack, payload: bytes) -> None:
    attack.send(payload)
    attack.assert_others_are_served()


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
@pytest.mark.parametrize("payload", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_requests_that_can_be_read_differently_keep_nobody_out(
    attack: Attack, payload: bytes
) -> None:
    attack.send(payload)
    attack.assert_others_are_served()


@pytest.mark.parametrize(
    "payload", [GET + b"\r\n", GET + b"Connection: close\r\n\r\n", b"no HTTP\r\n\r\n"]
)
def test_clients_that_never_hang_up_keep_nobody_out(attack: Attack, payload: bytes) -> None:
    attack.send(payload)
    attack.assert_others_are_served()


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
def test_clients_that_read_nothing_keep_nobody_out(attack: Attack) -> None:
    clients = [attack.connect(receive_buffer=4096) for _ in range(CONNECTIONS)]
    requests = (GET + b"\r\n") * 3_500
    sent = [push(client, requests) for client in clients]
    attack.assert_others_are_served()
    for client, number in zip(clients, sent, strict=True):
        push(client, requests[number % len(GET + b"\r\n") :])
    attack.assert_others_are_served()


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
def test_clients_that_read_no_file_keep_nobody_out(tmp_path: Path) -> None:
    """So few, and only one worker: the buffers of a connection are soon full."""
    file = b"GET /static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with (
        serving_app("-w", "1", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (_process, url),
        ExitStack() as held,
    ):
        attack = Attack(int(url.rpartition(":")[2]), held)
        for _ in range(FEW_CONNECTIONS):
            push(attack.connect(receive_buffer=4096), file * 2_000)
        attack.assert_others_are_served(seconds=FILLED_SECONDS)


def test_a_body_that_arrives_in_tiny_pieces_keeps_nobody_out(attack: Attack) -> None:
    """Received bytes must not be read again with every new one."""
    chunks = b"1\r\na\r\n" * 10_000
    clients = attack.send(CHUNKED + chunks)
    until = time.monotonic() + WATCHED_SECONDS
    while time.monotonic() < until:
        for client in clients:
            push(client, b"1")
        assert attack.is_healthy()


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
@pytest.mark.parametrize("payload", [b"", GET + b"\r\n"], ids=["silent", "after a request"])
def test_idle_connections_keep_nobody_out(attack: Attack, payload: bytes) -> None:
    clients = [attack.connect() for _ in range(MANY_CONNECTIONS)]
    for client in clients:
        push(client, payload)
    attack.assert_others_are_served()


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
def test_one_connection_too_many_closes_the_one_that_has_waited_longest(tmp_path: Path) -> None:
    settings = ("-w", "1", "--worker-connections", f"{FEW_CONNECTIONS}")
    with (
        serving_app(*settings, log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (_process, url),
        ExitStack() as held,
    ):
        attack = Attack(int(url.rpartition(":")[2]), held)
        oldest, *others = [attack.connect() for _ in range(FEW_CONNECTIONS + 1)]
        assert oldest.recv(1) == b""
        for client in others:
            client.sendall(GET + b"\r\n")
        assert all(client.recv(65_536).startswith(b"HTTP/1.1 200 ") for client in others)


def test_the_server_survives_them_all(url: str) -> None:
    """The last test of the attacks: everything that they used up is there again."""
    browser = Browser(url, PROXIED)
    assert browser.get("/sign-up")[0] == 200
    assert browser.post("/sign-up", email="", password="")[0] == 422


Framed = Callable[[bytes], tuple[str, bytes]]


def by_length(body: bytes) -> tuple[str, bytes]:
    return f"Content-Length: {len(body)}\r\n", body


def in_one_chunk(body: bytes) -> tuple[str, bytes]:
    return "Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def in_chunks(body: bytes) -> tuple[str, bytes]:
    pieces = [body[start : start + 1000] for start in range(0, len(body), 1000)]
    return "Transfer-Encoding: chunked\r\n", b"".join(
        b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces
    ) + b"0\r\nX-Trailer: yes\r\n\r\n"


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
@pytest.mark.parametrize("framed", [by_length, in_one_chunk, in_chunks])
@pytest.mark.parametrize(("size", "status"), [(FORM_MAXIMUM, 422), (FORM_MAXIMUM + 1, 413)])
def test_64_kib_are_the_largest_body_however_it_is_framed(
    url: str, framed: Framed, size: int, status: int
) -> None:
    browser = Browser(url, PROXIED)
    form = f"csrf_token={browser.token('/sign-up')}&filler=".encode()
    framing, body = framed(form.ljust(size, b"a"))
    fields = {
        "Host": url.removeprefix("http://"),
        "Cookie": browser.cookie,
        "Referer": f"https://{url.removeprefix('http://')}/sign-up",
        "Content-Type": "application/x-www-form-urlencoded",
        "Connection": "close",
        **PROXIED,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    assert (
        answer_to(url, f"POST /sign-up HTTP/1.1\r\n{head}{framing}\r\n".encode() + body) == status
    )


def answer_to(url: str, request: bytes) -> int:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as client:
        client.sendall(request)
        return int(client.recv(65_536).split(b" ", 2)[1])


def test_a_form_in_chunks_is_a_form(tmp_path: Path) -> None:
    """The first chunks may arrive long before the last."""
    with serving_app("-w", "1", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (_process, url):
        browser = Browser(url)
        head, body = browser.form("/sign-up", email="nobody", password="")
        lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
        framing, chunks = in_one_chunk(body)
        request = b"\r\n".join(lines[:-2]) + b"\r\n" + framing.encode() + b"\r\n" + chunks
        assert answer_to(url, request) == 422
