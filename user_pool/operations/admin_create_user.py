"""AdminCreateUser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import temporary_passwords, triggers, users
from user_pool.delivery import Delivery
from user_pool.errors import ServiceError, no_such_user
from user_pool.messages import invitation_message
from user_pool.password_policy import check_password, generate_password
from user_pool.registration import has_passwordless_sign_in, invited_user
from user_pool.registry import operation
from user_pool.users import CONFIRMED, FORCE_CHANGE_PASSWORD, User

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call

_MEDIUMS = {"SMS": "phone_number", "EMAIL": "email"}


@operation("AdminCreateUser")
def admin_create_user(call: Call) -> dict[str, Any]:
    """Create a user with a temporary password, or send one again."""
    action = call.request.get("MessageAction")
    password = _password(call)
    if action == "RESEND":
        return {"User": _invite_again(call, password).description()}
    user = invited_user(call)
    decision = triggers.pre_sign_up(call, user, "AdminCreateUser")
    user = decision.verify(user)
    with call.store.write() as db:
        user = _add(db, call, user)
        if password is None:
            user = user.changed(call.now, status=CONFIRMED)
            users.save(db, user)
        else:
            user = temporary_passwords.assign(db, call, user, password)
        if action != "SUPPRESS":
            _send(db, call, user, password)
    return {"User": user.description()}


def _add(db: sqlite3.Connection, call: Call, user: User) -> User:
    if call.request.get("ForceAliasCreation"):
        for attribute in ("email", "phone_number"):
            if user.attributes.get(f"{attribute}_verified") == "true":
                users.release_alias(db, call.pool, user, attribute)
    try:
        users.add(db, call.pool, user)
    except ServiceError as error:
        if error.name != "UsernameExistsException":
            raise
        raise ServiceError(error.name, "User account already exists") from None
    return user


def _invite_again(call: Call, password: str | None) -> User:
    with call.store.write() as db:
        user = users.find(db, call.pool, call.request["Username"])
        if user is None:
            raise no_such_user()
        if user.status != FORCE_CHANGE_PASSWORD:
            raise ServiceError(
                "UnsupportedUserStateException",
                f"Resend not possible. User status is not {FORCE_CHANGE_PASSWORD}",
            )
        # A user who has a temporary password gets another one.
        password = password or _generated(call)
        user = temporary_passwords.assign(db, call, user, password)
        _send(db, call, user, password)
        return user


def _password(call: Call) -> str | None:
    """Return the temporary password, or None for a user who needs none."""
    policy = call.pool.password_policy
    if given := call.request.get("TemporaryPassword"):
        check_password(policy, given, "Password did not conform with password policy")
        return str(given)
    return None if has_passwordless_sign_in(call.pool) else _generated(call)


def _generated(call: Call) -> str:
    return generate_password(call.pool.password_policy, call.environment.token_bytes)


def _send(db: sqlite3.Connection, call: Call, user: User, password: str | None) -> None:
    """Send the invitation by each requested medium, or else by text message or email."""
    username = call.request["Username"]
    has_phone = bool(user.attributes.get("phone_number"))
    default = ["SMS"] if has_phone else ["EMAIL"]
    for medium in call.request.get("DesiredDeliveryMediums", default):
        attribute = _MEDIUMS[medium]
        if address := user.attributes.get(attribute):
            delivery = Delivery(attribute, address)
            call.send(db, invitation_message(call, user, delivery, username, password))
