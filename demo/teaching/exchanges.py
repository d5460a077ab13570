"""What crosses the wire to Cognito, recorded from botocore's events, with the secrets masked."""

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from demo.teaching.calls import calls_on_the_stack
from demo.teaching.current import current
from demo.teaching.masks import Json, Shape, masked

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

SERVICE = "cognito-idp"


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request to Cognito and its answer.

    Attributes:
        operation: Cognito's name of it, such as `SignUp`.
        target: The header `X-Amz-Target`.
        url: Where it went.
        request: The JSON that was sent, masked.
        status: The status of the answer; None when none came.
        answer: The JSON that came back, masked; None when none came.
        fault: The type of what went wrong on the way, if anything did.
    """

    operation: str
    target: str
    url: str
    request: Json
    status: int | None = None
    answer: Json = None
    fault: str = ""

    @property
    def sent(self) -> str:
        """The request as text."""
        head = f"POST {self.url}\nX-Amz-Target: {self.target}\n\n"
        return head + json_text(self.request)

    @property
    def received(self) -> str:
        """The answer as text."""
        body = "" if self.answer is None else f"\n\n{json_text(self.answer)}"
        return self.came_to + body

    @property
    def came_to(self) -> str:
        """What it came to in a word or two: the status and, of a refusal, its name."""
        if self.status is None:
            return self.fault or "no answer"
        refusal = self.answer.get("__type") if isinstance(self.answer, dict) else None
        return f"{self.status} {refusal}" if refusal else f"{self.status} {self.fault}".strip()


def record_exchanges(client: "CognitoIdentityProviderClient") -> None:
    """Record what a client sends and gets while it works for a visitor's request.

    Meant for `amplify_auth.configure(prepare_client=…)`, before anything that answers in the
    network's place.

    Args:
        client: The client.
    """
    events = cast("Any", client.meta.events)  # the stubs do not know what each event hands over
    events.register_first(f"before-send.{SERVICE}", partial(_sent, client.meta.service_model))
    # First, because the helper's own check may find that it is no answer.
    events.register_first(f"before-parse.{SERVICE}", _answered)
    events.register_last(f"response-received.{SERVICE}", _over)


def json_text(value: Json) -> str:
    """Return JSON as people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _sent(model: Any, request: Any, event_name: str, **_: object) -> None:  # noqa: ANN401 - botocore's are untyped
    noted = current()
    if noted is None:
        return
    operation = event_name.rpartition(".")[2]
    noted.calls.extend(calls_on_the_stack())
    noted.exchanges.append(
        Exchange(
            operation=operation,
            target=_text(request.headers["X-Amz-Target"]),
            url=request.url,
            request=_masked_json(request.body, model.operation_model(operation).input_shape),
        )
    )


def _answered(operation_model: Any, response_dict: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - as above
    noted = current()
    if noted:
        exchange = noted.exchanges[-1]
        exchange.status = response_dict["status_code"]
        exchange.answer = _masked_json(response_dict["body"], operation_model.output_shape)
        exchange.fault = "" if exchange.answer is not None else "not JSON"


def _over(exception: Exception | None, **_: object) -> None:
    noted = current()
    if noted and exception:
        noted.exchanges[-1].fault = type(exception).__name__


def _masked_json(body: str | bytes | None, shape: Shape) -> Json:
    """Read a body; None when it is no JSON."""
    try:
        return masked(json.loads(body or b"{}"), shape)
    except (ValueError, RecursionError):
        return None


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
