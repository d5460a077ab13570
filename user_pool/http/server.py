"""HTTP server with a thread for each connection, which stays open between requests."""

from __future__ import annotations

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING

from user_pool.http.api import Request, respond

if TYPE_CHECKING:
    from user_pool.protocol import Response
    from user_pool.service import UserPoolService

_LONGEST_BODY = 1_048_576
_ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def is_loopback(host: str) -> bool:
    """Return whether only this machine can connect to an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class UserPoolServer(ThreadingHTTPServer):
    """HTTP server of a service.

    Args:
        service: The service.
        host: The address to listen on.
        port: The port, or 0 for any.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service: UserPoolService, host: str, port: int) -> None:
        handler = partial(_Handler, service=service, only_loopback=is_loopback(host))
        super().__init__((host, port), handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Sends head and body in one packet.
    wbufsize = 65_536
    timeout = 60

    def __init__(self, *args: object, service: UserPoolService, only_loopback: bool) -> None:
        self._service = service
        self._only_loopback = only_loopback
        super().__init__(*args)  # type: ignore[arg-type] # the server's, as they come

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self._refuse(411)
        # Python reads no number of more than 4,300 digits.
        elif len(length) > len(str(_LONGEST_BODY)) or int(length) > _LONGEST_BODY:
            self._refuse(413)
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(length))
            request = Request(self.command, self.path, headers, body)
            self._send(respond(self._service, request, only_loopback=self._only_loopback))

    do_GET = do_HEAD = do_POST = do_OPTIONS = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815 - the base class's names

    def _refuse(self, status: int) -> None:
        """Refuse a request without reading its body, and close the connection."""
        self.close_connection = True
        self.send_response_only(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        headers = {**_ALWAYS, **response.headers, "Content-Length": str(len(response.body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Date", self.date_time_string())
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def version_string(self) -> str:
        """Return the server's name in the base class's error responses, without versions."""
        return "user-pool"

    def log_message(self, *_: object) -> None:
        """Log nothing, because requests carry secrets."""
