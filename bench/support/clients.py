"""Clients of the servers that are measured: browsers, and programs that call a user pool."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import count
from typing import Any, TypeVar
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, connection_from_url

from tests.pages import PASSWORD, TOKEN

HEADERS = {
    "Host": "localhost",
    "Referer": "https://localhost/",
    "X-Forwarded-Proto": "https",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip",
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept-Language": "en-GB,en;q=0.5",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Dest": "document",
}
CONNECTIONS = 64

numbers = count(1)
Job = TypeVar("Job")
Result = TypeVar("Result")


class Browser:
    """A new browser on a network of its own.

    Args:
        site: Connections to the site, which browsers share as they share a proxy's.

    Attributes:
        email: An email address of a constant length, which has no account yet.
    """

    def __init__(self, site: HTTPConnectionPool) -> None:
        number = next(numbers)
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.email = f"person.{number:07}@example.com"
        self._cookies: dict[str, str] = {}
        self._path = "/"
        self._tokens: dict[str, str] = {}
        self._site = site
        self._headers = {**HEADERS, "X-Forwarded-For": network}

    @property
    def cookie(self) -> str:
        """The header with its cookies."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def open(self, path: str) -> BaseHTTPResponse:
        """Get a page, whose form `submit` sends."""
        page = self._request("GET", path)
        tokens = TOKEN.findall(page.data.decode())
        self._path, self._tokens = path, {name: value for _, name, value in tokens}
        return page

    def submit(self, **fields: str) -> BaseHTTPResponse:
        """Send the form of the page that was opened last."""
        return self._request("POST", self._path, urlencode(self._tokens | fields))

    def sign_up(self) -> BaseHTTPResponse:
        """Send the sign-up form, which is open."""
        return self.submit(email=self.email, password=PASSWORD)

    def _request(self, method: str, path: str, body: str = "") -> BaseHTTPResponse:
        headers = self._headers | {"Cookie": self.cookie}
        response = self._site.request(method, path, body or None, headers=headers)
        for line in response.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response


def connect(url: str) -> HTTPConnectionPool:
    """Return kept connections to a server, which threads may share."""
    return connection_from_url(url, maxsize=CONNECTIONS, retries=False)


def at_once(
    number: int, work: Callable[[Job], Result], jobs: Iterable[Job]
) -> tuple[float, list[Result]]:
    """Do jobs, so many at once, and return the seconds of all and each one's result in order."""
    start = time.perf_counter()
    with ThreadPoolExecutor(number) as threads:
        results = list(threads.map(work, jobs))
    return time.perf_counter() - start, results


def open_forms(url: str, many: int) -> list[Browser]:
    """Open a site's sign-up form in so many browsers."""
    site = connect(url)
    browsers = [Browser(site) for _ in range(many)]
    for browser in browsers:
        browser.open("/sign-up")
    return browsers


def newest_code(url: str, email: str) -> str:
    """Return the newest code that the embedded pool has sent to an address, "" if none.

    Args:
        url: The address of the app or the pool.
        email: The user's address.
    """
    headers = HEADERS | {"Accept": "application/json"}
    messages = connect(url).request("GET", f"/outbox?to={email}", headers=headers).json()
    return str(messages[0]["code"]) if messages else ""


def call(pool: HTTPConnectionPool, operation: str, **members: object) -> dict[str, Any]:
    """Call an operation of a user pool, and return the response's members, none if it fails."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        # moto finds the service in a signature's scope, and does not check the signature.
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cognito-idp/x",
    }
    response = pool.request("POST", "/", json=members, headers=headers)
    return response.json() if response.status == HTTPStatus.OK else {}
