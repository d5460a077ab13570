"""Second factors: which of them a user has, and the challenges for them.

A user with an enabled factor is asked for it unless MFA is off in the pool. Where MFA is required,
every factor that a user has counts as enabled until the user turns it off.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, software_tokens, users
from user_pool.attributes import check_attributes
from user_pool.delivery import Delivery
from user_pool.errors import invalid_parameter, not_authorized
from user_pool.one_time_passwords import ATTRIBUTES, Question, ask
from user_pool.software_tokens import SOFTWARE_TOKEN_MFA

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.settings import UserPool
    from user_pool.users import User

MFA_SETUP = "MFA_SETUP"
MFA_REQUIRED = "ON"
MFA_OFF = "OFF"

_EMAIL_OTP = "EMAIL_OTP"
_SETTINGS = {
    "SMSMfaSettings": "SMS_MFA",
    "SoftwareTokenMfaSettings": SOFTWARE_TOKEN_MFA,
    "EmailMfaSettings": _EMAIL_OTP,
}
"""Members of `SetUserMFAPreference`, and the factors they stand for."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A user's choice about one factor."""

    enabled: bool
    preferred: bool = False


def challenge(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any] | None:
    """Return the challenge for a second factor, for a choice of one, or to set one up.

    Returns:
        The members of the answer, or None when the user needs no second factor.

    Raises:
        ServiceError: `NotAuthorizedException` when the user needs one and can set up none.
    """
    pool = call.pool
    names = enabled(db, pool, user)
    preferred = _preferred(db, user)
    if preferred in names:
        return challenge_for(db, call, preferred, user)
    if len(names) == 1:
        return challenge_for(db, call, names[0], user)
    if names:
        return _selection(db, call, user, "SELECT_MFA_TYPE", {"MFAS_CAN_CHOOSE": names})
    if pool.mfa != MFA_REQUIRED:
        return None
    if new := can_set_up(pool, user):
        return _selection(db, call, user, MFA_SETUP, {"MFAS_CAN_SETUP": new})
    raise not_authorized("User has no MFA factor.")


def challenge_for(db: sqlite3.Connection, call: Call, name: str, user: User) -> dict[str, Any]:
    """Return the challenge for one second factor.

    Raises:
        ServiceError: `InvalidParameterException` when the user does not have it.
    """
    if name not in enabled(db, call.pool, user):
        raise invalid_parameter(f"{name} is not among the user's MFA factors.")
    if name == SOFTWARE_TOKEN_MFA:
        return software_tokens.ask(db, call, user)
    attribute = ATTRIBUTES[name]
    delivery = Delivery(attribute, user.attributes[attribute])
    return ask(db, call, Question(name, user, delivery, second_factor=True))


def can_set_up(pool: UserPool, user: User) -> list[str]:
    """Return the factors that a user without any can set up while signing in."""
    return [
        name
        for name in pool.mfa_methods
        if name == SOFTWARE_TOKEN_MFA or (name == _EMAIL_OTP and not user.attributes.get("email"))
    ]


def set_up_email(
    db: sqlite3.Connection, call: Call, user: User, session: str, address: str
) -> dict[str, Any]:
    """Return the challenge for a code to the address that a user sets up as second factor.

    The Session stays valid when the address is refused, so that the user can correct it.

    Raises:
        ServiceError: `NotAuthorizedException` for an invalid Session, `InvalidParameterException`
            for an address that is not valid or a pool without the factor, or
            `AliasExistsException` for the address of another user.
    """
    cognito_sessions.find(db, call, session, user, MFA_SETUP)
    if _EMAIL_OTP not in can_set_up(call.pool, user):
        raise invalid_parameter(f"{_EMAIL_OTP} is not configured for this user pool.")
    check_attributes(call.pool, {"email": address})
    users.check_names(db, call.pool, _with_email(user, address, call.now))
    cognito_sessions.consume(db, session)
    delivery = Delivery("email", address)
    question = Question(_EMAIL_OTP, user, delivery, second_factor=True, new_email=address)
    return ask(db, call, question)


def save_email(db: sqlite3.Connection, call: Call, user: User, address: str) -> User:
    """Store a proved address as the user's.

    Raises:
        ServiceError: `AliasExistsException` for the address of another user.
    """
    user = _with_email(user, address, call.now)
    users.save_with_names(db, call.pool, user)
    return user


