"""A call ends after the connect and the read timeout together, whatever the server does.

Each server here would answer in the end, so a call that waits for it succeeds.
"""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from amplify_auth import Auth, NetworkError, configure, resend_sign_up_code, sign_up
from amplify_auth.http_session import MAX_ANSWER
from tests import faulty_pool as faults
from tests.faulty_pool import Fault, faulty_pool
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs
from tests.unit.amplify_auth.fake_cognito import ANA, PASSWORD, SUB, FakeCognito, public_jwk

TIMEOUT = 0.1
HEAD = b"HTTP/1.1 200 OK\r\n"
BODY = json.dumps({"UserConfirmed": False, "UserSub": SUB}).encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
CHUNKS = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"


def connect(folder: Path, url: str, read_timeout: float = TIMEOUT) -> Auth:
    document = outputs_document({"auth": {"user_pool_endpoint": url}})
    outputs = write_outputs(folder, document)
    return configure(outputs, connect_timeout=TIMEOUT, read_timeout=read_timeout)


@pytest.mark.parametrize(
    "fault",
    [
        faults.trickled(HEAD + LENGTH + BODY),
        faults.trickled(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS),
        faults.trickled(b"HTTP/1.1 100 Continue\r\n\r\n" * 5 + HEAD + LENGTH + BODY),
        faults.trickled(HEAD + b"X: y\r\n" * 20 + LENGTH + BODY),
        faults.endless,
    ],
    ids=["plain", "chunked", "continued", "headers", "endless"],
)
def test_an_answer_that_trickles_in_is_a_network_error(tmp_path: Path, fault: Fault) -> None:
    with faulty_pool() as pool:
        pool.fault = fault
        with pytest.raises(NetworkError):
            sign_up(connect(tmp_path, pool.url), username=ANA, password=PASSWORD)


@pytest.mark.parametrize("too_many", [0, 1])
def test_an_answer_has_a_largest_size(tmp_path: Path, too_many: int) -> None:
    head = HEAD + b"Content-Type: application/x-amz-json-1.1\r\nConnection: close\r\n\r\n"
    padding = b" " * (MAX_ANSWER - len(head) - len(BODY) + too_many)

    def answer(exchange: faults.Exchange) -> None:
        exchange.connection.sendall(head + BODY + padding)

    with faulty_pool() as pool, pytest.raises(NetworkError) if too_many else nullcontext():
        pool.fault = answer
        auth = connect(tmp_path, pool.url, read_timeout=5)
        assert sign_up(auth, username=ANA, password=PASSWORD).user_id == SUB


def test_the_next_call_has_its_whole_time_again(tmp_path: Path) -> None:
    with faulty_pool() as pool:
        # Long enough for an answer on a machine that is busy, shorter than the trickle.
        auth = connect(tmp_path, pool.url, read_timeout=0.5)
        pool.fault = faults.trickled(HEAD + b"X: y\r\n" * 40 + LENGTH + BODY)
        with pytest.raises(NetworkError):
            sign_up(auth, username=ANA, password=PASSWORD)
        pool.fault = faults.answer(BODY)
        for _ in range(3):
            assert sign_up(auth, username=ANA, password=PASSWORD).user_id == SUB


def test_the_key_set_has_the_same_time(tmp_path: Path, cognito: FakeCognito) -> None:
    keys = json.dumps({"keys": [public_jwk(cognito.key)]}).encode()
    with faulty_pool() as pool:
        auth = connect(tmp_path, pool.url)
        pool.fault = faults.trickled(HEAD + b"Content-Length: %d\r\n\r\n" % len(keys) + keys)
        with pytest.raises(NetworkError):
            auth.verifier.verify(cognito.tokens()["AuthenticationResult"])


def test_a_proxy_has_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []

    def trickle(exchange: faults.Exchange) -> None:
        faults.trickled(HEAD + b"X: y\r\n" * 20 + b"\r\n")(exchange)
        heads.append(HEAD)

    with faulty_pool() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        proxy.fault = trickle
        with pytest.raises(NetworkError):
            resend_sign_up_code(connect(tmp_path, "https://pool.example"), username=ANA)
        assert heads == []


@contextmanager
def address_that_never_answers() -> Iterator[int]:
    """Yield a port of 127.0.0.1 whose queue of connections is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port: int = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        yield port
        for client in waiting:
            client.close()


def test_all_addresses_of_a_host_share_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as last,
        address_that_never_answers() as port,
    ):
        real = socket.getaddrinfo

        def getaddrinfo(host: str, given: int, *args: Any) -> list[Any]:
            return real(host, port, *args) * 8 + real(host, given, *args)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        auth = connect(tmp_path, f"http://127.0.0.1:{last.getsockname()[1]}")
        with pytest.raises(NetworkError):
            sign_up(auth, username=ANA, password=PASSWORD)
        last.setblocking(False)
        with pytest.raises(BlockingIOError):
            last.accept()  # the system would have connected, without a server that accepts
