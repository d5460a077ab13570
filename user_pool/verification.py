"""Verification of an address at sign-up, by code or link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool import codes, users
from user_pool.codes import Code
from user_pool.errors import not_authorized
from user_pool.messages import code_message, link_message
from user_pool.users import CONFIRMED, UNCONFIRMED, User

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.delivery import Delivery

LINK_PATH = "/confirmUser"
"""Path of verification links, the same as in Cognito's own."""


def send(db: sqlite3.Connection, call: Call, user: User, delivery: Delivery, occasion: str) -> None:
    """Send a new user the code, or the link in a pool whose mail carries one.

    Args:
        db: A transaction.
        call: The call.
        user: The user.
        delivery: The user's address.
        occasion: `SignUp` or `ResendCode`.
    """
    pool = call.pool
    if not (pool.verify_by_link and delivery.medium == "EMAIL"):
        send_code(db, call, user, delivery, occasion)
        return
    secret = codes.link_secret(call)
    base_url = pool.link_base_url or call.environment.link_base_url()
    link = f"{base_url.rstrip('/')}{LINK_PATH}?token={user.sub}.{secret}"
    codes.save(db, call, Code(user.sub, codes.SIGN_UP, delivery.attribute, secret))
    call.send(db, link_message(call, user, delivery, link, occasion))


def send_code(
    db: sqlite3.Connection, call: Call, user: User, delivery: Delivery, occasion: str
) -> None:
    """Send a user a code. It replaces the earlier one for the same purpose.

    Args:
        db: A transaction.
        call: The call.
        user: The user.
        delivery: The user's address.
        occasion: A key of `codes.PURPOSES`.
    """
    code = codes.six_digits(call)
    codes.save(db, call, Code(user.sub, codes.PURPOSES[occasion], delivery.attribute, code))
    call.send(db, code_message(call, user, delivery, code, occasion))


def confirm(
    db: sqlite3.Connection, call: Call, user: User, code: str, *, force: bool = False
) -> User:
    """Confirm a user with the code or the link's secret.

    Args:
        db: A transaction.
        call: The call that brought the code.
        user: The user.
        code: The code.
        force: Take the alias from the user who has it.

    Returns:
        The user, confirmed and with a verified address.

    Raises:
        ServiceError: When the user is already confirmed, the code is wrong, or another user has the
            alias.
    """
    if user.status != UNCONFIRMED:
        raise not_authorized(f"User cannot be confirmed. Current status is {user.status}")
    attribute = codes.check(db, call, user.sub, codes.SIGN_UP, code)
    confirmed = user.changed(
        call.now,
        status=CONFIRMED,
        attributes={**user.attributes, f"{attribute}_verified": "true"},
    )
    users.activate_alias(db, call.pool, confirmed, attribute, force=force)
    codes.consume(db, user.sub, codes.SIGN_UP)
    users.save(db, confirmed)
    return confirmed
