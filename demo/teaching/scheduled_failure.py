"""A failure that a browser schedules for its next call of an operation."""

from flask import has_request_context, session

from signup.session import stored_values

KEY = "scheduled_failure"


def schedule_failure(operation: str, failure: str) -> None:
    """Let this browser's next call of an operation fail.

    Args:
        operation: Cognito's name of it, such as `SignUp`.
        failure: The name of an exception or a network fault.
    """
    session[KEY] = [operation, failure]


def cancel_failure() -> None:
    """Cancel the scheduled failure."""
    session.pop(KEY, None)


def scheduled_failure() -> tuple[str, str] | None:
    """Return the operation that is to fail and its failure, if one is scheduled."""
    return stored_values.load(KEY, tuple[str, str])


def take_failure(operation: str) -> str | None:
    """Return the failure of this call, once. Calls in the background never fail."""
    scheduled = scheduled_failure() if has_request_context() else None
    if scheduled is None or scheduled[0] != operation:
        return None
    cancel_failure()
    return scheduled[1]
