"""Amazon's JSON 1.1 protocol."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from user_pool.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPE = "application/x-amz-json-1.1"
TARGET_PREFIX = "AWSCognitoIdentityProviderService."
_LONGEST_BODY = 262_144


@dataclass(frozen=True, slots=True)
class Response:
    """Response, for any transport.

    Attributes:
        status: The HTTP status.
        headers: Without `Content-Length`.
        body: The bytes.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def decode(body: bytes) -> object:
    """Decode a request's body.

    Raises:
        ServiceError: `SerializationException` for anything but JSON in UTF-8 of at most 256 KiB.
    """
    if len(body) > _LONGEST_BODY:
        raise ServiceError("SerializationException", "The request is too long.")
    try:
        # An escaped lone surrogate is valid JSON but cannot be encoded.
        value = json.loads(body or b"{}")
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise ServiceError("SerializationException", "The request is not valid JSON.") from None
    return value


def answer(request_id: str, members: Mapping[str, Any]) -> Response:
    """Return a successful response."""
    return _response(200, request_id, members, {})


def error(request_id: str, problem: ServiceError) -> Response:
    """Return an error response, with the error's name in the body and in a header."""
    members = {"__type": problem.name, "message": problem.message}
    return _response(problem.status, request_id, members, {"x-amzn-ErrorType": f"{problem.name}:"})


def _response(
    status: int, request_id: str, members: Mapping[str, Any], headers: Mapping[str, str]
) -> Response:
    return Response(
        status,
        {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": request_id, **headers},
        json.dumps(members).encode(),
    )
