"""Recording of a request, for the panel of the browser that sent it."""

import json
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_request_context

from demo.teaching.calls import Call
from demo.teaching.masks import Json

KEY = "teaching"


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request to Cognito and its response.

    Attributes:
        operation: Cognito's name of it, such as `SignUp`.
        target: The header `X-Amz-Target`.
        answered_by: The host that answered, or the embedded pool.
        request: The JSON that was sent, masked.
        status: The status of the response; None without one.
        answer: The JSON of the response, masked; None without one.
        fault: The type of the network's or the server's fault, if there was one.
    """

    operation: str
    target: str
    answered_by: str
    request: Json
    status: int | None = None
    answer: Json = None
    fault: str = ""

    @property
    def sent(self) -> str:
        """The request as text."""
        head = f"POST /\nX-Amz-Target: {self.target}\n\n"
        return head + json_text(self.request)

    @property
    def received(self) -> str:
        """The response as text."""
        body = "" if self.answer is None else f"\n\n{json_text(self.answer)}"
        return self.result + body

    @property
    def result(self) -> str:
        """The status and, of a refusal, its name."""
        if self.status is None:
            return self.fault or "no answer"
        refusal = self.answer.get("__type") if isinstance(self.answer, dict) else None
        return f"{self.status} {refusal}" if refusal else f"{self.status} {self.fault}".strip()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The output or the error of one call of the helper.

    Attributes:
        api: The helper's function.
        result: The next step or the name of the error; empty when there is neither.
        is_error: Whether it raised.
        code: The output or the error as Python code, without its secrets.
        decision: The key that the helper looked up in a table of `amplify_auth.next_steps`, if any.
        claims: The claims of each token that it verified.
    """

    api: str
    result: str
    is_error: bool
    code: str
    decision: list[bool] | None = None
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One problem of a form that was not valid.

    Attributes:
        name: The name of the field, empty for the form as a whole.
        message: The message on the page.
        calls: The functions that found it, the innermost last.
    """

    name: str
    message: str
    calls: list[Call] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of one request.

    Attributes:
        calls: The functions that ran.
        exchanges: The requests to Cognito.
        outcomes: The outcomes of the helper's functions.
        rejections: The problems of a form that was not valid.
    """

    calls: list[Call] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)


def start_recording() -> None:
    """Start to record the current request."""
    setattr(g, KEY, Recording())


def current_recording() -> Recording | None:
    """Return the recording of the current request.

    Work in the background belongs to no request, so it has none.
    """
    found: Recording | None = g.get(KEY) if has_request_context() else None
    return found


def stop_recording() -> Recording | None:
    """Stop recording, and return the recording if there is one."""
    found: Recording | None = g.pop(KEY, None)
    return found


def json_text(value: Json) -> str:
    """Return indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)
