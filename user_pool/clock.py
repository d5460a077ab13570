"""A clock that can be put forward, to see what expires without waiting for it."""

from __future__ import annotations

import time
from mmap import mmap
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = Struct("d")


class AdjustableClock:
    """Seconds since 1970, and how far ahead of them it has been put.

    Processes that are forked from the one that made it share it; it starts at the right time.

    Args:
        clock: The right time.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._memory = mmap(-1, _SECONDS.size)  # which children of this process share

    def __call__(self) -> float:
        """Return what the clock shows."""
        return self._clock() + self.ahead

    @property
    def ahead(self) -> float:
        """Seconds that it is ahead of the right time."""
        (seconds,) = _SECONDS.unpack_from(self._memory)
        return float(seconds)

    def put_ahead(self, seconds: float) -> None:
        """Let it be so many seconds ahead of the right time; 0 puts it right."""
        _SECONDS.pack_into(self._memory, 0, seconds)
