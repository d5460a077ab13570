"""Consecutive refusals of a login in one browser.

The pool counts per account, for all browsers together, and does not report its
count. This count does not depend on whether the account exists.
"""

from dataclasses import asdict, dataclass

from flask import session

from signup.messages.failures import MINUTE
from signup.session import stored_values
from signup.user_pools import current_pools

KEY = "refusals"

REPEATED = 5
"""Wrong passwords after which Cognito also refuses the right one."""

FORGOTTEN_AFTER = 15 * MINUTE
"""Seconds without an attempt after which Cognito resets its count."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals so far.

    Attributes:
        username: The login.
        times: Their number.
        at: The time of the last one, in seconds since the epoch.
    """

    username: str
    times: int
    at: float


def count_refusal(username: str) -> int:
    """Count a refusal.

    Args:
        username: The login.

    Returns:
        The number of consecutive refusals.
    """
    now = current_pools().clock()
    last = stored_values.load(KEY, Refusals)
    goes_on = last and last.username == username and now < last.at + FORGOTTEN_AFTER
    refusals = Refusals(username, last.times + 1 if last and goes_on else 1, now)
    session[KEY] = asdict(refusals)
    return refusals.times
