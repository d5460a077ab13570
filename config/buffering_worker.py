"""A gunicorn worker whose threads never wait for a client.

gunicorn's `gthread` worker reads a request and writes its response in a thread, so a few clients
that send or read slowly hold every thread. Here the main loop does all reading and writing. It
gives a request to a thread once all of it has arrived, and the thread writes the response into
memory. OWASP ASVS 13.1.2, 15.1.3. docs/operations.md compares the alternatives.
"""

import errno
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any, BinaryIO

from gunicorn.asgi.parser import (
    LimitRequestHeaders,
    LimitRequestLine,
    ParseError,
    PythonProtocol,
    UnsupportedTransferCoding,
)
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.errors import (
    ConfigurationProblem,
    ExpectationFailed,
    NoMoreData,
    ParseException,
)
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader
from gunicorn.workers.gthread import ThreadWorker

RECEIVE_SECONDS = 15
"""Time limit for a request to arrive."""

SEND_SECONDS = 60
"""Time limit for a client to read a response."""

LINGER_SECONDS = 2
"""Time limit for a client to close the connection after the last response (RFC 9112, 9.6).

A stopping worker waits as long for the next request on an idle connection.
"""

LARGEST_REQUEST = 256 * 1024
"""Largest request in bytes, as sent. The app accepts forms of a quarter of that."""

RECEIVED_AT_ONCE = 16 * 1024
"""Bytes per read. Parsing more at once would let one client delay the others."""

STATUSES = {
    ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}
"""The statuses for requests that cannot be parsed, where it is not 400."""

Address = tuple[Any, ...] | str


def status_of(error: Exception) -> HTTPStatus:
    """Return the status that answers a request which cannot be parsed."""
    return STATUSES.get(type(error), HTTPStatus.BAD_REQUEST)


