"""Cookie of browsers in which the offer of a passkey was skipped."""

from flask import Response, request

from signup.host.mount import current_mount

PURPOSE = "passkey-offer"
SKIPPED = "skipped"
YEAR = 365 * 24 * 60 * 60


def is_skipped() -> bool:
    """Return whether the offer was skipped in this browser."""
    return request.cookies.get(current_mount().cookies.name(request, PURPOSE)) == SKIPPED


def skip(response: Response) -> None:
    """Set the cookie that the offer was skipped.

    Args:
        response: The response to set the cookie in.
    """
    current_mount().cookies.set(response, request, PURPOSE, SKIPPED, max_age=YEAR)
