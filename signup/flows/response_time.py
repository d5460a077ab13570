"""Response time of a sign-up, which does not tell a taken address from a new one.

OWASP ASVS 6.3.8. Cognito answers sooner for a taken address, because it stores no account and sends
no message. So a decoy takes as long as the answer for one of the latest new addresses took. What
is left of the difference is rounded up.
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

recent_times: deque[float] = deque(maxlen=REMEMBERED)


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
