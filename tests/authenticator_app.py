"""An authenticator app of a visitor."""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from tests.pages import Page

SECONDS = 30


@dataclass(frozen=True, slots=True)
class AuthenticatorApp:
    """An app that knows one account's key. RFC 6238.

    Attributes:
        key: The key, in base32.
        clock: Seconds since the epoch.
    """

    key: str
    clock: Callable[[], float]

    @classmethod
    def of(cls, page: Page, clock: Callable[[], float]) -> Self:
        """Read the key that the set-up page shows, as somebody who types it."""
        (node,) = page.document.query("code.key")
        return cls.with_key(node.to_text(), clock)

    @classmethod
    def with_key(cls, key: str, clock: Callable[[], float]) -> Self:
        """Take a key as the page shows it, in groups."""
        return cls("".join(key.split()), clock)

    def code(self) -> str:
        """Return what the app shows now."""
        counter = int(self.clock() // SECONDS).to_bytes(8, "big")
        padding = "=" * (-len(self.key) % 8)
        digest = hmac.digest(base64.b32decode(self.key + padding), counter, "sha1")
        offset = digest[-1] & 15
        number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
        return f"{number % 1_000_000:06}"
