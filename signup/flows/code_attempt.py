"""The current attempt of this browser to confirm with a code.

A second press of the button waits for the first. An attempt whose response was lost is remembered,
so that the same code is not called wrong because it already took effect.
"""

import hmac
from dataclasses import dataclass
from typing import Self

from flask import session

from signup.flows.pending_sign_up import IN_FLIGHT, mark
from signup.session.current_session import save_now, wait_for_session
from signup.user_pools import current_pools

KEY = "code_attempt"


@dataclass(frozen=True, slots=True)
class CodeAttempt:
    """An attempt of this browser.

    Attributes:
        is_repeated: Whether the same code was tried before and the response was lost.
        follows_lost_answer: Whether the response to any earlier attempt was lost.
    """

    is_repeated: bool
    follows_lost_answer: bool

    @classmethod
    def start(cls, *entered: str) -> Self:
        """Start an attempt, after waiting for the same attempt of another request.

        Args:
            entered: The input that identifies the attempt.

        Raises:
            NetworkError: Too many requests are waiting.
        """
        wanted = mark("\0".join(entered))
        wait_for_session(lambda: not _is_in_flight(wanted), IN_FLIGHT)
        attempt = cls(is_repeated=_is_current(wanted), follows_lost_answer=KEY in session)
        session[KEY] = [wanted, current_pools().clock() + IN_FLIGHT]
        save_now()
        return attempt

    @staticmethod
    def lose_answer() -> None:
        """End an attempt whose response was lost."""
        session[KEY] = [session[KEY][0], 0]

    @staticmethod
    def forget() -> None:
        """End an attempt with a known response."""
        session.pop(KEY, None)


def _is_current(wanted: str) -> bool:
    known, _until = session.get(KEY, ("", 0))
    return hmac.compare_digest(known, wanted)


def _is_in_flight(wanted: str) -> bool:
    _known, until = session.get(KEY, ("", 0))
    return _is_current(wanted) and current_pools().clock() < until
