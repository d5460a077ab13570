"""Temporary passwords, which a user replaces at the first sign-in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import cognito_sessions, users
from user_pool.attributes import check_attributes, check_writable, missing
from user_pool.errors import invalid_parameter, not_authorized
from user_pool.password_policy import check_password
from user_pool.users import CONFIRMED, FORCE_CHANGE_PASSWORD, User

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"

_DAY = 86_400
_PREFIX = "userAttributes."


def assign(db: sqlite3.Connection, call: Call, user: User, password: str) -> User:
    """Give a stored user a temporary password.

    Returns:
        The user, who has to change it.
    """
    days = call.pool.password_policy.temporary_validity_days
    user = user.changed(
        call.now,
        status=FORCE_CHANGE_PASSWORD,
        verifier=call.verifier(user.username, password),
    )
    users.save(db, user)
    db.execute(
        "INSERT OR REPLACE INTO temporary_passwords VALUES (?, ?)",
        (user.sub, call.now + days * _DAY),
    )
    return user


def challenge(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Return the challenge for a new password, and for required attributes that are missing.

    Raises:
        ServiceError: `NotAuthorizedException` when the temporary password has expired.
    """
    row = db.execute("SELECT * FROM temporary_passwords WHERE sub = ?", (user.sub,)).fetchone()
    if row and row["expires_at"] <= call.now:
        raise not_authorized(
            "Temporary password has expired and must be reset by an administrator."
        )
    names = [f"{_PREFIX}{name}" for name in missing(call.pool, user.attributes)]
    return {
        "ChallengeName": NEW_PASSWORD_REQUIRED,
        "Session": cognito_sessions.issue(db, call, user, NEW_PASSWORD_REQUIRED),
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": user.username,
            "requiredAttributes": json.dumps(names),
            "userAttributes": json.dumps(dict(user.attributes)),
        },
    }


def replace(db: sqlite3.Connection, call: Call, user: User, responses: Mapping[str, str]) -> User:
    """Replace a temporary password with the user's own.

    The Session stays valid when a value is refused, so that the user can correct it.

    Args:
        db: A transaction.
        call: The call.
        user: The user.
        responses: `NEW_PASSWORD`, and attributes as `userAttributes.<name>`.

    Returns:
        The confirmed user.

    Raises:
        ServiceError: `InvalidPasswordException`, `InvalidParameterException` for an attribute that
            is missing or not valid, `NotAuthorizedException` for one that cannot be set, or
            `AliasExistsException` for an address of another user.
    """
    pool, password = call.pool, responses["NEW_PASSWORD"]
    given = {
        name.removeprefix(_PREFIX): value
        for name, value in responses.items()
        if name.startswith(_PREFIX)
    }
    for name in given:
        if user.attributes.get(name):
            raise not_authorized(f"Cannot modify an already provided {name}")
    check_writable(pool, call.client, given)
    check_attributes(pool, given)
    attributes = {**user.attributes, **given}
    if names := missing(pool, attributes):
        raise invalid_parameter(f"Invalid attributes given, {', '.join(names)} is missing")
    check_password(pool.password_policy, password, "Password does not conform to policy")
    flags = {f"{name}_verified": "false" for name in ("email", "phone_number") if name in given}
    user = user.changed(
        call.now,
        status=CONFIRMED,
        attributes=attributes | flags,
        verifier=call.verifier(user.username, password),
    )
    users.save_with_names(db, pool, user)
    db.execute("DELETE FROM temporary_passwords WHERE sub = ?", (user.sub,))
    return user
