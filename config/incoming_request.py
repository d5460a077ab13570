"""A request of a client as it arrives, for `buffering_worker`."""

from http import HTTPStatus
from typing import Any

from gunicorn.asgi.parser import (
    LimitRequestHeaders,
    LimitRequestLine,
    ParseError,
    PythonProtocol,
    UnsupportedTransferCoding,
)
from gunicorn.config import Config
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.errors import ExpectationFailed
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

LARGEST_REQUEST = 256 * 1024
"""Largest request in bytes, as sent. The app accepts forms of a quarter of that."""

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
        except ValueError:  # a length of more digits than Python reads
            self.status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
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
