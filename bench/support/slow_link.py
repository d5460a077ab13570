"""A slow link to a server on this machine: a TCP relay that delays and throttles what it carries.

DevTools' throttling delays requests, so that preflights and connections cost nothing. Here every
byte is delayed, and the handshakes of TCP and TLS 1.3 cost a new connection a round trip each.
TCP's slow start and TLS's certificates are left out; they would cost the heavier pages more.
"""

import asyncio
import threading
from collections import Counter
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
        carried: The bytes that the link has carried "up" to the server and "down" from it.
    """

    def __init__(self, url: str) -> None:
        self._port = urlsplit(url).port
        self._free_at = {"up": 0.0, "down": 0.0}
        self.carried: Counter[str] = Counter()
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        listening = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._connect, HOST, 0), loop
        ).result()
        self.url = f"http://{HOST}:{listening.sockets[0].getsockname()[1]}"

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(HANDSHAKES * ROUND_TRIP)
        server_reader, server_writer = await asyncio.open_connection(HOST, self._port)
        await asyncio.gather(
            self._carry("up", reader, server_writer),
            self._carry("down", server_reader, writer),
        )

    async def _carry(
        self, direction: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while data := await reader.read(SEGMENT):
                begins = max(loop.time(), self._free_at[direction])
                self._free_at[direction] = begins + len(data) / BYTES_PER_SECOND
                self.carried[direction] += len(data)
                loop.call_at(self._free_at[direction] + ROUND_TRIP / 2, writer.write, data)
        loop.call_at(self._free_at[direction] + ROUND_TRIP, writer.close)
