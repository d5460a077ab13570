"""Verification links, which lead to a page with a button.

Opening a link must change nothing, because mail scanners open links too. The link leads to a page
whose button posts the token.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from user_pool import attempt_limits, codes, triggers, users, verification
from user_pool.delivery import Delivery
from user_pool.errors import ServiceError, no_live_code

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call
    from user_pool.users import User


@dataclass(frozen=True, slots=True)
class ConfirmationLink:
    """State of a verification link.

    Attributes:
        is_live: Whether the link can still confirm a user.
        destination: The masked address that it verifies, or None for a link that is not live.
    """

    is_live: bool
    destination: str | None = None


def look_up(call: Call, token: str) -> ConfirmationLink:
    """Look up a link without using it."""
    try:
        with call.store.read() as db:
            user, secret = _read(db, token)
            attribute = codes.check(db, call, user.sub, codes.SIGN_UP, secret)
    except ServiceError:
        return ConfirmationLink(is_live=False)
    destination = Delivery(attribute, user.attributes[attribute]).details()["Destination"]
    return ConfirmationLink(is_live=True, destination=destination)


def confirm(call: Call, token: str) -> None:
    """Confirm the user to whom the link was sent.

    Raises:
        ServiceError: As for ConfirmSignUp.
    """
    with call.store.write() as db:
        user, secret = _read(db, token)
        call = replace(call, request={"UserPoolId": user.user_pool_id})
        attempt_limits.CONFIRM_SIGN_UP.count(db, user.sub, call.now)
        user = verification.confirm(db, call, user, secret)
    triggers.post_confirmation(call, user)


def _read(db: sqlite3.Connection, token: str) -> tuple[User, str]:
    sub, _, secret = token.partition(".")
    user = users.by_sub(db, sub)
    if user is None:
        raise no_live_code()
    return user, secret
