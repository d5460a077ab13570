"""The session of the current request, and data that is sealed with its key."""

import json
import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar, cast

from flask import current_app, session

from amplify_auth import NetworkError
from signup.session import stored_values
from signup.session.encryption import derive, seal_for
from signup.session.interface import CSRF_KEY, EncryptedSession, EncryptedSessionInterface

T = TypeVar("T")

POLL_SECONDS = 0.1
WAITING_AT_ONCE = 4
"""Requests of one process that wait for another one. More would hold threads that serve pages."""
_free_waits = BoundedSemaphore(WAITING_AT_ONCE)


def rotate_session(*keep: str) -> None:
    """Rotate the session of the current request: see `EncryptedSession.rotate`."""
    _current().rotate(*keep)


def empty_session(*keep: str) -> None:
    """Empty the session of the current request: see `EncryptedSession.empty`."""
    _current().empty(*keep)


def abandon_session() -> None:
    """Store nothing more in the current request: see `EncryptedSession.abandon`."""
    _current().abandon()


def session_is_abandoned() -> bool:
    """Return whether the store was unavailable during the current request."""
    return _current().is_abandoned


def nothing_is_kept() -> bool:
    """Return whether the current session has no data of its own."""
    return session.keys() == {CSRF_KEY}


def sealed_key(name: str) -> bytes:
    """Return a store key for data of the current session that is stored separately."""
    return derive(_current().session_id, name)


def seal(value: object) -> bytes:
    """Encrypt a JSON value with the key of the current session."""
    return seal_for(_current().session_id, json.dumps(value).encode())


def unseal(sealed: bytes, kind: type[T]) -> T | None:
    """Decrypt a value from `seal`, or return None if it is unreadable.

    Args:
        sealed: The stored value.
        kind: The type of the value.
    """
    value: T | None = stored_values.unseal(_current().session_id, sealed, kind)
    return value


def save_now() -> None:
    """Store the current session during its request, for other requests of the browser."""
    cast("EncryptedSessionInterface", current_app.session_interface).keep(_current())


def wait_for_session(is_over: Callable[[], bool], seconds: float) -> None:
    """Read the current session repeatedly until another request has changed it.

    Args:
        is_over: Returns whether to stop waiting.
        seconds: The longest time to wait, because a worker may have died.

    Raises:
        NetworkError: Too many requests are waiting.
    """
    if is_over():
        return
    if not _free_waits.acquire(blocking=False):
        raise NetworkError("Too many requests are waiting for another one.")
    try:
        for _ in range(round(seconds / POLL_SECONDS)):
            time.sleep(POLL_SECONDS)
            cast("EncryptedSessionInterface", current_app.session_interface).reload(_current())
            if is_over():
                return
    finally:
        _free_waits.release()


def _current() -> EncryptedSession:
    return cast("EncryptedSession", session)
