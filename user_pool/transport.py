"""boto3 without a socket: the service answers a client's requests in its own process.

botocore emits `before-send` for every request that is ready for the network, and takes what a
handler returns for the answer. So serialisation, validation and errors stay botocore's own.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from user_pool.service import UserPoolService


class _Client(Protocol):
    """What is needed of a boto3 client."""

    @property
    def meta(self) -> Any: ...  # noqa: ANN401 - botocore's ClientMeta, which is untyped


def connect(client: _Client, service: UserPoolService) -> None:
    """Let a service answer a boto3 `cognito-idp` client, from any thread.

    Args:
        client: The client. It needs a region and no credentials.
        service: What answers.
    """

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        # Slow to import, and loaded by the time that a client sends anything.
        from botocore.awsrequest import AWSResponse  # noqa: PLC0415
        from botocore.compat import HTTPHeaders  # noqa: PLC0415

        target = request.headers["X-Amz-Target"]
        response = service.handle(_text(target), _bytes(request.body))
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