def empty_response(status: HTTPStatus) -> bytes:
    """Return a response that ends the connection."""
    return (
        f"HTTP/1.1 {status} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    ).encode()


class IncomingRequest:
    """A request that is arriving, read by gunicorn's incremental parser.

    Args:
        cfg: gunicorn's settings.

    Attributes:
        status: The response to a malformed or too large request.
    """

    def __init__(self, cfg: Config) -> None:
        self._cfg = cfg
        self._received = bytearray()
        self._body = bytearray()
        self._parser = PythonProtocol(
            on_body=self._body.extend,
            limit_request_line=cfg.limit_request_line,
            limit_request_fields=cfg.limit_request_fields,
            limit_request_field_size=cfg.limit_request_field_size,
        )
        self.status: HTTPStatus | None = None

    def feed(self, data: bytes) -> None:
        """Parse what has arrived."""
        self._received += data
        try:
            self._parser.feed(data)
        except ParseError as error:
            self.status = status_of(error)
        if max(len(self._received), self._parser.content_length or 0) > LARGEST_REQUEST:
            self.status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    @property
    def has_begun(self) -> bool:
        """Whether anything has arrived."""
        return bool(self._received)

    @property
    def is_complete(self) -> bool:
        """Whether all of the request has arrived."""
        return bool(self._parser.is_complete)

    @property
    def waits_for_continue(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body."""
        expectations = [value for name, value in self._parser.headers if name == b"expect"]
        is_expected = [value.lower() for value in expectations] == [b"100-continue"]
        return is_expected and not self._body and self._parser.http_version >= (1, 1)

    @property
    def surplus(self) -> bytes:
        """The beginning of the next request, after a complete one."""
        return bytes(self._parser.remaining())

    def message(self, client: Address) -> Request:
        """Return the complete request for gunicorn's WSGI code.

        A chunked body gets a length, because the app checks the length first.

        Args:
            client: The client's address.

        Raises:
            ParseException: gunicorn's other parser refuses the request.
        """
        sent = len(self._received) - len(self.surplus)
        message = Request(self._cfg, IterUnreader([bytes(self._received[:sent])]), client)
        if self._parser.is_chunked:
            length = len(self._body)
            message.headers = [
                (name, value) for name, value in message.headers if name != "TRANSFER-ENCODING"
            ] + [("CONTENT-LENGTH", str(length))]
            message.body = Body(LengthReader(IterUnreader([bytes(self._body)]), length))
        return message


class ResponseBuffer:
    """An in-memory socket for gunicorn's WSGI code."""

    def __init__(self) -> None:
        self.written = bytearray()

    def sendall(self, data: bytes) -> None:
        """Store data that the app sends."""
        self.written += data

    def send(self, data: bytes) -> int:
        """Drop `100 Continue`, the only use of `send`. The main loop has sent it."""
        return len(data)

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> None:
        """Store the contents of a file."""
        file.seek(offset)
        self.written += file.read(-1 if count is None else count)

    def recv(self, _size: int) -> bytes:
        """Return nothing: the request has been read."""
        return b""

    def _do_nothing(self, *_arguments: object) -> None:
        pass

    settimeout = shutdown = close = _do_nothing


class Connection:
    """A client's connection.

    Attributes:
        sock: The client's socket.
        client: The client's address.
        server: The server's address.
        deadline: The time at which the connection is closed.
        request: The request that is arriving or being answered.
        unsent: The rest of the response.
        is_reused: Whether an earlier request was answered.
    """

    def __init__(self, sock: socket.socket, client: Address, server: Address) -> None:
        self.sock = sock
        self.client = client
        self.server = server
        self.deadline = 0.0
        self.request: IncomingRequest
        self.unsent = bytearray()
        self.is_reused = False

    @property
    def is_idle(self) -> bool:
        """Whether the connection waits for another request."""
        return self.is_reused and not self.request.has_begun


class Exchange:
    """A connection as gunicorn's WSGI code sees it.

    Args:
        connection: The connection that sent the request.
    """

    def __init__(self, connection: Connection) -> None:
        self.sock = ResponseBuffer()
        self.client = connection.client
        self.server = connection.server


class BufferingWorker(ThreadWorker):
    """A worker that reads and writes in the main loop and runs the app in threads."""

    alive: bool

    @classmethod
    def check_config(cls, cfg: Config, log: Logger) -> None:
        """Refuse TLS, which the main loop does not support."""
        if cfg.is_ssl:
            sys.exit(
                "Cannot start: this worker does not support TLS. Use a proxy, or pass -k gthread."
            )
        super().check_config(cfg, log)

    def init_process(self) -> None:
        """Prepare the main loop's state and run it."""
        # Connections that wait for their client, the longest first.
        self._waiting: dict[Connection, Callable[[Connection], None]] = {}
        self._expiry_checked = 0.0
        super().init_process()

    def run(self) -> None:
        """Serve until stopped, then finish the requests that have started to arrive."""
        wakeups = self.method_queue.fileno()
        self.poller.register(wakeups, EVENT_READ, self.method_queue.run_callbacks)
        while self.alive and self.is_parent_alive():
            self.set_accept_enabled(self.nr_conns < self.worker_connections or bool(self._waiting))
            self._run_once()
        self.alive = False
        self._stop_listening()
        give_up = time.monotonic() + self.cfg.graceful_timeout
        while self.nr_conns and time.monotonic() < give_up:
            self._run_once()
        self.tpool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()

    def _run_once(self) -> None:
        self.notify()
        self.wait_for_and_dispatch_events(timeout=1.0)
        now = time.monotonic()
        if now - self._expiry_checked >= 1:
            self._expiry_checked = now
            for connection in [late for late in self._waiting if late.deadline < now]:
                self._close(connection)

    def _stop_listening(self) -> None:
        """Accept pending connections and close the socket.

        An open socket would accept connections that stay unanswered. A proxy tries the next host
        if its connection is refused.
        """
        self.set_accept_enabled(False)
        for listener in self.sockets:
            while self.accept(listener):
                pass
            listener.close()
        now = time.monotonic()
        for connection in self._waiting:
            if connection.is_idle:
                connection.deadline = min(connection.deadline, now + LINGER_SECONDS)

    def accept(self, listener: socket.socket) -> bool:
        """Accept a connection and wait for its request.

        If there are too many, close the one that has waited longest for its client.

        Returns:
            Whether another connection may be pending.
        """
        try:
            sock, client = listener.accept()
        except BlockingIOError:
            return False
        except OSError as error:  # the client is gone, or there are too many open files
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._close_oldest()
            return error.errno == errno.ECONNABORTED
        if self.nr_conns >= self.worker_connections:
            self._close_oldest()
        self.nr_conns += 1
        sock.setblocking(False)  # noqa: FBT003 - the socket's own method
        self._expect_request(Connection(sock, client, listener.getsockname()))
        return True

    def _expect_request(self, connection: Connection, beginning: bytes = b"") -> None:
        connection.request = IncomingRequest(self.cfg)
        seconds = self.cfg.keepalive if self.alive else LINGER_SECONDS
        self._wait(
            connection,
            EVENT_READ,
            self._receive,
            seconds if connection.is_reused else RECEIVE_SECONDS,
        )
        if beginning:
            self._take(connection, beginning)

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(RECEIVED_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._take(connection, data)
        else:
            self._close(connection)

    def _take(self, connection: Connection, data: bytes) -> None:
        """Parse received data, and answer the request if it is complete."""
        request = connection.request
        if not request.has_begun:
            connection.deadline = time.monotonic() + RECEIVE_SECONDS
        request.feed(data)
        if request.is_complete and not request.status:
            self._answer(connection)
        elif request.status:
            self._refuse(connection, request.status)
        elif request.waits_for_continue:
            with suppress(OSError):
                connection.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _refuse(self, connection: Connection, status: HTTPStatus) -> None:
        self.log.warning("Refused a request: %d %s", status, status.phrase)
        self._stop_waiting(connection)
        self._respond(connection, empty_response(status), keep_open=False)

    def _answer(self, connection: Connection) -> None:
        """Run the app in a thread."""
        try:
            message = connection.request.message(connection.client)
        except (ParseException, NoMoreData) as error:
            self._refuse(connection, status_of(error))
            return
        self._stop_waiting(connection)
        exchange = Exchange(connection)
        future = self.tpool.submit(self._run_app, message, exchange)
        future.add_done_callback(
            lambda future: self.method_queue.defer(self._finish, connection, exchange, future)
        )

    def _run_app(self, message: Request, exchange: Exchange) -> bool:
        """Run the app and return whether the connection stays open. Runs in a thread."""
        try:
            return bool(self.handle_request(message, exchange))
        except StopIteration:  # gunicorn's way to end a connection after half a response
            return False
        except ConfigurationProblem:  # the path is not below SCRIPT_NAME
            exchange.sock.written[:] = empty_response(HTTPStatus.NOT_FOUND)
            return False
        except Exception:
            self.log.exception("The app raised an exception")
            exchange.sock.written[:] = empty_response(HTTPStatus.INTERNAL_SERVER_ERROR)
            return False

    def _finish(self, connection: Connection, exchange: Exchange, future: Future[bool]) -> None:
        keep_open = not future.exception() and future.result()
        self._respond(connection, exchange.sock.written, keep_open=keep_open)

    def _respond(
        self, connection: Connection, response: bytes | bytearray, *, keep_open: bool
    ) -> None:
        connection.unsent[:] = response
        finish = self._keep_open if keep_open else self._linger
        self._wait(connection, EVENT_WRITE, partial(self._send, finish), SEND_SECONDS)
        self._send(finish, connection)

    def _send(self, finish: Callable[[Connection], None], connection: Connection) -> None:
        try:
            sent = connection.sock.send(connection.unsent)
        except BlockingIOError:
            return
        except OSError:
            self._close(connection)
            return
        del connection.unsent[:sent]
        if not connection.unsent:
            self._stop_waiting(connection)
            finish(connection)

    def _keep_open(self, connection: Connection) -> None:
        connection.is_reused = True
        self._expect_request(connection, connection.request.surplus)

    def _linger(self, connection: Connection) -> None:
        """Let the client read the response before closing the connection. RFC 9112, 9.6."""
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_WR)
        self._wait(connection, EVENT_READ, self._discard, LINGER_SECONDS)

    def _discard(self, connection: Connection) -> None:
        try:
            if connection.sock.recv(RECEIVED_AT_ONCE):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._close(connection)

    def _wait(
        self,
        connection: Connection,
        event: int,
        callback: Callable[[Connection], None],
        seconds: float,
    ) -> None:
        """Call back when the client sends or reads. After the deadline, close the connection."""
        connection.deadline = time.monotonic() + seconds
        self._waiting[connection] = callback
        self.poller.register(connection.sock, event, lambda _sock: self._call_back(connection))

    def _call_back(self, connection: Connection) -> None:
        # An earlier event of the same turn may have closed the connection.
        callback = self._waiting.pop(connection, None)
        if callback:
            self._waiting[connection] = callback  # moves it to the end
            callback(connection)

    def _stop_waiting(self, connection: Connection) -> None:
        del self._waiting[connection]
        self.poller.unregister(connection.sock)

    def _close(self, connection: Connection) -> None:
        self._stop_waiting(connection)
        connection.sock.close()
        self.nr_conns -= 1

    def _close_oldest(self) -> None:
        for connection in self._waiting:
            self._close(connection)
            break
