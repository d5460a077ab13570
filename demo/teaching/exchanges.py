"""Recorder of requests to Cognito, on botocore's events."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from demo.teaching.calls import calls_on_the_stack
from demo.teaching.masks import Json, Shape, masked
from demo.teaching.recording import Exchange, current_recording

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

SERVICE = "cognito-idp"
Untyped = Any
"""An object of botocore, which has no types."""


def record_exchanges(
    client: "CognitoIdentityProviderClient", *, answered_by: str | None = None
) -> None:
    """Record what a client sends and receives during a visitor's request.

    For `amplify_auth.configure(prepare_client=…)`. Register it before a handler that answers in
    place of the network.

    Args:
        client: The client.
        answered_by: The name of the server that answers. None takes each request's host.
    """
    events = cast("Any", client.meta.events)  # the stubs do not know the events' arguments
    record_request = partial(_record_request, client.meta, answered_by)
    events.register_first(f"before-send.{SERVICE}", record_request)
    # First, because the helper's own handler raises for a response that is not Cognito's.
    events.register_first(f"before-parse.{SERVICE}", _record_response)
    events.register_last(f"response-received.{SERVICE}", _record_fault)


def _record_request(
    meta: Untyped, answered_by: str | None, request: Untyped, event_name: str, **_: object
) -> None:
    recording = current_recording()
    if recording is None:
        return
    operation = event_name.rpartition(".")[2]
    model = meta.service_model.operation_model(operation)
    recording.calls.extend(calls_on_the_stack())
    recording.exchanges.append(
        Exchange(
            operation=operation,
            target=_text(request.headers["X-Amz-Target"]),
            answered_by=answered_by or str(urlsplit(request.url).hostname),
            request=_masked_json(request.body, model.input_shape),
        )
    )


def _record_response(operation_model: Untyped, response_dict: dict[str, Any], **_: object) -> None:
    recording = current_recording()
    if recording:
        exchange = recording.exchanges[-1]
        exchange.status = response_dict["status_code"]
        exchange.answer = _masked_json(response_dict["body"], operation_model.output_shape)
        exchange.fault = "" if exchange.answer is not None else "not JSON"


def _record_fault(exception: Exception | None, **_: object) -> None:
    recording = current_recording()
    if recording and exception:
        recording.exchanges[-1].fault = type(exception).__name__


def _masked_json(body: str | bytes | None, shape: Shape) -> Json:
    """Return a body without its secrets; None when it is no JSON."""
    try:
        return masked(json.loads(body or b"{}"), shape)
    except (ValueError, RecursionError):
        return None


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
