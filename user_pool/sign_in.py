"""What every way of signing in has in common: the password, the user's status, the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import limits, simulation, tokens, users
from user_pool.errors import (
    ServiceError,
    invalid_parameter,
    no_such_user,
    not_authorized,
    wrong_password,
)
from user_pool.srp import Verifier
from user_pool.users import RESET_REQUIRED, UNCONFIRMED, User

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call


def parameter(call: Call, name: str) -> str:
    """A required member of `AuthParameters`.

    Raises:
        ServiceError: `InvalidParameterException` when it is missing.
    """
    value: str | None = call.request.get("AuthParameters", {}).get(name)
    if value is None:
        raise invalid_parameter(f"Missing required parameter {name}")
    return value


def check_password(call: Call, username: str, password: str) -> User:
    """The user whose password this is; whoever has none costs as much as who has another.

    Raises:
        ServiceError: `NotAuthorizedException` for a wrong password or after too many; where the
            client may know, `UserNotFoundException`.
    """
    with call.store.read() as db:
        user = users.find(db, call.pool, username)
    user_id = user.username if user else simulation.sub(call, username)
    salt = call.simulated("salt", username)[:16]
    verifier = user.verifier if user and user.verifier else Verifier(salt, b"")
    right = verifier.matches(call.pool.id, user_id, password)
    subject = user.sub if user else f"{call.pool.id}/{call.pool.key(username)}"
    with call.store.write() as db:
        limits.check_lockout(db, subject, call.now)
        if user is None and not call.client.hide_users:
            raise no_such_user()
        # Read again, for the password may have been changed while it was checked.
        if user is None or not right or users.by_sub(db, user.sub) != user:
            limits.record_failure(db, subject, call.now)
            raise wrong_password()
        limits.forget_failures(db, subject)
    return user


def finish(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """End a sign-in whose factor was right.

    Returns:
        The members of the answer: the tokens.

    Raises:
        ServiceError: As `check_status`.
    """
    check_status(user)
    return {
        "ChallengeParameters": {},
        "AuthenticationResult": tokens.sign_in(db, call, user),
    }


def check_status(user: User) -> None:
    """Check that a user may sign in.

    Raises:
        ServiceError: When the user is disabled, unconfirmed or has to choose a new password.
    """
    if not user.enabled:
        raise not_authorized("User is disabled.")
    if user.status == UNCONFIRMED:
        raise ServiceError("UserNotConfirmedException", "User is not confirmed.")
    if user.status == RESET_REQUIRED:
        raise ServiceError("PasswordResetRequiredException", "Password reset required for the user")
