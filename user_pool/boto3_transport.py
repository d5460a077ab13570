"""In-process transport that lets a service answer boto3 clients without a socket.

botocore emits `before-send` for every request that is ready for the network, and uses the response
that a handler returns. Serialisation, validation and errors stay botocore's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Protocol
from unittest import mock

from user_pool.fault_injection import NETWORK_FAULTS
from user_pool.protocol import TARGET_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.client import ClientMeta

    from user_pool.service import UserPoolService

_EXCEPTIONS = dict(
    zip(
        NETWORK_FAULTS,
        ("EndpointConnectionError", "ReadTimeoutError", "ConnectionClosedError"),
        strict=True,
    )
)
"""botocore's exceptions for network faults."""


class _Client(Protocol):
    """The part of a boto3 client that `connect` needs."""

    @property
    def meta(self) -> ClientMeta: ...


def connect(
    client: _Client,
    service: UserPoolService,
    next_failure: Callable[[str], str | None] | None = None,
) -> None:
    """Let a service answer a boto3 `cognito-idp` client, from any thread.

    Args:
        client: The client. It needs a region and no credentials.
        service: The service that answers.
        next_failure: Takes an operation's name and returns the failure to inject: an exception of
            the service, one of `fault_injection.NETWORK_FAULTS`, or None.
    """
    respond = _responder(service, next_failure)
    client.meta.events.register("before-send.cognito-idp", respond)  # type: ignore[arg-type] # may answer


@contextmanager
def patch_boto3(service: UserPoolService) -> Iterator[None]:
    """Let a service answer every `cognito-idp` client of this process while the block runs.

    This includes clients that exist already. Requests to other AWS services are sent as usual.
    Operations that are signed need credentials, which may be any.

    Args:
        service: The service that answers.
    """
    from botocore.endpoint import Endpoint  # noqa: PLC0415 - botocore takes 0.2 s

    respond = _responder(service)
    # An event handler would miss existing clients.
    send = Endpoint._send  # type: ignore[attr-defined]  # noqa: SLF001 - private to botocore

    def answer_or_send(endpoint: Endpoint, request: AWSPreparedRequest) -> AWSResponse:
        if _text(request.headers.get("X-Amz-Target", "")).startswith(TARGET_PREFIX):
            return respond(request)
        response: AWSResponse = send(endpoint, request)
        return response

    with mock.patch.object(Endpoint, "_send", answer_or_send):
        yield


def _responder(
    service: UserPoolService, next_failure: Callable[[str], str | None] | None = None
) -> Callable[..., AWSResponse]:
    """Return a handler of botocore's `before-send` event."""
    # Takes 45 ms. A client has imported it already, and a process that serves HTTP never needs it.
    from botocore import awsrequest, compat, exceptions  # noqa: PLC0415 - botocore takes 0.2 s

    def respond(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        target = _text(request.headers["X-Amz-Target"])
        failure = next_failure(target.removeprefix(TARGET_PREFIX)) if next_failure else None
        if failure in _EXCEPTIONS:
            raise getattr(exceptions, _EXCEPTIONS[failure])(endpoint_url=request.url)
        response = service.handle(target, _bytes(request.body), failure)
        return awsrequest.AWSResponse(
            request.url,
            response.status,
            compat.HTTPHeaders.from_dict(response.headers),
            _Raw(response.body),
        )

    return respond


class _Raw(BytesIO):
    """Response body with urllib3's interface."""

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        """Yield the whole body at once."""
        yield self.read()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(value: object) -> bytes:
    """Return a request's body. botocore also allows files, which JSON never is."""
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) else b""
