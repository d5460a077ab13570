"""Stops asking a pool that does not answer, so that nobody waits for what will not come.

The pattern is Michael Nygard's ("Release It!", chapter 5): after several failures in a row the
circuit is open and calls fail at once; now and then one call is let through to try; the first
answer closes it.
"""

import time
from collections.abc import Callable
from threading import Lock

from amplify_auth.hooks import OnOutage

FAILURES = 5
"""Failures in a row that open the circuit. One lost packet must not close a sign-up to everybody;
five threads that each waited for their timeout are a pool that is down."""

RETRY_SECONDS = 10.0
"""Seconds between two tries while the circuit is open. A try can cost one visitor the whole
timeout of 7 seconds, so at most one thread waits at any time; and nobody is kept out for long
after the pool is back."""


class CircuitBreaker:
    """Counts what became of the calls of all threads and says whether another one may be made.

    There is no state for "half open": a try moves the time of the next one, so that a thread that
    never reports back keeps nobody out.

    Args:
        on_outage: Told when the circuit opens and when it closes.
        clock: Seconds from any start; one that nobody sets, so that a wrong date opens nothing.
    """

    def __init__(
        self,
        on_outage: OnOutage | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_outage = on_outage
        self._clock = clock
        self._failures = 0
        self._next_try = 0.0
        self._lock = Lock()

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, apart from the tries."""
        return self._failures >= FAILURES

    def allows_a_call(self) -> bool:
        """Return whether to call, and count this call as the try when the circuit is open."""
        if not self.is_open:
            return True
        with self._lock:
            now = self._clock()
            if self.is_open and now < self._next_try:
                return False
            self._next_try = now + RETRY_SECONDS
            return True

    def succeeded(self) -> None:
        """Note an answer, of whatever kind: the pool is there."""
        if self._failures:
            with self._lock:
                was_open, self._failures = self.is_open, 0
            if was_open and self._on_outage:
                self._on_outage(False)  # noqa: FBT003 - as OnOutage says

    def failed(self) -> None:
        """Note that no answer came, or one that says the pool is broken."""
        with self._lock:
            self._failures += 1
            self._next_try = self._clock() + RETRY_SECONDS
            opens = self._failures == FAILURES
        if opens and self._on_outage:
            self._on_outage(True)  # noqa: FBT003 - as OnOutage says
