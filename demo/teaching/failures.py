"""The failure that a browser has asked for: its next call of one operation, and no other."""

from flask import has_request_context, session

ARMED = "armed_failure"


def arm(operation: str, failure: str) -> None:
    """Let this browser's next call of an operation fail.

    Args:
        operation: Cognito's name of it, `SignUp` say.
        failure: The name of an exception, or of a fault of the network.
    """
    session[ARMED] = [operation, failure]


def disarm() -> None:
    """Let nothing fail."""
    session.pop(ARMED, None)


def armed() -> tuple[str, str] | None:
    """Return the operation that is to fail, and how; None when none is."""
    waiting = session.get(ARMED)
    return (waiting[0], waiting[1]) if waiting else None


def take_failure(operation: str) -> str | None:
    """Return how this call is to fail, once; calls in the background are nobody's."""
    waiting = armed() if has_request_context() else None
    if waiting is None or waiting[0] != operation:
        return None
    disarm()
    return waiting[1]
