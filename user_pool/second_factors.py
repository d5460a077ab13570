"""Second factors: which a user has, which is asked for, and setting one up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, software_tokens
from user_pool.delivery import Delivery
from user_pool.errors import invalid_parameter, not_authorized
from user_pool.one_time_passwords import ATTRIBUTES, Question, ask
from user_pool.software_tokens import SOFTWARE_TOKEN_MFA

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.users import User

MFA_SETUP = "MFA_SETUP"


def ask_for_one(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Ask for the second factor; or for which one, where there is a choice; or to set one up.

    Raises:
        ServiceError: `NotAuthorizedException` when the user has none and can set up none.
    """
    names = [name for name in call.pool.mfa_methods if _has(db, user, name)]
    if len(names) == 1:
        return ask_for(db, call, names[0], user)
    if names:
        return _choice(db, call, user, "SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": names})
    if SOFTWARE_TOKEN_MFA not in call.pool.mfa_methods:
        raise not_authorized("User has no MFA factor.")
    return _choice(db, call, user, MFA_SETUP, {"MFAS_CAN_SETUP": [SOFTWARE_TOKEN_MFA]})


def ask_for(db: sqlite3.Connection, call: Call, name: str, user: User) -> dict[str, Any]:
    """Ask for this second factor.

    Raises:
        ServiceError: `InvalidParameterException` when the user does not have it.
    """
    if name not in call.pool.mfa_methods or not _has(db, user, name):
        raise invalid_parameter(f"{name} is not among the user's MFA factors.")
    if name == SOFTWARE_TOKEN_MFA:
        return software_tokens.ask(db, call, user)
    attribute = ATTRIBUTES[name]
    delivery = Delivery(attribute, user.attributes[attribute])
    return ask(db, call, Question(name, user, delivery, second_factor=True))


def _has(db: sqlite3.Connection, user: User, name: str) -> bool:
    if name == SOFTWARE_TOKEN_MFA:
        return software_tokens.has(db, user)
    return bool(user.attributes.get(ATTRIBUTES[name]))


def _choice(
    db: sqlite3.Connection, call: Call, user: User, challenge: str, names: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "ChallengeName": challenge,
        "Session": cognito_sessions.issue(db, call, user, challenge),
        "ChallengeParameters": {key: json.dumps(value) for key, value in names.items()},
    }
