"""Deletion of the signed-in user's account, even if the pool's response is lost."""

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
from signup.session.current_session import wait_for_session
from signup.session.current_user import forget_deleted_user

DELETED = "account_deleted"
"""The session key of an account that this browser has deleted."""

PARALLEL_SECONDS = 2
"""The longest wait in seconds for another request of the same browser."""


def delete(auth: Auth, tokens: Tokens) -> bool:
    """Delete an account, once, even if the button is pressed twice.

    Args:
        auth: The pool.
        tokens: The user's tokens.

    Returns:
        Whether it is known to be deleted. Otherwise the pool did not answer.

    Raises:
        NotAuthorizedException: The tokens have ended for another reason.
        AuthError: The account still exists.
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
    """Sign this browser out, and store that the account is deleted."""
    forget_deleted_user()
    session[DELETED] = True


def is_done() -> bool:
    """Return whether this browser has deleted its account."""
    return stored_values.load(DELETED, bool) or False


def _is_there(auth: Auth, tokens: Tokens) -> bool | None:
    """Return whether an account exists, or None if unknown."""
    try:
        amplify_auth.fetch_user_attributes(auth, tokens)
    except (NotAuthorizedException, UserNotFoundException):
        return False
    except AuthError:
        return None
    return True
