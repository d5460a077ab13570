"""First factors: the choices of `USER_AUTH`, one of which each older flow uses.

A factor is a function that takes a call, its parameters and the username, and returns the answer:
the tokens, or the next challenge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, one_time_passwords, sign_in, unknown_users, web_authn
from user_pool.delivery import Delivery
from user_pool.errors import invalid_parameter, wrong_password
from user_pool.one_time_passwords import ATTRIBUTES, Question
from user_pool.sign_in import Parameters, required
from user_pool.srp_server import Handshake, N
from user_pool.web_authn import WEB_AUTHN

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.users import User

_HEXADECIMAL = re.compile("[0-9A-Fa-f]+")

Factor = Callable[["Call", Parameters, str], dict[str, Any]]


def password(call: Call, parameters: Parameters, username: str) -> dict[str, Any]:
    """Sign in by password. A user without one costs as much time as a user with another.

    Raises:
        ServiceError: As `record_password_attempt` and `complete_first_factor`.
    """
    given = required(parameters, "PASSWORD")
    with call.store.read() as db:
        user = sign_in.find(db, call, username)
    verifier = (user and user.verifier) or unknown_users.verifier(call, username)
    user_id = user.username if user else unknown_users.user_id(call, username)
    right = verifier.matches(call.pool.id, user_id, given)
    with call.store.write() as db:
        user = sign_in.record_password_attempt(db, call, username, user, right=right)
        return sign_in.complete_first_factor(db, call, user)


def password_srp(call: Call, parameters: Parameters, username: str) -> dict[str, Any]:
    """Start an SRP sign-in: return the PASSWORD_VERIFIER challenge."""
    a_public = _hexadecimal(required(parameters, "SRP_A"))
    with call.store.write() as db:
        user = sign_in.find(db, call, username)
        verifier = (user and user.verifier) or unknown_users.verifier(call, username)
        user_id = user.username if user else unknown_users.user_id(call, username)
        b = int.from_bytes(call.environment.token_bytes(32))
        handshake = Handshake(verifier, a_public, b)
        data = {"a_public": f"{a_public:x}", "b": f"{b:x}"}
        # Clients of USER_SRP_AUTH return the secret block and no Session, so it is the Session.
        session = cognito_sessions.issue(db, call, user, "PASSWORD_VERIFIER", data)
    return {
        "ChallengeName": "PASSWORD_VERIFIER",
        "Session": session,
        "ChallengeParameters": {
            "SALT": verifier.salt.hex(),
            "SRP_B": f"{handshake.b_public:x}",
            "SECRET_BLOCK": session,
            "USERNAME": user_id,
            "USER_ID_FOR_SRP": user_id,
        },
    }


def _one_time_password(name: str) -> Factor:
    def factor(call: Call, _parameters: Parameters, username: str) -> dict[str, Any]:
        with call.store.write() as db:
            user = sign_in.find(db, call, username)
            delivery = _delivery(call, user, username, ATTRIBUTES[name])
            if delivery is None:
                raise wrong_password()
            return one_time_passwords.ask(db, call, Question(name, user, delivery))

    return factor


def passkey(call: Call, _parameters: Parameters, username: str) -> dict[str, Any]:
    """Start a sign-in by passkey: return the WEB_AUTHN challenge."""
    with call.store.write() as db:
        user = sign_in.find_again(db, call, username)
        challenge = web_authn.new_challenge(call)
        options = web_authn.request_options(db, call.pool, user, challenge)
        session = cognito_sessions.issue(db, call, user, WEB_AUTHN, {"challenge": challenge})
    return {
        "ChallengeName": WEB_AUTHN,
        "Session": session,
        "ChallengeParameters": {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options)},
    }


FACTORS: dict[str, Factor] = {
    "PASSWORD": password,
    "PASSWORD_SRP": password_srp,
    "EMAIL_OTP": _one_time_password("EMAIL_OTP"),
    "SMS_OTP": _one_time_password("SMS_OTP"),
    WEB_AUTHN: passkey,
}


def available(db: sqlite3.Connection, call: Call, user: User | None, username: str) -> list[str]:
    """Return the factors that a user, or a simulated user, can sign in with.

    A simulated user has no passkey, because only users who registered one have it.
    """
    allowed = call.pool.first_factors
    names = []
    if "PASSWORD" in allowed and (user is None or user.verifier):
        names += ["PASSWORD", "PASSWORD_SRP"]
    names += [
        name
        for name in ("EMAIL_OTP", "SMS_OTP")
        if name in allowed and _delivery(call, user, username, ATTRIBUTES[name])
    ]
    if WEB_AUTHN in allowed and user and web_authn.has(db, call.pool, user):
        names.append(WEB_AUTHN)
    return names


def select(db: sqlite3.Connection, call: Call, user: User | None, username: str) -> dict[str, Any]:
    """Return the SELECT_CHALLENGE challenge, which asks for the factor.

    Raises:
        ServiceError: `NotAuthorizedException` when there is nothing to choose.
    """
    names = available(db, call, user, username)
    if not names:
        raise wrong_password()
    return {
        "ChallengeName": "SELECT_CHALLENGE",
        "Session": cognito_sessions.issue(db, call, user, "SELECT_CHALLENGE"),
        "AvailableChallenges": names,
        "ChallengeParameters": {},
    }


def _delivery(call: Call, user: User | None, username: str, attribute: str) -> Delivery | None:
    if user is None:
        return unknown_users.delivery(call, username, (attribute,))
    if user.attributes.get(f"{attribute}_verified") != "true":
        return None
    return Delivery(attribute, user.attributes[attribute])


def _hexadecimal(text: str) -> int:
    number = int(text, 16) if _HEXADECIMAL.fullmatch(text) else 0
    if number % N == 0:
        # It would make the shared secret zero for every password.
        raise invalid_parameter("SRP_A is not a hexadecimal number that SRP can work with.")
    return number
