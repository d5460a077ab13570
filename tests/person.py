"""A browser over HTTP, for apps that run as processes of their own."""

from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from justhtml import JustHTML

from tests.faulty_pool import PATIENCE
from tests.html_lint import attributes_of

# The pages that forms are on which have none of their own.
PAGES = {"/resend-sign-up-code": "/confirm-sign-up"}


class Browser:
    """A cookie and an address, which survive the death of a server."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self._headers = headers or {}
        self._address = url.removeprefix("http://")
        self.cookie = self.set_cookie = ""

    def connect(self) -> HTTPConnection:
        return HTTPConnection(self._address, timeout=PATIENCE)

    def go_to(self, url: str) -> None:
        """Use another host from now on, as a proxy does after a failure."""
        self._address = url.removeprefix("http://")

    def get(self, path: str) -> tuple[int, str]:
        return self.send("GET", path, "")

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        token = self.token(PAGES.get(path, path))
        return self.send("POST", path, urlencode({"csrf_token": token, **fields}))

    def form(self, path: str, **fields: str) -> tuple[bytes, bytes]:
        """Return the head and the body of a form, for a client that sends them in its own time."""
        body = urlencode({"csrf_token": self.token(path), **fields}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._address}\r\nCookie: {self.cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode(), body

    def token(self, path: str) -> str:
        _status, text = self.get(path)
        nodes = JustHTML(text, sanitize=False).query('[name="csrf_token"]')
        return attributes_of(nodes[0])["value"] if nodes else ""

    def send(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Return the status, and where it leads or what it says."""
        connection = self.connect()
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        headers |= self._headers
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        self.set_cookie = answer.headers["Set-Cookie"] or self.set_cookie
        self.cookie = self.set_cookie.split(";")[0]
        return answer.status, answer.headers["Location"] or text


def children(process_id: int) -> list[int]:
    path = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(child) for child in path.read_text().split()]
