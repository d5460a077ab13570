"""Keeps what a request did as a step of its browser."""

from contextlib import suppress

from flask import Flask, Response, request, session

from signup.gate import FOR_MACHINES
from signup.later import later
from signup.sealed_session import SealedSession
from signup.store import StoreError
from signup.teaching import current

BLUEPRINT = "signup"

keep = later("signup.teaching.steps:keep")


def init_app(app: Flask) -> None:
    """Follow every request of the sign-up's pages that is let through to its view.

    Args:
        app: The app. Its other checks come first, as they were registered first.
    """
    app.before_request(_begin)
    app.after_request(_keep)


def _begin() -> None:
    if request.blueprint == BLUEPRINT and request.endpoint not in FOR_MACHINES:
        current.begin()


def _keep(response: Response) -> Response:
    noted = current.end()
    # A browser that does not hold the id yet could not see the step, and a store that is out of
    # order is left alone.
    if isinstance(session, SealedSession) and not (session.new or session.is_abandoned):
        # A page is not to fail because its panel does.
        with suppress(StoreError):
            keep(noted, response)
    return response