def _with_email(user: User, address: str, now: float) -> User:
    changes = {"email": address, "email_verified": "true"}
    return user.changed(now, attributes={**user.attributes, **changes})


def enabled(db: sqlite3.Connection, pool: UserPool, user: User) -> list[str]:
    """Return the second factors that a sign-in asks for, in the pool's order."""
    return _enabled(db, pool, user, _choices(db, user))


def description(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Return the members of GetUser that describe a user's second factors."""
    names = enabled(db, call.pool, user)
    preferred = _preferred(db, user)
    return {
        **({"PreferredMfaSetting": preferred} if preferred in names else {}),
        **({"UserMFASettingList": names} if names else {}),
    }


def set_preferences(
    db: sqlite3.Connection, call: Call, user: User, settings: Mapping[str, Mapping[str, bool]]
) -> None:
    """Turn a user's second factors on or off, and choose the preferred one.

    Args:
        db: A transaction.
        call: The call.
        user: The user.
        settings: Members of `SetUserMFAPreference`.

    Raises:
        ServiceError: `InvalidParameterException` for a factor that the user or the pool does not
            have, for several preferred ones, and for none where MFA is required.
    """
    pool = call.pool
    changes = {
        name: _Choice(given.get("Enabled", False), given.get("PreferredMfa", False))
        for member, name in _SETTINGS.items()
        if (given := settings.get(member)) is not None
    }
    for name, choice in changes.items():
        if choice.enabled:
            _check_usable(db, pool, user, name)
        elif choice.preferred:
            raise invalid_parameter("A preferred MFA factor has to be enabled.")
    preferred = [name for name, choice in changes.items() if choice.preferred]
    if len(preferred) > 1:
        raise invalid_parameter("Only one MFA factor can be preferred.")
    choices = _choices(db, user) | changes
    had = enabled(db, pool, user)
    if pool.mfa == MFA_REQUIRED and had and not _enabled(db, pool, user, choices):
        raise invalid_parameter("MFA is required, so one factor has to stay enabled.")
    if preferred:
        db.execute("UPDATE mfa_preferences SET preferred = 0 WHERE sub = ?", (user.sub,))
    db.executemany(
        "INSERT OR REPLACE INTO mfa_preferences VALUES (?, ?, ?, ?)",
        [(user.sub, name, choice.enabled, choice.preferred) for name, choice in changes.items()],
    )


def _enabled(
    db: sqlite3.Connection, pool: UserPool, user: User, choices: Mapping[str, _Choice]
) -> list[str]:
    if pool.mfa == MFA_OFF:
        return []
    default = _Choice(enabled=pool.mfa == MFA_REQUIRED)
    return [
        name
        for name in pool.mfa_methods
        if _has(db, user, name) and choices.get(name, default).enabled
    ]


def _check_usable(db: sqlite3.Connection, pool: UserPool, user: User, name: str) -> None:
    if name not in pool.mfa_methods:
        raise invalid_parameter(f"{name} is not configured for this user pool.")
    if _has(db, user, name):
        return
    if name == SOFTWARE_TOKEN_MFA:
        raise invalid_parameter("User has not verified software token mfa")
    raise invalid_parameter(f"User does not have delivery config set to turn on {name}")


def _has(db: sqlite3.Connection, user: User, name: str) -> bool:
    if name == SOFTWARE_TOKEN_MFA:
        return software_tokens.has(db, user)
    return bool(user.attributes.get(ATTRIBUTES[name]))


def _choices(db: sqlite3.Connection, user: User) -> dict[str, _Choice]:
    rows = db.execute("SELECT * FROM mfa_preferences WHERE sub = ?", (user.sub,))
    return {row["factor"]: _Choice(bool(row["enabled"]), bool(row["preferred"])) for row in rows}


def _preferred(db: sqlite3.Connection, user: User) -> str:
    choices = _choices(db, user).items()
    return next((name for name, choice in choices if choice.preferred), "")


def _selection(
    db: sqlite3.Connection, call: Call, user: User, step: str, names: dict[str, list[str]]
) -> dict[str, Any]:
    return {
        "ChallengeName": step,
        "Session": cognito_sessions.issue(db, call, user, step),
        "ChallengeParameters": {key: json.dumps(value) for key, value in names.items()},
    }
