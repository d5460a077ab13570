"""Response times, which do not tell whether there is an account.

OWASP ASVS 6.3.8. At sign-up, Cognito answers sooner for a taken address, because it stores no
account and sends no message. So a decoy takes as long as the answer for one of the latest new
addresses took. What is left of the difference is rounded up.

At sign-in, Cognito may make a challenge up, and does not say so. So whoever asks for a first factor
waits as long as the longest of the latest took.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from secrets import choice

from signup.user_pools import current_pools

REMEMBERED = 100
"""Sign-ups of new addresses whose times are remembered, in each process."""

BEFORE_THE_FIRST = 0.3
"""Seconds that a decoy takes while none is remembered."""

LONGEST_WAIT = 1.0
"""Seconds that a request for a first factor is held back for at most."""

recent_times: deque[float] = deque(maxlen=REMEMBERED)
recent_requests: deque[float] = deque(maxlen=REMEMBERED)


@contextmanager
def even_response_time() -> Iterator[None]:
    """Make a block last a multiple of the response step, however it ends."""
    step = current_pools().response_step
    started = time.perf_counter()
    try:
        yield
    finally:
        if step:
            elapsed = time.perf_counter() - started
            time.sleep(ceil(elapsed / step) * step - elapsed)


@contextmanager
def longest_recent_time() -> Iterator[None]:
    """Make a block last as long as the longest of the latest did, for whatever account."""
    started = time.perf_counter()
    yield
    elapsed = time.perf_counter() - started
    recent_requests.append(elapsed)
    if current_pools().response_step:
        time.sleep(max(0, min(max(recent_requests), LONGEST_WAIT) - elapsed))


class Stopwatch:
    """Measures one call of the pool, from its creation on."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    def remember(self) -> None:
        """Remember how long the answer for a new address took."""
        recent_times.append(time.perf_counter() - self._started)

    def wait(self) -> None:
        """Wait until a decoy has taken as long as a remembered answer."""
        if current_pools().response_step:
            goal = choice(list(recent_times) or [BEFORE_THE_FIRST])
            time.sleep(max(0, self._started + goal - time.perf_counter()))
