"""A server in place of the pool, with faults of the network and the service.

It uses raw sockets, because an HTTP server cannot send such responses.
"""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection

LARGE = 8 * 1024 * 1024
BETWEEN_BYTES = 0.02
PATIENCE = 30
"""Seconds after which a server that hangs gives up, should a test forget to end it."""


class FaultyPool:
    """Answers every connection with one fault, which can be changed.

    Attributes:
        url: Where it listens.
        requests: The operations it was asked for, in order.
        fault: What it does.
        ended: The operations whose fault has run its course.
    """

    def __init__(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        host, port = listener.getsockname()
        self.url = f"{'https' if tls else 'http'}://{host}:{port}"
        self.requests: list[str] = []
        self.ended: list[str] = []
        self.fault: Fault = internal_error
        self.over = threading.Event()
        self._listener = listener
        self._tls = tls

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), self._encrypted(connection) as encrypted:
            exchange = _read(self, encrypted)
            self.requests.append(exchange.operation)
            self.fault(exchange)
            self.ended.append(exchange.operation)

    def _encrypted(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection


@dataclass(frozen=True)
class Exchange:
    """One request, and where its answer goes."""

    pool: FaultyPool
    connection: socket.socket
    request_line: str
    operation: str
    body: bytes


Fault = Callable[[Exchange], None]


@contextmanager
def faulty_pool(tls: ssl.SSLContext | None = None) -> Iterator[FaultyPool]:
    """Serve faults."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        pool = FaultyPool(listener, tls)
        thread = threading.Thread(target=pool.serve, daemon=True)
        thread.start()
        try:
            yield pool
        finally:
            pool.over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE)


# The faults


def hang(exchange: Exchange) -> None:
    exchange.pool.over.wait(PATIENCE)


def reset_before_the_answer(exchange: Exchange) -> None:
    _reset(exchange.connection)


def reset_in_the_answer(exchange: Exchange) -> None:
    exchange.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    _reset(exchange.connection)


def truncated(exchange: Exchange) -> None:
    exchange.connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"UserSub": "1')


def not_http(exchange: Exchange) -> None:
    exchange.connection.sendall(b"220 smtp.example.com ready\r\n")


def not_json(exchange: Exchange) -> None:
    _send(exchange.connection, 200, b"<!DOCTYPE html><title>Welcome to the hotel's wifi</title>")


def nested(exchange: Exchange) -> None:
    _send(exchange.connection, 200, b"[" * 200_000)


def json_of_another_shape(exchange: Exchange) -> None:
    _send(exchange.connection, 200, b'["not", "an", "object"]')


def values_of_other_types(exchange: Exchange) -> None:
    _send(
        exchange.connection, 200, b'{"UserSub": 1, "UserConfirmed": [], "CodeDeliveryDetails": 7}'
    )


def nothing(exchange: Exchange) -> None:
    _send(exchange.connection, 200, b"")


def huge(exchange: Exchange) -> None:
    _send(exchange.connection, 200, b"x" * LARGE)


def answer(body: bytes, status: int = 200) -> Fault:
    """Return the fault that is none: the server answers with this body."""
    return lambda exchange: _send(exchange.connection, status, body)


def trickled(answer: bytes) -> Fault:
    """Return the fault that sends an answer byte by byte, each within the read timeout."""

    def trickle(exchange: Exchange) -> None:
        for byte in answer:
            exchange.connection.sendall(bytes([byte]))
            if exchange.pool.over.wait(BETWEEN_BYTES):
                return

    return trickle


def endless(exchange: Exchange) -> None:
    exchange.connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not exchange.pool.over.is_set():
        exchange.connection.sendall(b" " * LARGE)


def gateway_error(exchange: Exchange) -> None:
    _send(exchange.connection, 502, b"<html>bad gateway</html>", kind="text/html")


def redirect(exchange: Exchange) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    exchange.connection.sendall(head)


def internal_error(exchange: Exchange) -> None:
    refusal("InternalErrorException", 500)(exchange)


def refusal(name: str, status: int = 400) -> Fault:
    """Return the fault that answers with one of the service's own exceptions."""

    def refuse(exchange: Exchange) -> None:
        # The service's words may quote the person's: no page and no log may show them.
        body = json.dumps({"__type": name, "message": f"botocore says {name}"}).encode()
        _send(exchange.connection, status, body)

    return refuse


def responses(bodies: Mapping[str, object]) -> Fault:
    """Return a pool without fault: a response for each operation, "" for the key set's request."""

    def respond(exchange: Exchange) -> None:
        _send(exchange.connection, 200, json.dumps(bodies[exchange.operation]).encode())

    return respond


def relayed_to(url: str, and_then: Fault | None = None) -> Fault:
    """Return the fault of a pool that does what it is asked, and then says something else.

    Args:
        url: A pool that works.
        and_then: What happens to the answer; None is nothing.
    """

    def relay(exchange: Exchange) -> None:
        target = f"AWSCognitoIdentityProviderService.{exchange.operation}"
        upstream = HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE)
        method, path, _ = exchange.request_line.split(" ")
        upstream.request(method, path, exchange.body, {"X-Amz-Target": target})
        answer = upstream.getresponse()
        body = answer.read()
        upstream.close()
        if and_then:
            and_then(exchange)
        else:
            _send(exchange.connection, answer.status, body)

    return relay


def _send(
    connection: socket.socket, status: int, body: bytes, *, kind: str = "application/x-amz-json-1.1"
) -> None:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    connection.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)


def _reset(connection: socket.socket) -> None:
    """Close with RST: lingering for no time is how."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def _read(pool: FaultyPool, connection: socket.socket) -> Exchange:
    """Read one request."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65_536)
        if not chunk:
            raise OSError("the client left")
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    request_line, *lines = head.split(b"\r\n")
    headers = dict(line.split(b": ", 1) for line in lines)
    while len(body) < int(headers.get(b"Content-Length", b"0")):
        chunk = connection.recv(65_536)
        if not chunk:
            raise OSError("the client left")
        body += chunk
    operation = headers.get(b"X-Amz-Target", b"").decode().rpartition(".")[2]
    return Exchange(pool, connection, request_line.decode(), operation, body)
