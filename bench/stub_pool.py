"""A pool that says yes to every SignUp, at once or after a while: what is measured is the app.

    python -m bench.stub_pool PORT [SECONDS]

boto3 cannot tell it from Amazon Cognito. It is no part of the app and keeps nothing.
"""

import asyncio
import json
import re
import sys

ANSWER = json.dumps(
    {
        "UserConfirmed": False,
        "UserSub": "34c84488-e0e1-70ae-d2ee-991ad1a898c8",
        "CodeDeliveryDetails": {
            "AttributeName": "email",
            "DeliveryMedium": "EMAIL",
            "Destination": "p***@e***",
        },
        "Session": "s" * 900,
    }
).encode()
HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n"
    f"x-amzn-RequestId: 0\r\nContent-Length: {len(ANSWER)}\r\n\r\n"
).encode()
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Pool(asyncio.Protocol):
    """One kept connection of boto3's.

    Args:
        seconds: How far away the pool is.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer when a request is there."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(head)
        if end and length and len(body) >= int(length[1]):
            self._received = b""
            asyncio.get_running_loop().call_later(self._seconds, self._answer)

    def _answer(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(HEAD + ANSWER)


async def serve(port: int, seconds: float) -> None:
    """Serve until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Pool(seconds), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0))  # noqa: PLR2004 - as above
