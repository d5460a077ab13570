"""Somebody with a browser of their own, over HTTP, and the processes that serve them."""

from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from justhtml import JustHTML

from tests.faulty_pool import PATIENCE
from tests.html_lint import attributes_of

# The pages that forms are on which have none of their own.
PAGES = {"/resend-sign-up-code": "/confirm-sign-up"}


class Browser:
    """A cookie and an address: what a person has left when a server dies."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self._headers = headers or {}
        self._address = url.removeprefix("http://")
        self._cookie = ""

    def go_to(self, url: str) -> None:
        """Ask another host from now on, as a proxy does when one is gone."""
        self._address = url.removeprefix("http://")

    def get(self, path: str) -> tuple[int, str]:
        return self._send("GET", path, "")

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        token = self.token(PAGES.get(path, path))
        return self._send("POST", path, urlencode({"csrf_token": token, **fields}))

    def token(self, path: str) -> str:
        _status, text = self.get(path)
        nodes = JustHTML(text, sanitize=False).query('[name="csrf_token"]')
        return attributes_of(nodes[0])["value"] if nodes else ""

    def _send(self, method: str, path: str, body: str) -> tuple[int, str]:
        """Return the status, and where it leads or what it says."""
        connection = HTTPConnection(self._address, timeout=PATIENCE)
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        headers |= self._headers
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        set_cookie = answer.headers["Set-Cookie"]
        self._cookie = set_cookie.split(";")[0] if set_cookie else self._cookie
        return answer.status, answer.headers["Location"] or text


def children(process_id: int) -> list[int]:
    path = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(child) for child in path.read_text().split()]
