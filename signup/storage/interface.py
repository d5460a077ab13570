"""Interfaces of the stores."""

from collections.abc import Mapping
from typing import Protocol


class StoreError(Exception):
    """The store is unavailable."""


class Store(Protocol):
    """Stores bytes with an expiry. Each method raises `StoreError` if the store is unavailable."""

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, or None if it is absent or expired."""

    def set(self, key: bytes, value: bytes, lifetime: int) -> None:
        """Store a value for `lifetime` seconds."""

    def extend(self, key: bytes, lifetime: int) -> None:
        """Let a key expire in `lifetime` seconds. An absent key stays absent."""

    def delete(self, key: bytes) -> None:
        """Delete a key."""


class RateLimitStore(Protocol):
    """Counts attempts in sliding windows, exactly, however many requests count at once."""

    def count(self, allowed: Mapping[str, int], minutes: int) -> float:
        """Count an attempt for each key in turn. Stop before the first key that reached its limit.

        Args:
            allowed: The limits by key.
            minutes: The length of the sliding window.

        Returns:
            0 if all were counted, else the seconds until the refused key allows another attempt.

        Raises:
            StoreError: The store is unavailable.
        """
