"""A clock that can be put forward, to see what expires without waiting for it."""

from __future__ import annotations

import time
from multiprocessing.sharedctypes import RawValue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class AdjustableClock:
    """Seconds since 1970, and how far ahead of them it has been put.

    Processes that are forked from the one that made it share it; it starts at the right time.

    Args:
        clock: The right time.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._ahead = RawValue("d", 0.0)

    def __call__(self) -> float:
        """Return what the clock shows."""
        return self._clock() + self.ahead

    @property
    def ahead(self) -> float:
        """Seconds that it is ahead of the right time."""
        return float(self._ahead.value)

    def put_ahead(self, seconds: float) -> None:
        """Let it be so many seconds ahead of the right time; 0 puts it right."""
        self._ahead.value = seconds
