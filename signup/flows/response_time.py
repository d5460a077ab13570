"""Response times, which do not reveal whether an account exists.

OWASP ASVS 6.3.8. At sign-up, Cognito answers sooner for a taken address, because it stores no
account and sends no message. So a decoy takes as long as the response for a recent new address, and
the total is rounded up to hide the rest.

For a first factor or a reset code, Cognito may simulate what it does for an account. So each of
these requests takes as long as the longest recent one.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from secrets import choice

from amplify_auth import Auth
from signup.user_pools import current_pools

REMEMBERED = 100
"""Number of response times of new addresses that a process remembers."""

BEFORE_THE_FIRST = 0.3
"""Seconds that a decoy takes before any is remembered."""

LONGEST_WAIT = 1.0
"""Maximum delay in seconds of a request for a first factor or a reset code."""

recent_times: deque[float] = deque(maxlen=REMEMBERED)
recent_requests: deque[float] = deque(maxlen=REMEMBERED)


@contextmanager
def even_response_time(auth: Auth) -> Iterator[None]:
    """Let a block last a multiple of the response step, even if it raises.

    It has a place among the calls to the pool, so that no more threads wait than call.

    Raises:
        NetworkError: All places are taken, whatever the account.
    """
    step = current_pools().response_step
    started = time.perf_counter()
    try:
        with auth.client.place():
            yield
    finally:
        if step:
            elapsed = time.perf_counter() - started
            time.sleep(ceil(elapsed / step) * step - elapsed)


@contextmanager
def longest_recent_time() -> Iterator[None]:
    """Let a block last as long as the longest recent one, for all accounts."""
    started = time.perf_counter()
    yield
    elapsed = time.perf_counter() - started
    recent_requests.append(elapsed)
    if current_pools().response_step:
        time.sleep(max(0, min(max(recent_requests), LONGEST_WAIT) - elapsed))


class Stopwatch:
    """A stopwatch for a call to the pool, started at creation."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    def remember(self) -> None:
        """Remember the response time of a new address."""
        recent_times.append(time.perf_counter() - self._started)

    def wait(self) -> None:
        """Wait until a remembered response time has passed."""
        if current_pools().response_step:
            goal = choice(list(recent_times) or [BEFORE_THE_FIRST])
            time.sleep(max(0, self._started + goal - time.perf_counter()))
