"""One-time passwords by mail and text message, as first factor (`USER_AUTH`) or second (MFA).

Unlike the codes of a sign-up, they belong to the Session of one challenge.
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
"""Attribute that holds the address for the code of a challenge."""

_TRIES = 3
"""Wrong codes that a Session allows."""


@dataclass(frozen=True, slots=True)
class Question:
    """Challenge for a code.

    Attributes:
        challenge: `EMAIL_OTP`, `SMS_OTP` or `SMS_MFA`.
        user: The user, or None for a simulated user, to whom nothing is sent.
        delivery: The address for the code.
        second_factor: Whether the user has passed a first factor.
        new_email: The address that a right code proves, or None where the user has it already.
    """

    challenge: str
    user: User | None
    delivery: Delivery
    second_factor: bool = False
    new_email: str | None = None


def ask(db: sqlite3.Connection, call: Call, question: Question) -> dict[str, Any]:
    """Send a code and return the challenge for it.

    Returns:
        The members of the answer.
    """
    code, delivery = codes.six_digits(call), question.delivery
    if user := question.user:
        new_address = question.new_email is not None
        message = authentication_message(call, user, delivery, code, new_address=new_address)
        call.send(db, message)
    data = {
        "hash": _hash(call, code),
        "second_factor": question.second_factor,
        "new_email": question.new_email,
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
) -> tuple[User, dict[str, Any]]:
    """Check the code that a challenge asked for.

    Returns:
        The user, and the data of the Session: `second_factor` and `new_email` of the question.

    Raises:
        ServiceError: `CodeMismatchException` for a wrong code, `NotAuthorizedException` for a
            Session that is not valid or has had too many wrong codes.
    """
    session = call.request.get("Session", "")
    subject = call.subject(user, call.request["ChallengeResponses"]["USERNAME"])
    attempt_limits.check_lockout(db, subject, call.now)
    data = cognito_sessions.find(db, call, session, user, challenge)
    if user and hmac.compare_digest(data["hash"], _hash(call, code)):
        cognito_sessions.consume(db, session)
        return user, data
    raise wrong_try(db, call, subject, data)


def wrong_try(
    db: sqlite3.Connection, call: Call, subject: str, data: dict[str, Any]
) -> ServiceError:
    """Count a wrong code against the user and the Session, which allows three.

    Returns:
        The error to raise.
    """
    session = call.request["Session"]
    attempt_limits.record_failure(db, subject, call.now)
    tries = data.get("tries", _TRIES) - 1
    if tries:
        cognito_sessions.change(db, session, data | {"tries": tries})
    else:
        cognito_sessions.consume(db, session)
    return ServiceError("CodeMismatchException", "Invalid code or auth state for the user.")


def _hash(call: Call, code: str) -> str:
    return call.environment.keyed_hash("one-time password", code).hex()
