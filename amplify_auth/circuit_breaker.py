"""Circuit breaker: while the pool does not answer, calls fail at once.

The pattern is from Michael Nygard, "Release It!", chapter 5. Several failures in a row open the
circuit. Every few seconds one call is let through, and the first answer closes the circuit.
"""

import time
from collections.abc import Callable
from threading import Lock

from amplify_auth.hooks import OnOutage

FAILURES = 5
"""Failures in a row that open the circuit. One lost packet must not stop all sign-ups, but five
threads that each waited for their timeout mean that the pool is down."""

RETRY_SECONDS = 10.0
"""Seconds between two tries while the circuit is open. A try can cost a visitor the whole timeout,
so at most one thread waits at any time. Once the pool is back, calls succeed soon."""


class CircuitBreaker:
    """A counter of failures that decides whether another call may be made.

    There is no "half-open" state. A try postpones the next one, so a thread that never reports back
    does not block the others.

    Args:
        on_outage: Called when the circuit opens and when it closes.
        clock: Returns seconds from any start. Monotonic, so setting the date has no effect.
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
        """Whether calls are refused, except for the tries."""
        return self._failures >= FAILURES

    def allows_a_call(self) -> bool:
        """Return whether to call. When the circuit is open, the call counts as the try."""
        if not self.is_open:
            return True
        with self._lock:
            now = self._clock()
            if self.is_open and now < self._next_try:
                return False
            self._next_try = now + RETRY_SECONDS
            return True

    def succeeded(self) -> None:
        """Record an answer of any kind. The pool is reachable."""
        if self._failures:
            with self._lock:
                was_open, self._failures = self.is_open, 0
            if was_open:
                self._report(outage=False)

    def failed(self) -> None:
        """Record that no answer came, or one that says the pool is broken."""
        with self._lock:
            self._failures += 1
            self._next_try = self._clock() + RETRY_SECONDS
            opens = self._failures == FAILURES
        if opens:
            self._report(outage=True)

    def _report(self, *, outage: bool) -> None:
        if self._on_outage:
            self._on_outage(outage)
