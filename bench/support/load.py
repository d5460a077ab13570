"""Browsers, and the connections that they share."""

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import count
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import urlencode

HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
ORIGIN = "https://localhost"
HEADERS = {
    "Host": "localhost",
    "X-Forwarded-Proto": "https",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "en-GB,en;q=0.5",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Dest": "document",
}
TIMEOUT = 60
FILL_SECONDS = 1.1
"""Seconds between opening a form and sending it. In production, sooner counts as a bot."""

numbers = count(1)
Job = TypeVar("Job")
Result = TypeVar("Result")


class Answer(NamedTuple):
    """An HTTP response."""

    status: int
    location: str
    body: bytes


@dataclass
class Browser:
    """A new browser on its own network.

    Attributes:
        number: Makes its network and its email address unique in this process.
        cookies: Its cookies' values, by name.
        hidden: The hidden fields of the page that it opened last.
    """

    number: int = field(default_factory=lambda: next(numbers))
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    @property
    def network(self) -> str:
        """The address that the proxy in front sees."""
        return f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that identify it."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"X-Forwarded-For": self.network, **({"Cookie": cookies} if cookies else {})}

    def take_cookies(self, response: HTTPResponse) -> None:
        """Take the cookies that a response sets."""
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value

    @property
    def email(self) -> str:
        """An email address of a constant length."""
        return f"person.{self.number:07}@example.com"


class Connection(HTTPConnection):
    """A persistent connection to a server on this machine.

    Args:
        port: The server's port.
        gzip: Whether the browsers behind it accept compressed pages.
    """

    def __init__(self, port: int, *, gzip: bool = False) -> None:
        super().__init__("127.0.0.1", port, timeout=TIMEOUT)
        self._encodings = "gzip, deflate, br" if gzip else "identity"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, path: str, browser: Browser | None = None, **headers: str) -> Answer:
        """Get a page. Without a browser, like a program on the server's machine."""
        return self._exchange("GET", path, browser, headers)

    def open_form(self, path: str, browser: Browser) -> None:
        """Get a page with a form, for `submit`."""
        page = self.get(path, browser).body.decode()
        inputs = [dict(ATTRIBUTE.findall(text)) for text in HIDDEN.findall(page)]
        browser.hidden = {found["name"]: found.get("value", "") for found in inputs}

    def submit(self, path: str, browser: Browser, fields: Mapping[str, str]) -> Answer:
        """Post the form that the browser has open."""
        headers = {
            "Origin": ORIGIN,
            "Referer": f"{ORIGIN}{path}",  # Django checks it over HTTPS
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._exchange(
            "POST", path, browser, headers, urlencode({**browser.hidden, **fields})
        )

    def post_form(
        self, path: str, browser: Browser, fields: Mapping[str, str], page: str = ""
    ) -> Answer:
        """Open a form and post it at once.

        Args:
            path: The form's action.
            browser: The browser.
            fields: The form's fields, besides the hidden ones.
            page: The form's page, where it is not at the action's path.
        """
        self.open_form(page or path, browser)
        return self.submit(path, browser, fields)

    def call(self, operation: str, **members: object) -> dict[str, Any]:
        """Call an operation of a user pool, and return the response's members, none if it fails."""
        headers = {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
            # moto finds the service in a signature's scope, and does not check the signature.
            "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cognito-idp/x",
        }
        answer = self._exchange("POST", "/", None, headers, json.dumps(members))
        response: dict[str, Any] = json.loads(answer.body) if answer.status == HTTPStatus.OK else {}
        return response

    def _exchange(
        self,
        method: str,
        path: str,
        browser: Browser | None,
        headers: Mapping[str, str],
        body: str = "",
    ) -> Answer:
        sent = {**HEADERS, "Accept-Encoding": self._encodings, **headers}
        if browser:
            sent |= browser.headers
        if body:
            sent["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        try:
            if not self.sock:
                self.connect()
            # In one piece, as browsers send small forms; `request` would send two.
            self.sock.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode())
            response = self.response_class(self.sock, method=method)
            response.begin()
            content = response.read()
        except (HTTPException, OSError) as error:
            self.close()
            raise ConnectionError(type(error).__name__) from error
        if response.will_close:
            self.close()
        if browser:
            browser.take_cookies(response)
        return Answer(response.status, response.headers.get("Location", ""), content)


def over(
    connections: int, port: int, work: Callable[[Connection, Job], Result], jobs: Iterable[Job]
) -> tuple[float, list[Result]]:
    """Do jobs over several kept connections at once.

    Args:
        connections: How many.
        port: The server's port.
        work: Does one job over a connection.
        jobs: The jobs.

    Returns:
        The seconds that all of it took, and the jobs' results in order.
    """
    idle = [Connection(port, gzip=True) for _ in range(connections)]

    def do(job: Job) -> Result:
        connection = idle.pop()
        try:
            return work(connection, job)
        finally:
            idle.append(connection)

    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        results = list(threads.map(do, jobs))
    seconds = time.perf_counter() - start
    for connection in idle:
        connection.close()
    return seconds, results


def open_forms(port: int, path: str, many: int) -> list[Browser]:
    """Open a form in so many browsers, and wait until they may send it."""
    browsers = [Browser() for _ in range(many)]
    with Connection(port) as connection:
        for browser in browsers:
            connection.open_form(path, browser)
            assert browser.hidden, "every form here has a CSRF token"
    time.sleep(FILL_SECONDS)
    return browsers


def newest_code(outbox: Connection, email: str) -> str | None:
    """Return the newest code that the embedded pool has sent to an address."""
    messages = json.loads(outbox.get(f"/outbox?to={email}", Accept="application/json").body)
    return messages[0]["code"] if messages else None
