"""Adjustable clock, so that codes and Sessions expire without waiting for them."""

from __future__ import annotations

import time
from mmap import mmap
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = Struct("d")


class AdjustableClock:
    """Clock that can run ahead of real time.

    Forked processes share it.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._memory = mmap(-1, _SECONDS.size)  # shared with forked processes

    def __call__(self) -> float:
        """Return the time in seconds since 1970."""
        return self._clock() + self.ahead

    @property
    def ahead(self) -> float:
        """Seconds by which the clock is ahead of real time."""
        (seconds,) = _SECONDS.unpack_from(self._memory)
        return float(seconds)

    def put_ahead(self, seconds: float) -> None:
        """Set the clock a number of seconds ahead of real time."""
        _SECONDS.pack_into(self._memory, 0, seconds)
