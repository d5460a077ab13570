"""Deletion of the signed-in user's account, whose answer is true whatever becomes of the pool's."""

from flask import session

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    NotAuthorizedException,
    Tokens,
    UserNotFoundException,
)
from signup.session import stored_values
from signup.session.current_user import forget_deleted_user
from signup.session.interface import wait_for_session

DELETED = "account_deleted"
"""The session's key for an account that this browser has deleted."""

PARALLEL_SECONDS = 2
"""The longest wait for another request of the same browser that was first at the pool."""


def delete(auth: Auth, tokens: Tokens) -> bool:
    """Delete an account, once, however often the button is pressed.

    Args:
        auth: The pool.
        tokens: The user's tokens.

    Returns:
        Whether it is known to be gone. Otherwise the pool can't be asked.

    Raises:
        NotAuthorizedException: The tokens have ended, and not with the account.
        AuthError: The account is still there.
    """
    try:
        amplify_auth.delete_user(auth, tokens)
    except UserNotFoundException:
        return True
    except NotAuthorizedException:
        wait_for_session(is_done, PARALLEL_SECONDS)
        if not is_done():
            raise
    except AuthError:
        is_there = _is_there(auth, tokens)
        if is_there:
            raise
        return is_there is not None
    return True


def finish() -> None:
    """Sign this browser out of the account, and remember that it is gone."""
    forget_deleted_user()
    session[DELETED] = True


def is_done() -> bool:
    """Return whether this browser has deleted its account."""
    return stored_values.load(DELETED, bool) or False


def _is_there(auth: Auth, tokens: Tokens) -> bool | None:
    """Return whether an account is there, or None where that cannot be told."""
    try:
        amplify_auth.fetch_user_attributes(auth, tokens)
    except (NotAuthorizedException, UserNotFoundException):
        return False
    except AuthError:
        return None
    return True
