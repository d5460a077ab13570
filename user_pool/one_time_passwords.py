"""Codes that sign in, as the first factor (`USER_AUTH`) or the second (MFA).

Unlike the codes of a sign-up they belong to the Session of one challenge.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from user_pool import attempt_limits, codes, cognito_sessions
from user_pool.errors import ServiceError
from user_pool.messages import authentication_message

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.delivery import Delivery
    from user_pool.users import User

ATTRIBUTES = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number", "SMS_MFA": "phone_number"}
"""Where the code of a challenge goes."""

_TRIES = 3
"""How often a Session takes a wrong code."""


@dataclass(frozen=True, slots=True)
class Question:
    """The challenge for a code.

    Attributes:
        challenge: `EMAIL_OTP`, `SMS_OTP` or `SMS_MFA`.
        user: Who signs in; None, and nothing is sent, for a user who only seems to exist.
        delivery: Where the code goes.
        second_factor: Whether a first factor was right already.
    """

    challenge: str
    user: User | None
    delivery: Delivery
    second_factor: bool = False


def ask(db: sqlite3.Connection, call: Call, question: Question) -> dict[str, Any]:
    """Send a code and ask for it.

    Returns:
        The members of the answer.
    """
    code, delivery = codes.six_digits(call), question.delivery
    if question.user:
        call.send(db, authentication_message(call.pool, delivery, code, call.now))
    data = {
        "hash": _hash(call, code),
        "second_factor": question.second_factor,
    }
    return {
        "ChallengeName": question.challenge,
        "Session": cognito_sessions.issue(db, call, question.user, question.challenge, data),
        "ChallengeParameters": {
            "CODE_DELIVERY_DELIVERY_MEDIUM": delivery.medium,
            "CODE_DELIVERY_DESTINATION": delivery.details()["Destination"],
        },
    }


def check(
    db: sqlite3.Connection, call: Call, challenge: str, user: User | None, code: str
) -> tuple[User, bool]:
    """Check the code that a challenge asked for.

    Returns:
        The user, and whether it was the second factor.

    Raises:
        ServiceError: `CodeMismatchException`, after which the Session takes another try, or
            `NotAuthorizedException` when it does not.
    """
    session = call.request.get("Session", "")
    subject = call.subject(user, call.request["ChallengeResponses"]["USERNAME"])
    attempt_limits.check_lockout(db, subject, call.now)
    data = cognito_sessions.find(db, call, session, user, challenge)
    if user and hmac.compare_digest(data["hash"], _hash(call, code)):
        cognito_sessions.use_up(db, session)
        return user, data["second_factor"]
    raise wrong_try(db, call, subject, data)


def wrong_try(
    db: sqlite3.Connection, call: Call, subject: str, data: dict[str, Any]
) -> ServiceError:
    """Count a wrong code against the user and against the Session, which takes three.

    Returns:
        What to raise.
    """
    session = call.request["Session"]
    attempt_limits.record_failure(db, subject, call.now)
    tries = data.get("tries", _TRIES) - 1
    if tries:
        cognito_sessions.change(db, session, data | {"tries": tries})
    else:
        cognito_sessions.use_up(db, session)
    return ServiceError("CodeMismatchException", "Invalid code or auth state for the user.")


def _hash(call: Call, code: str) -> str:
    return call.environment.keyed_hash("one-time password", code).hex()
