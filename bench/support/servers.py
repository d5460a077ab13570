"""The servers that are measured, each a process of its own: the app, its peers, and their pools."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import MappingProxyType
from typing import IO

from bench.support.load import Connection
from config.settings import ROOT

HOST = "127.0.0.1"
ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
AMPLIFY_OUTPUTS = ROOT / "config" / "amplify_outputs.json"
PASSWORD = "Wandering-otter-58-lamp"
START_SECONDS = 60
POLL_SECONDS = 0.005

NGINX_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        port: Its port on this machine.
        process: Its main process.
        log: What it prints.
        start_seconds: The time from its start to its first answer.
    """

    port: int
    process: "subprocess.Popen[bytes]"
    log: IO[bytes]
    start_seconds: float = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        main = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used."""
        ticks = 0
        for process in [self.process.pid, *self.workers()]:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return a worker's memory in MB, each shared page divided among those who share it."""
        sizes = []
        for worker in self.workers():
            with suppress(OSError):  # a worker that has just died
                rollup = Path(f"/proc/{worker}/smaps_rollup").read_text()
                sizes.append(int(rollup.partition("\nPss:")[2].split()[0]))
        return sum(sizes) / max(1, len(sizes)) / 1024

    def kill(self) -> None:
        """Kill all its processes."""
        for process in [self.process.pid, *self.workers()]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def printed(self) -> str:
        """Return what it has printed so far."""
        self.log.seek(0)
        return self.log.read().decode()


@contextmanager
def serve(
    command: list[str],
    path: str | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
    port: int = 0,
) -> Iterator[Server]:
    """Run a server on this machine.

    Args:
        command: The command; `{port}` in it is replaced by the port.
        path: A page that it answers once it is ready; None waits for the port alone.
        environment: Its variables, besides PATH.
        port: The port; 0 is any free one.
    """
    port = port or free_port()
    start = time.perf_counter()
    with (
        TemporaryFile() as log,
        subprocess.Popen(
            [part.replace("{port}", str(port)) for part in command],
            cwd=ROOT,
            # Debian keeps nginx in /usr/sbin.
            env={"PATH": f"{os.environ['PATH']}:/usr/sbin", "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        server = Server(port, process, log)
        try:
            if not _is_ready(server, path, start + START_SECONDS):
                raise RuntimeError(f"{command} did not start:\n{server.printed()}")
            yield replace(server, start_seconds=time.perf_counter() - start)
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server((HOST, 0)) as unused:
        return int(unused.getsockname()[1])


def _is_ready(server: Server, path: str | None, until: float) -> bool:
    while time.perf_counter() < until and server.process.poll() is None:
        with suppress(OSError), Connection(server.port) as connection:
            connection.connect()
            return path is None or connection.get(path).status == HTTPStatus.OK
        time.sleep(POLL_SECONDS)
    return False


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module."""
    return [sys.executable, "-m", module, *arguments]


def serve_stub_pool(seconds: float = 0) -> AbstractContextManager[Server]:
    """Serve the pool that accepts every sign-up, after so many seconds."""
    return serve(python("bench.support.stub_pool", "{port}", str(seconds)))


@contextmanager
def serve_embedded_pool() -> Iterator[Server]:
    """Serve the embedded pool to other processes."""
    with TemporaryDirectory() as data:
        options = (f"--db={data}/user_pool.db", f"--amplify-outputs={AMPLIFY_OUTPUTS}")
        command = python("user_pool", "serve", "--port={port}", *options)
        with serve(command, "/healthz") as server:
            yield server


@contextmanager
def serve_nginx(http: str) -> Iterator[Server]:
    """Serve with nginx.

    Args:
        http: The inner part of its `http` block, which serves /sign-up at `{port}`.
    """
    with TemporaryDirectory() as folder:
        port = free_port()
        temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in NGINX_TEMPORARY)
        configuration = (
            f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}"
            f"http {{ access_log off; {temporary} {http.replace('{port}', str(port))} }}"
        )
        path = Path(folder, "nginx.conf")
        path.write_text(configuration)
        with serve(["nginx", "-c", str(path)], "/sign-up", port=port) as server:
            yield server
