"""What one browser has done so far, for its own panel and for no other.

The steps are kept beside the session, sealed under the same id, which only the browser's cookie
holds. A request of the same browser at the same moment can at worst lose a step, never a sign-up.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from flask import Response, current_app, request, session
from werkzeug.exceptions import HTTPException

from demo.teaching.calls import Call
from demo.teaching.current import Current
from demo.teaching.exchanges import Exchange
from demo.teaching.masks import masked_fields
from demo.teaching.outcomes import Outcome
from signup.session.encryption import derive, seal_for, unseal_for
from signup.session.interface import WAITING, EncryptedSession
from signup.user_pools import current_pools

NAME = "steps of a learner"
MAXIMUM = 20
"""How many steps are kept; the oldest goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a browser that did something.

    Attributes:
        number: Counts from 1 and is never given twice.
        method: `POST`, or `GET` when the pool was asked.
        endpoint: Flask's name of what answered.
        path: The address.
        fields: What the form sent, masked.
        calls: Which functions ran.
        exchanges: What crossed the wire.
        outcomes: What the helper's functions came to.
        status: The status of the answer.
        location: Where it sent the browser.
        times: How often it came to the same in a row; the page that waits for a link asks often.
    """

    number: int
    method: str
    endpoint: str
    path: str
    fields: list[tuple[str, str]]
    calls: list[Call]
    exchanges: list[Exchange]
    outcomes: list[Outcome]
    status: int
    location: str | None
    times: int = field(default=1)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Self:
        """Make the step again from JSON."""
        return cls(
            **value
            | {
                "fields": [(name, text) for name, text in value["fields"]],
                "calls": [Call(**call) for call in value["calls"]],
                "exchanges": [Exchange(**exchange) for exchange in value["exchanges"]],
                "outcomes": [Outcome(**outcome) for outcome in value["outcomes"]],
            }
        )

    def repeats(self, other: "Step") -> bool:
        """Return whether this is one more look whether the mailed link was opened."""
        waits = self.location == self.path
        return waits and (self.path, self.outcomes) == (other.path, other.outcomes)


def load_steps() -> list[Step]:
    """Return the steps of this browser, the first one first.

    Raises:
        StoreError: The store is out of order.
    """
    return _load(_current().session_id)


def keep(noted: Current | None, response: Response) -> None:
    """Keep what the current request did, where that was something.

    Args:
        noted: What was noted of it, if anything was.
        response: What it is answered with.

    Raises:
        StoreError: The store is out of order.
    """
    if noted and (request.method == "POST" or noted.outcomes):
        keep_step(_step(noted, response))
    else:
        forget_retired_steps()


def keep_step(step: Step) -> None:
    """Add a step to those of this browser; it gets the next number.

    When the session's id changes, as it does at a sign-in, the steps go along.

    Raises:
        StoreError: The store is out of order.
    """
    current = _current()
    store = current_pools().store
    steps = _load(current.retired_id or current.session_id)
    data = asdict(step) | {"number": steps[-1].number + 1 if steps else 1}
    if steps and step.repeats(steps[-1]):
        data |= {"number": steps[-1].number, "times": steps[-1].times + 1}
        steps.pop()
    kept = [*(asdict(earlier) for earlier in steps), data][-MAXIMUM:]
    sealed = seal_for(current.session_id, json.dumps(kept).encode())
    store.set(derive(current.session_id, NAME), sealed, WAITING.idle)
    forget_retired_steps()


def forget_retired_steps() -> None:
    """Forget the steps of an id that this request has retired."""
    retired = _current().retired_id
    if retired:
        current_pools().store.delete(derive(retired, NAME))


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


def _load(session_id: str) -> list[Step]:
    sealed = current_pools().store.get(derive(session_id, NAME))
    if sealed is None:
        return []
    return [Step.from_dict(value) for value in json.loads(unseal_for(session_id, sealed))]


def _current() -> EncryptedSession:
    if not isinstance(session, EncryptedSession):
        raise TypeError("there is no session to keep steps beside")
    return session
