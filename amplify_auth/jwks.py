"""Public keys of the pool."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from amplify_auth.errors import NetworkError

if TYPE_CHECKING:
    import jwt

MIN_REFETCH_INTERVAL = 10
"""Seconds before an unknown key id causes another request."""

FetchJwks = Callable[[str], Mapping[str, Any]]
"""Takes a URL and returns the key set there."""


class Jwks:
    """A pool's key set, fetched on first use and again when a new key appears.

    Args:
        url: Returns the key set's URL, which is known once the client is made. It comes from the
            configuration and never from a token.
        fetch: Returns the key set at a URL.
        clock: Returns seconds since 1970.
    """

    def __init__(
        self, url: Callable[[], str], *, fetch: FetchJwks, clock: Callable[[], float]
    ) -> None:
        self._url = url
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: float | None = None
        self._lock = Lock()

    def key(self, key_id: str) -> "jwt.PyJWK":
        """Return the key with this id.

        Raises:
            LookupError: The pool has no such key.
            NetworkError: The key set could not be fetched.
        """
        if key_id not in self._keys:
            with self._lock:
                if key_id not in self._keys and self._may_fetch():
                    self._keys = _rsa_keys(self._fetch(self._url()))
                    self._fetched_at = self._clock()
        return self._keys[key_id]

    def _may_fetch(self) -> bool:
        """Return whether the last fetch is long enough ago. Invented ids must not cause traffic."""
        last = self._fetched_at
        return last is None or self._clock() - last >= MIN_REFETCH_INTERVAL


def _rsa_keys(key_set: Mapping[str, Any]) -> "dict[str, jwt.PyJWK]":
    import jwt  # noqa: PLC0415 - takes 50 ms; only tokens need it

    try:
        return {
            key["kid"]: jwt.PyJWK(key, algorithm="RS256")
            for key in key_set["keys"]
            if key.get("kty") == "RSA"
        }
    except (jwt.PyJWTError, LookupError, TypeError, ValueError, AttributeError):
        raise NetworkError("The user pool's key set cannot be read.") from None
