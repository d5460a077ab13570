"""The servers that are measured, each a process of its own on this machine, and what they use."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile

from bench.load import Connection
from config.settings import ROOT
from tests.contract.servers import HOST, free_port
from tests.person import children

START_SECONDS = 60
PAUSE = 0.005


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        port: Where, on this machine.
        process: Its main process.
        start_seconds: From its start to its first page.
        start_cpu_seconds: The processor time that this took.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    start_seconds: float
    start_cpu_seconds: float = 0

    def processes(self) -> list[int]:
        """Return the main process and its workers."""
        return [self.process.pid, *children(self.process.pid)]

    def cpu_seconds(self) -> float:
        """Return the processor time that all its processes have used, and those that are gone."""
        ticks = 0
        for process in self.processes():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the MB that a worker holds, shared pages divided among those who share them."""
        workers = children(self.process.pid) or [self.process.pid]
        rows = [Path(f"/proc/{worker}/smaps_rollup").read_text() for worker in workers]
        kilobytes = [int(row.partition("\nPss:")[2].split()[0]) for row in rows]
        return sum(kilobytes) / len(kilobytes) / 1024


@contextmanager
def serving(
    command: list[str], path: str | None = "/sign-up", port: int = 0, **environment: str
) -> Iterator[Server]:
    """Run a server for as long as it is needed.

    Args:
        command: What to run; `{port}` in it is a free port.
        path: A page that it answers once it is ready; None waits for the port alone.
        port: Where it listens, where its own files say so; else a free one.
        environment: What it is told besides.
    """
    port = port or free_port()
    filled = [part.format(port=port, address=f"{HOST}:{port}") for part in command]
    start = time.perf_counter()
    with (
        TemporaryFile() as log,
        subprocess.Popen(
            filled,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            if not _is_ready(process, port, path, start + START_SECONDS):
                log.seek(0)
                raise RuntimeError(f"{filled} did not start:\n{log.read().decode()}")
            server = Server(port, process, time.perf_counter() - start)
            yield replace(server, start_cpu_seconds=server.cpu_seconds())
        finally:
            process.terminate()


def _is_ready(
    process: "subprocess.Popen[bytes]", port: int, path: str | None, until: float
) -> bool:
    while time.perf_counter() < until and process.poll() is None:
        with suppress(OSError), Connection(port) as connection:
            connection.connect()
            return path is None or connection.get(path).status == HTTPStatus.OK
        time.sleep(PAUSE)
    return False


def stub_pool(seconds: float = 0):  # noqa: ANN201 - what `serving` returns
    """Run the pool that says yes."""
    return serving([sys.executable, "-m", "bench.stub_pool", "{port}", str(seconds)], path=None)
