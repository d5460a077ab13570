"""boto3 without a socket: the service answers a client's requests in its own process.

botocore emits `before-send` for every request that is ready for the network, and takes what a
handler returns for the answer. So serialisation, validation and errors stay botocore's own.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol

from user_pool.fault_injection import NETWORK_FAULTS, network_fault
from user_pool.protocol import TARGET_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from user_pool.service import UserPoolService


class _Client(Protocol):
    """What is needed of a boto3 client."""

    @property
    def meta(self) -> Any: ...  # noqa: ANN401 - botocore's ClientMeta, which is untyped


def connect(
    client: _Client,
    service: UserPoolService,
    next_failure: Callable[[str], str | None] | None = None,
) -> None:
    """Let a service answer a boto3 `cognito-idp` client, from any thread.

    Args:
        client: The client. It needs a region and no credentials.
        service: What answers.
        next_failure: Asked before each operation, by its name, how it is to fail: with an exception
            of the service or one of `failures.NETWORK_FAULTS`, or None for not at all. Without it
            none does.
    """

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        # Slow to import, and loaded by the time that a client sends anything.
        from botocore.awsrequest import AWSResponse  # noqa: PLC0415
        from botocore.compat import HTTPHeaders  # noqa: PLC0415

        target = _text(request.headers["X-Amz-Target"])
        failure = next_failure(target.removeprefix(TARGET_PREFIX)) if next_failure else None
        if failure in NETWORK_FAULTS:
            raise network_fault(failure, request.url)
        response = service.handle(target, _bytes(request.body), failure)
        return AWSResponse(
            request.url,
            response.status,
            HTTPHeaders.from_dict(response.headers),
            _Raw(response.body),
        )

    client.meta.events.register("before-send.cognito-idp", answer)


class _Raw(BytesIO):
    """The answer's body, as urllib3 would hand it over."""

    def stream(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - urllib3's iterator
        """The whole body at once."""
        yield self.read()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - of the types, botocore's JSON has two
    return value.encode() if isinstance(value, str) else value or b""
