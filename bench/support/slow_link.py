"""A slow link to a server on this machine: a TCP relay that delays and throttles what it carries.

DevTools' throttling delays requests, so that preflights and connections cost nothing. Here every
byte is delayed, and the handshakes of TCP and TLS 1.3 cost a new connection a round trip each.
TCP's slow start and TLS's certificates are left out; they would cost the heavier pages more.
"""

import asyncio
import threading
from contextlib import suppress
from urllib.parse import urlsplit

HOST = "127.0.0.1"
ROUND_TRIP = 0.150
"""Seconds."""

HANDSHAKES = 2
"""Round trips before a connection carries anything."""

BYTES_PER_SECOND = 1_600_000 / 8
SEGMENT = 1_460
"""The bytes of a TCP segment."""


class SlowLink:
    """A link that lasts as long as the process.

    Args:
        url: The server's address.

    Attributes:
        url: The server's address through the link.
        received: The bytes that came from the server.
    """

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url).port
        self._free_at = {"up": 0.0, "down": 0.0}
        self.received = 0
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        listening = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._connect, HOST, 0), loop
        ).result()
        self.url = f"http://{HOST}:{listening.sockets[0].getsockname()[1]}"

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection(HOST, self._target)
        opens = asyncio.get_running_loop().time() + HANDSHAKES * ROUND_TRIP
        await asyncio.gather(
            self._carry("up", reader, server_writer, opens),
            self._carry("down", server_reader, writer, opens),
        )

    async def _carry(
        self,
        direction: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        opens: float,
    ) -> None:
        loop = asyncio.get_running_loop()
        # Only the way down is throttled; on the way up, distinct times keep segments in order.
        seconds_per_byte = 1 / BYTES_PER_SECOND if direction == "down" else 1e-9
        data = b"anything"
        while data:
            data = b""
            with suppress(ConnectionError):
                data = await reader.read(SEGMENT)
            begins = max(loop.time(), opens, self._free_at[direction])
            self._free_at[direction] = begins + (len(data) + 1) * seconds_per_byte
            arrives = self._free_at[direction] + ROUND_TRIP / 2
            if direction == "down":
                self.received += len(data)
            if data:
                loop.call_at(arrives, writer.write, data)
            else:
                loop.call_at(arrives, writer.close)
