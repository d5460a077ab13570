"""Steps of a browser, stored for its panel.

The steps are stored beside the session and encrypted under the same id, which only the browser's
cookie holds. Two requests of one browser at the same moment can lose a step, but never a sign-up.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import HTTPException

from demo.teaching.calls import Call
from demo.teaching.masks import masked_fields
from demo.teaching.recording import (
    Exchange,
    Outcome,
    Recording,
    Rejection,
    start_recording,
    stop_recording,
)
from signup.session import stored_values
from signup.session.encryption import derive, seal_for
from signup.session.interface import WAITING, EncryptedSession
from signup.storage.interface import StoreError
from signup.user_pools import current_pools
from signup.web.fetch_metadata import FOR_MACHINES

BLUEPRINT = "signup"
KEY = "teaching steps"
READS = {"fetch_user_attributes", "fetch_user_auth_factors", "list_web_authn_credentials"}
"""The helper's functions that change nothing. A page that calls only these is no step."""

MAXIMUM = 20
"""Number of steps that are stored. The oldest is dropped first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A submitted form, or another request that changed something in the pool.

    Attributes:
        number: Its number, counted from 1 and never reused.
        method: `POST`, or `GET` when something was changed in the pool.
        endpoint: Flask's name of the view.
        path: The path of the request.
        fields: The form's fields, masked.
        calls: The functions that ran.
        exchanges: The requests to Cognito.
        outcomes: The outcomes of the helper's functions.
        rejections: The problems of a form that was not valid.
        status: The status of the response.
        location: The address of a redirect.
        times: How often the step was repeated, as by the page that waits for a link.
    """

    number: int
    method: str
    endpoint: str
    path: str
    fields: list[tuple[str, str]]
    calls: list[Call]
    exchanges: list[Exchange]
    outcomes: list[Outcome]
    rejections: list[Rejection]
    status: int
    location: str | None
    times: int = 1

    @property
    def all_calls(self) -> list[Call]:
        """The functions that ran and those that found a problem."""
        return [*self.calls, *(call for each in self.rejections for call in each.calls)]

    def repeats(self, other: "Step") -> bool:
        """Return whether a step repeats the previous one, as polling for a mailed link does."""
        waits = self.location == self.path
        return waits and (self.path, self.outcomes) == (other.path, other.outcomes)


def init_app(app: Flask) -> None:
    """Store a step for every request of the sign-up's pages that reaches its view.

    Args:
        app: The app. Its other checks come first, because they were registered first.
    """
    app.before_request(_start)
    app.after_request(_finish)


def load_steps() -> list[Step]:
    """Return the steps of this browser, the first one first.

    Raises:
        StoreError: The store is unavailable.
    """
    return _load(_session().session_id)


def _start() -> None:
    if request.blueprint == BLUEPRINT and request.endpoint not in FOR_MACHINES:
        start_recording()


def _finish(response: Response) -> Response:
    recording = stop_recording()
    # Without the id the browser could not read the step. An unavailable store is left alone.
    if isinstance(session, EncryptedSession) and not (session.new or session.is_abandoned):
        with suppress(StoreError):  # the panel must not make its page fail
            if recording and (request.method == "POST" or _did_something(recording)):
                _keep(_step(recording, response))
            _forget_retired_steps()
    return response


def _did_something(recording: Recording) -> bool:
    return any(outcome.api not in READS for outcome in recording.outcomes)


def _keep(step: Step) -> None:
    """Add a step to those of this browser. They survive a change of the session's id."""
    current = _session()
    steps = _load(current.retired_id or current.session_id)
    data = asdict(step) | {"number": steps[-1].number + 1 if steps else 1}
    if steps and step.repeats(steps[-1]):
        data |= {"number": steps[-1].number, "times": steps[-1].times + 1}
        steps.pop()
    kept = [*(asdict(earlier) for earlier in steps), data][-MAXIMUM:]
    sealed = seal_for(current.session_id, json.dumps(kept).encode())
    current_pools().store.set(derive(current.session_id, KEY), sealed, WAITING.idle)


def _forget_retired_steps() -> None:
    retired = _session().retired_id
    if retired:
        current_pools().store.delete(derive(retired, KEY))


def _step(recording: Recording, response: Response) -> Step:
    endpoint = str(request.endpoint)
    view = current_app.view_functions[endpoint]
    return Step(
        number=0,
        method=request.method,
        endpoint=endpoint,
        path=f"{request.root_path}{request.path}",
        fields=_fields(),
        calls=[Call(view.__module__, view.__qualname__, 0), *recording.calls],
        exchanges=recording.exchanges,
        outcomes=recording.outcomes,
        rejections=recording.rejections,
        status=response.status_code,
        location=response.location,
    )


def _fields() -> list[tuple[str, str]]:
    try:
        return masked_fields(request.form)
    except HTTPException:  # the body cannot be parsed, and the view did not parse it
        return []


def _load(session_id: str) -> list[Step]:
    sealed = current_pools().store.get(derive(session_id, KEY))
    if sealed is None:
        return []
    steps: list[Step] = stored_values.unseal(session_id, sealed, list[Step]) or []
    # After an update, a step may name functions that no longer exist.
    return [step for step in steps if all(call.exists for call in step.all_calls)]


def _session() -> EncryptedSession:
    if not isinstance(session, EncryptedSession):
        raise TypeError("there is no session to keep steps beside")
    return session
