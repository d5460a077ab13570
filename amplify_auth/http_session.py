"""HTTP session for boto3 that bounds the total time and the size of a response.

The timeouts of urllib3 are per read. A server that sends one byte a second would hold a thread for
as long as it likes, and an endless response would fill the memory.
"""

import time
from collections.abc import Iterator
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from threading import local
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse

MAX_ANSWER = 1024 * 1024
"""Largest response in bytes, with headers. Cognito's have a few thousand."""


class _Exchange(local):
    """The exchange of the current thread."""

    ends_at = 0.0

    def seconds_left(self) -> float:
        """Return how long the exchange may still take.

        Raises:
            TimeoutError: No longer.
        """
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds


_exchange = _Exchange()


class _SocketOptions(tuple[tuple[int, int, int], ...]):
    """Socket options that cannot be set once the exchange is over.

    urllib3 tries every address of a host with the whole connect timeout, and sets these first.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        _exchange.seconds_left()
        return super().__iter__()


class _BoundedReader(RawIOBase):
    """Reads from a socket until the exchange is over or the answer too long."""

    def __init__(self, connection: socket, raw: RawIOBase) -> None:
        self._connection = connection
        self._raw = raw
        self._read_timeout = connection.gettimeout() or 0.0
        self._bytes_left = MAX_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        self._connection.settimeout(min(self._read_timeout, _exchange.seconds_left()))
        count = self._raw.readinto(buffer)
        self._bytes_left -= count or 0
        if self._bytes_left < 0:
            raise OSError("the answer is too long")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedResponse(HTTPResponse):
    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = BufferedReader(_BoundedReader(sock, self.fp.detach()))


class _HTTPConnection(AWSHTTPConnection):
    response_class = _BoundedResponse  # type: ignore[assignment] # botocore itself takes any


class _HTTPSConnection(AWSHTTPSConnection):
    response_class = _BoundedResponse  # type: ignore[assignment] # botocore itself takes any


class _HTTPConnectionPool(AWSHTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSConnectionPool(AWSHTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class BoundedSession(URLLib3Session):
    """An HTTP session whose exchanges end after the connect and the read timeout together.

    Name resolution is the system's and cannot be bounded here.

    Args:
        timeout: Seconds to connect, and seconds of each read.
        **settings: Other settings of botocore's session.
    """

    _pool_classes_by_scheme: dict[str, type]

    def __init__(self, timeout: tuple[float, float], **settings: Any) -> None:
        options: Any = _SocketOptions([(IPPROTO_TCP, TCP_NODELAY, 1)])
        super().__init__(timeout=timeout, socket_options=options, **settings)  # type: ignore[arg-type] # its stub takes no pair
        self._seconds = sum(timeout)
        # All pool managers share this dictionary, those of proxies too.
        self._pool_classes_by_scheme.update(http=_HTTPConnectionPool, https=_HTTPSConnectionPool)

    def send(self, request: "AWSRequest | AWSPreparedRequest") -> "AWSResponse":
        """Send a request and read its whole answer."""
        _exchange.ends_at = time.monotonic() + self._seconds
        return super().send(request)
