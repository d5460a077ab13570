"""Refusals of one login in a row, as one browser has seen them.

The pool counts for the account, whoever tries, and does not say how often. This count is the same
for a login that nobody has, so that it tells nothing.
"""

from dataclasses import asdict, dataclass

from flask import session

from signup.messages.failures import MINUTE
from signup.session import stored_values
from signup.user_pools import current_pools

KEY = "refusals"

REPEATED = 5
"""Wrong passwords after which Cognito refuses the right one, too."""

FORGOTTEN_AFTER = 15 * MINUTE
"""Seconds without a try after which Cognito starts to count again."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refusals so far.

    Attributes:
        username: The login.
        times: How many there were.
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
        How many there were in a row.
    """
    now = current_pools().clock()
    last = stored_values.load(KEY, Refusals)
    goes_on = last and last.username == username and now < last.at + FORGOTTEN_AFTER
    refusals = Refusals(username, last.times + 1 if last and goes_on else 1, now)
    session[KEY] = asdict(refusals)
    return refusals.times
