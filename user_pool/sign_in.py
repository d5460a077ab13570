"""Steps that all ways of signing in share: parameters, failed attempts, status and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from user_pool import attempt_limits, second_factors, temporary_passwords, tokens, users
from user_pool.errors import (
    ServiceError,
    invalid_parameter,
    no_such_user,
    not_authorized,
    wrong_password,
)
from user_pool.users import FORCE_CHANGE_PASSWORD, UNCONFIRMED, User

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call

Parameters = Mapping[str, str]
"""`AuthParameters` or `ChallengeResponses`."""


def required(parameters: Parameters, name: str) -> str:
    """Return a required parameter.

    Raises:
        ServiceError: `InvalidParameterException` when it is missing.
    """
    if name not in parameters:
        raise invalid_parameter(f"Missing required parameter {name}")
    return parameters[name]


def find(db: sqlite3.Connection, call: Call, username: str) -> User | None:
    """Find the user who signs in. Returns None for an unknown user whom the client hides.

    Raises:
        ServiceError: `UserNotFoundException` without `PreventUserExistenceErrors`.
    """
    user = users.find(db, call.pool, username)
    if user is None and not call.client.hide_users:
        raise no_such_user()
    return user


def find_again(db: sqlite3.Connection, call: Call, username: str) -> User:
    """Find the user who continues a sign-in.

    Raises:
        ServiceError: `NotAuthorizedException` when there is none.
    """
    user = users.find(db, call.pool, username)
    if user is None:
        raise not_authorized("Invalid session for the user.")
    return user


def record_password_attempt(
    db: sqlite3.Connection, call: Call, username: str, user: User | None, *, right: bool
) -> User:
    """Count a wrong password, or forget wrong ones after a right one.

    Args:
        db: A transaction.
        call: The call with the password.
        username: The username as sent.
        user: The user whose password was checked, or None for an unknown user.
        right: Whether the password was right.

    Raises:
        ServiceError: `NotAuthorizedException` for a wrong password, or while the user is locked.
    """
    subject = call.subject(user, username)
    attempt_limits.check_lockout(db, subject, call.now)
    # Read again, because the password may have changed while it was checked.
    current = users.by_sub(db, user.sub) if user and right else None
    if user is None or current is None or current.verifier != user.verifier:
        attempt_limits.record_failure(db, subject, call.now)
        raise wrong_password()
    attempt_limits.forget_failures(db, subject)
    return current


def check_status(user: User) -> None:
    """Check that a user may sign in.

    Raises:
        ServiceError: When the user is disabled or unconfirmed.
    """
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.status == UNCONFIRMED:
        raise ServiceError("UserNotConfirmedException", "User is not confirmed.")


def complete_first_factor(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Continue after the first factor.

    Returns:
        The members of the answer: the tokens, or the challenge for a new password or a second
        factor.

    Raises:
        ServiceError: As for `check_status`, and `NotAuthorizedException` when a temporary password
            has expired or the user has no second factor.
    """
    check_status(user)
    if user.status == FORCE_CHANGE_PASSWORD:
        return temporary_passwords.challenge(db, call, user)
    return second_factors.challenge(db, call, user) or complete(db, call, user)


def complete(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Return the answer that completes a sign-in."""
    return {
        "ChallengeParameters": {},
        "AuthenticationResult": tokens.sign_in(db, call, user),
    }
