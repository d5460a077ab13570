"""Passwords known from data breaches, by Have I Been Pwned's range API. OWASP ASVS 6.2.12.

The API gets the first five of the 40 digits of a SHA-1 digest and returns the matching ones, padded
to hide their number. It is called only for forms that are otherwise valid, for a second at most.

https://haveibeenpwned.com/API/v3#PwnedPasswords
"""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha1
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import BoundedSemaphore
from urllib.parse import urlsplit

from signup.observability.events import Event, record

RANGE_API = "https://api.pwnedpasswords.com/range/"
HEADERS = {"Add-Padding": "true", "User-Agent": "flask-amplify-sign-up"}
PREFIX_DIGITS = 5

ANSWER_SECONDS = 1.0
"""Time limit for the API, name look-up and TLS included."""

AT_ONCE = 4
"""Concurrent look-ups of one process. A queue would hold threads that could serve pages."""

CHUNK = 16 * 1024
ANSWER_MAXIMUM = 512 * 1024
"""Largest response in bytes. A padded one has about 40,000."""

LINE = re.compile("([0-9A-F]{35}):([0-9]+)")
CONNECTIONS = {"https": HTTPSConnection, "http": HTTPConnection}


class BreachedPasswords:
    """A collection of breached passwords. If the API is busy or does not answer, it contains none.

    Args:
        url: The API, without the digits.
    """

    def __init__(self, url: str = RANGE_API) -> None:
        self._url = urlsplit(url)
        # A thread, because socket timeouts do not cover name resolution.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="breached-passwords")
        self._free = BoundedSemaphore(AT_ONCE)

    def __contains__(self, password: object) -> bool:
        """Return whether a password is in a breach."""
        if not self._free.acquire(blocking=False):
            record(Event.BREACH_LIST_UNREACHABLE, reason="too many look-ups")
            return False
        digest = sha1(str(password).encode("utf-8", "replace"), usedforsecurity=False)
        digits = digest.hexdigest().upper()
        prefix, rest = digits[:PREFIX_DIGITS], digits[PREFIX_DIGITS:]
        answer = self._threads.submit(self._look_up, prefix)
        try:
            return rest in answer.result(ANSWER_SECONDS)
        except (OSError, HTTPException, ValueError) as error:  # a TimeoutError is an OSError
            record(Event.BREACH_LIST_UNREACHABLE, reason=type(error).__name__)
            return False

    def _look_up(self, prefix: str) -> set[str]:
        """Return the suffixes of digests with a prefix. Padding has a count of 0."""
        try:
            text = b"".join(self._read(prefix)).decode("ascii")
        finally:
            self._free.release()
        found = [LINE.fullmatch(line) for line in text.split()]
        if not all(found):
            raise ValueError("no answer of the range API")
        return {line[1] for line in found if line and int(line[2])}

    def _read(self, prefix: str) -> Iterator[bytes]:
        deadline = time.monotonic() + ANSWER_SECONDS
        connection = CONNECTIONS[self._url.scheme](self._url.netloc, timeout=ANSWER_SECONDS)
        with closing(connection):
            connection.request("GET", f"{self._url.path}{prefix}", headers=HEADERS)
            with connection.getresponse() as response:
                if response.status != HTTPStatus.OK:
                    raise ValueError(f"status {response.status}")
                size = 0
                while chunk := response.read1(CHUNK):
                    size += len(chunk)
                    if size > ANSWER_MAXIMUM or time.monotonic() > deadline:
                        raise ValueError("too long an answer")
                    yield chunk
                if response.length:
                    raise ValueError("an answer that was cut off")
