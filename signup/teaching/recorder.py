"""Keeps what a request did as a step of its browser."""

from contextlib import suppress

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import HTTPException

from signup.gate import FOR_MACHINES
from signup.sealed_session import SealedSession
from signup.store import StoreError
from signup.teaching import current
from signup.teaching.calls import Call
from signup.teaching.current import Current
from signup.teaching.masks import masked_fields
from signup.teaching.steps import Step, forget_retired_steps, keep_step

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
    if isinstance(session, SealedSession) and not (session.new or session.is_abandoned):
        # A page is not to fail because its panel does.
        with suppress(StoreError):
            if noted and (request.method == "POST" or noted.outcomes):
                keep_step(_step(noted, response))
            else:
                forget_retired_steps()
    return response


def _step(noted: Current, response: Response) -> Step:
    endpoint = str(request.endpoint)
    view = current_app.view_functions[endpoint]
    return Step(
        number=0,
        method=request.method,
        endpoint=endpoint,
        path=request.path,
        fields=_fields(),
        calls=[Call(view.__module__, view.__qualname__, 0), *noted.calls],
        exchanges=noted.exchanges,
        outcomes=noted.outcomes,
        status=response.status_code,
        location=response.location,
    )


def _fields() -> list[tuple[str, str]]:
    try:
        return masked_fields(request.form)
    except HTTPException:  # it cannot be read, and the view did not
        return []
