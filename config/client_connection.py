"""A client's connection, and what gunicorn's WSGI code sees of it, for `buffering_worker`."""

import socket
from typing import BinaryIO

from config.incoming_request import Address, IncomingRequest


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
