"""gunicorn's threads for whole requests only.

gunicorn's `gthread` worker gives a connection a thread as soon as it is there, and the thread waits
for the request: as many slow clients as there are threads keep everybody else out, by ill will or
by a bad network. Here the main loop collects what arrives, of any number of connections at once,
and a thread gets a request when all of it is there. OWASP ASVS 13.1.2, 15.1.3.
"""

import re
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import TYPE_CHECKING

from gunicorn.workers.gthread import TConn, ThreadWorker

if TYPE_CHECKING:
    import socket

WAIT_SECONDS = 15
"""How long one request may take to arrive, all of it."""

LARGEST = 256 * 1024
"""Bytes of a request that are collected. The app takes forms of a quarter of that."""

CHUNK = 65_536
END_OF_HEAD = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Arrival:
    """A request that is arriving."""

    def __init__(self) -> None:
        self.received = bytearray()
        self._head_ends: int | None = None
        self._whole = 0
        self._is_chunked = False

    def add(self, chunk: bytes) -> None:
        """Take what has arrived; every byte is looked at about once."""
        seen = max(0, len(self.received) - len(END_OF_HEAD))
        self.received += chunk
        if self._head_ends is None:
            end = self.received.find(END_OF_HEAD, seen)
            if end >= 0:
                self._read_head(end)

    def _read_head(self, end: int) -> None:
        head = bytes(self.received[: end + 2])
        length = CONTENT_LENGTH.search(head)
        self._head_ends = end
        self._is_chunked = bool(CHUNKED.search(head))
        self._whole = end + len(END_OF_HEAD) + (int(length[1][:10]) if length else 0)

    @property
    def is_complete(self) -> bool:
        """Whether all of it is there; what does not make sense, gunicorn refuses."""
        if self._is_chunked:
            return self.received.endswith(LAST_CHUNK)
        return self._head_ends is not None and len(self.received) >= self._whole

    @property
    def is_too_large(self) -> bool:
        """Whether it is more than anybody needs to send."""
        return max(len(self.received), self._whole) > LARGEST


class BufferingWorker(ThreadWorker):
    """Takes connections from the poller to a thread when their request is complete."""

    def accept(self, listener: "socket.socket") -> None:
        """Accept a connection, and wait for its request in the main loop."""
        if self.cfg.is_ssl:  # its handshake wants a thread
            super().accept(listener)
            return
        with suppress(BlockingIOError, ConnectionAbortedError):
            client, address = listener.accept()
            self.nr_conns += 1
            self._collect(TConn(self.cfg, client, address, listener.getsockname()), b"")

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's own
        """Stop listening as well when the worker stops.

        While it finishes what it has begun, an open socket would take connections that nobody
        answers. Closed, it refuses them at once, and a proxy asks the next host. Those that were
        let in before are answered.
        """
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                self._accept_all(listener)
                listener.close()

    def _accept_all(self, listener: "socket.socket") -> None:
        before = -1
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

    def on_client_socket_readable(self, conn: TConn, client: "socket.socket") -> None:
        """Wait for the next request of a connection that was kept open."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._collect(conn, b"")

    def enqueue_req(self, conn: TConn) -> None:
        """Wait for the rest of a request whose beginning came with the one before it."""
        if self.cfg.is_ssl:
            super().enqueue_req(conn)
        else:
            self._collect(conn, conn.parser.unreader.take_buffered())

    def _collect(self, conn: TConn, received: bytes) -> None:
        arrival = Arrival()
        arrival.add(received)
        conn.sock.setblocking(False)  # noqa: FBT003 - the socket's own method
        conn.timeout = time.monotonic() + WAIT_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._arrive, conn, arrival))
        if received:
            self._go_on(conn, arrival)

    def _arrive(self, conn: TConn, arrival: Arrival, client: "socket.socket") -> None:
        """Take what has arrived."""
        try:
            chunk = client.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        arrival.add(chunk)
        if chunk:
            self._go_on(conn, arrival)
        else:
            self._end(conn)

    def _go_on(self, conn: TConn, arrival: Arrival) -> None:
        """Give a request that is whole to a thread."""
        if arrival.is_too_large:
            with suppress(OSError):
                conn.sock.send(TOO_LARGE)
            self._end(conn)
        elif arrival.is_complete:
            self._no_longer_pending(conn)
            conn.data_ready = True
            conn.init()
            conn.parser.unreader.unread(bytes(arrival.received))
            super().enqueue_req(conn)

    def _end(self, conn: TConn) -> None:
        self._no_longer_pending(conn)
        self.nr_conns -= 1
        conn.close()

    def _no_longer_pending(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
