"""An authenticator app."""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from tests.pages import Page

SECONDS = 30


@dataclass(frozen=True, slots=True)
class AuthenticatorApp:
    """An authenticator app with one account. RFC 6238.

    Attributes:
        key: The key, in base32.
        clock: Seconds since the epoch.
    """

    key: str
    clock: Callable[[], float]

    @classmethod
    def of(cls, page: Page, clock: Callable[[], float]) -> Self:
        """Read the key on the set-up page."""
        (node,) = page.document.query("code.key")
        return cls.with_key(node.to_text(), clock)

    @classmethod
    def with_key(cls, key: str, clock: Callable[[], float]) -> Self:
        """Return an app with a key as shown on the page, in groups."""
        return cls("".join(key.split()), clock)

    def code(self) -> str:
        """Return the current code."""
        counter = int(self.clock() // SECONDS).to_bytes(8, "big")
        padding = "=" * (-len(self.key) % 8)
        digest = hmac.digest(base64.b32decode(self.key + padding), counter, "sha1")
        offset = digest[-1] & 15
        number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"
