"""New users from a sign-up or an administrator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from user_pool.attributes import check_attributes, check_new_attributes, check_username
from user_pool.errors import invalid_parameter
from user_pool.users import FORCE_CHANGE_PASSWORD, UNCONFIRMED, User

if TYPE_CHECKING:
    from user_pool.context import Call
    from user_pool.settings import UserPool


def signed_up_user(call: Call) -> User:
    """Return the user whom a `SignUp` requests, without a password.

    Raises:
        ServiceError: The username or an attribute is not valid.
    """
    user = _user(call, UNCONFIRMED)
    check_new_attributes(call.pool, call.client, user.attributes)
    return _with_flags(user)


def invited_user(call: Call) -> User:
    """Return the user whom an `AdminCreateUser` requests, without a password.

    An administrator may mark addresses as verified and leave required attributes out.

    Raises:
        ServiceError: The username or an attribute is not valid.
    """
    user = _user(call, FORCE_CHANGE_PASSWORD)
    if "sub" in user.attributes:
        raise invalid_parameter("sub cannot be set.")
    check_attributes(call.pool, user.attributes)
    return _with_flags(user)


def has_passwordless_sign_in(pool: UserPool) -> bool:
    """Return whether users of a pool need no password."""
    return not {"EMAIL_OTP", "SMS_OTP"}.isdisjoint(pool.first_factors)


def _user(call: Call, status: str) -> User:
    request, pool = call.request, call.pool
    username = request["Username"]
    attributes = {item["Name"]: item.get("Value", "") for item in request.get("UserAttributes", ())}
    sub = call.environment.new_uuid()
    if attribute := check_username(pool, username):
        if pool.key(attributes.setdefault(attribute, username)) != pool.key(username):
            raise invalid_parameter(f"Attribute {attribute} differs from the username.")
        username = sub
    return User(
        sub=sub,
        user_pool_id=pool.id,
        username=username,
        status=status,
        enabled=True,
        attributes=attributes,
        verifier=None,
        created_at=call.now,
        modified_at=call.now,
    )


def _with_flags(user: User) -> User:
    addresses = [name for name in ("email", "phone_number") if name in user.attributes]
    flags = {f"{name}_verified": "false" for name in addresses}
    return replace(user, attributes={**flags, **user.attributes})
