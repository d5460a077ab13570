"""A user pool that accepts every sign-up, at once or after a wait.

It takes next to no time, so that the app is measured alone.

    python -m bench.support.stub_pool PORT SECONDS

boto3 cannot tell it from Amazon Cognito.
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


async def main(port: int, seconds: float) -> None:
    """Serve until the process ends.

    Args:
        port: The port.
        seconds: The wait before each answer.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = CONTENT_LENGTH.search(head)
                await reader.readexactly(int(length[1]) if length else 0)
                await asyncio.sleep(seconds)
                writer.write(HEAD + ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
