"""Interfaces of the stores, which every implementation keeps to."""

from collections.abc import Mapping
from typing import Protocol


class StoreError(Exception):
    """The store cannot be read or written right now."""


class Store(Protocol):
    """Keeps bytes under a key for a while. Each method raises `StoreError` when it cannot."""

    def get(self, key: bytes) -> bytes | None:
        """Return the value under a key, or None when there is none or its time is over."""

    def set(self, key: bytes, value: bytes, lifetime: int) -> None:
        """Keep a value under a key for `lifetime` seconds."""

    def extend(self, key: bytes, lifetime: int) -> None:
        """Let what is under a key last for `lifetime` seconds from now; nothing is brought back."""

    def delete(self, key: bytes) -> None:
        """Forget a key."""


class RateLimitStore(Protocol):
    """Counts attempts in sliding windows, exactly, however many requests count at once."""

    def count(self, allowed: Mapping[str, int], minutes: int) -> float:
        """Count one try for each key in turn, and stop before the first that has had its tries.

        Args:
            allowed: By key, how many tries are let through in any so many minutes.
            minutes: How long a try counts.

        Returns:
            0 where all are counted, else the seconds until the first that is not would be.

        Raises:
            StoreError: It cannot be counted right now.
        """
