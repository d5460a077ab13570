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

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import ConfigurationProblem, NoMoreData, ParseException
from gunicorn.http.message import Request
from gunicorn.workers.gthread import ThreadWorker

from config.client_connection import Connection, Exchange
from config.incoming_request import IncomingRequest, status_of

RECEIVE_SECONDS = 15
"""Time limit for a request to arrive."""

SEND_SECONDS = 60
"""Time limit for a client to read a response."""

LINGER_SECONDS = 2
"""Time limit for a client to close the connection after the last response (RFC 9112, 9.6).

A stopping worker waits as long for the next request on an idle connection.
"""

RECEIVED_AT_ONCE = 16 * 1024
"""Bytes per read. Parsing more at once would let one client delay the others."""


def empty_response(status: HTTPStatus) -> bytes:
    """Return a response that ends the connection."""
    return (
        f"HTTP/1.1 {status} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    ).encode()


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
        sock.settimeout(0)
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
