"""A slow link to a server on this machine: a TCP relay that delays and throttles what it passes on.

DevTools' throttling delays requests, so preflights and connections cost nothing there. Here the
bytes are late, whatever they belong to. What a relay cannot do is modelled so:

- Over loopback the handshake of TCP is free, and plain http has not that of TLS 1.3, which pages on
  the web have: the first bytes of a connection wait for both, a round trip each.
- TCP's slow start and TLS's certificates are left out. They would cost the heavier pages more.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HOST = "127.0.0.1"
ROUND_TRIP = 0.150
"""Seconds."""

HANDSHAKES = 2
"""Round trips before a connection carries anything: TCP's, and that of TLS 1.3."""

BYTES_PER_SECOND = 1_600_000 / 8
SEGMENT = 1_460
"""Bytes of a TCP segment: so much is passed on at once."""


@dataclass
class Relay:
    """One slow link.

    Attributes:
        url: Where the server is reached through it.
        received: The bytes that came from the server.
    """

    target: int
    url: str = ""
    received: int = 0
    _free_at: float = field(default=0, repr=False)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what a connection carries, both ways."""
        server_reader, server_writer = await asyncio.open_connection(HOST, self.target)
        established = asyncio.get_running_loop().time() + HANDSHAKES * ROUND_TRIP
        with suppress(asyncio.CancelledError):
            await asyncio.gather(
                self._pass(reader, server_writer, established, down=False),
                self._pass(server_reader, writer, established, down=True),
            )

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        established: float,
        *,
        down: bool,
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(deliver(under_way, writer))
        data = b"the first"
        while data:
            data = b""
            with suppress(ConnectionError):
                data = await reader.read(SEGMENT)
            leaves = max(asyncio.get_running_loop().time(), established)
            if down:
                self.received += len(data)
                self._free_at = max(leaves, self._free_at) + len(data) / BYTES_PER_SECOND
                leaves = self._free_at
            under_way.put_nowait((leaves + ROUND_TRIP / 2, data))
        await delivery


async def deliver(
    under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
) -> None:
    """Hand on each piece when its time has come, and close after the last, which is empty."""
    data = b"the first"
    while data:
        due, data = await under_way.get()
        await asyncio.sleep(due - asyncio.get_running_loop().time())
        writer.write(data)
    writer.close()


@contextmanager
def slow_link(url: str) -> Iterator[Relay]:
    """Relay to a server on this machine for as long as it is needed.

    Args:
        url: The server's address.
    """
    relay = Relay(urlsplit(url).port or 0)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(relay.connect, HOST, 0), loop
    ).result()
    relay.url = f"http://{HOST}:{listening.sockets[0].getsockname()[1]}"
    yield relay
    asyncio.run_coroutine_threadsafe(hang_up(listening), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


async def hang_up(listening: asyncio.Server) -> None:
    """End it all, whatever is still under way."""
    listening.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
