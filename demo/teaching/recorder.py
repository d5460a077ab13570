"""Keeps what a request did as a step of its browser."""

from contextlib import suppress

from flask import Flask, Response, request, session

from demo.teaching import current, steps
from signup.session.interface import EncryptedSession
from signup.storage.interface import StoreError
from signup.web.fetch_metadata import FOR_MACHINES

BLUEPRINT = "signup"


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
    if isinstance(session, EncryptedSession) and not (session.new or session.is_abandoned):
        # A page is not to fail because its panel does.
        with suppress(StoreError):
            steps.keep(noted, response)
    return response
