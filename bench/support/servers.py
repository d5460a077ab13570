"""The servers that are measured, each a process of its own."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.contract.pools import EMAIL_POOL, ENDPOINT
from tests.contract.servers import (
    HOST,
    free_port,
    nginx_command,
    running,
    serving,
    serving_app,
)
from tests.person import children
from tests.redis_server import RedisServer

APP = "app:create_app()"
BARE_FORM = "bench.peers.bare_form:app"
STUB_POOL = "bench.support.stub_pool:app"

SETTINGS = {
    "APP_ENV": "production",
    "SECRET_KEY": "5f1d" * 10,
    "TRUSTED_PROXIES": "1",
    "MIN_FILL_SECONDS": "0",  # the browsers type in no time
}
EMBEDDED_POOL = {"ALLOW_EMBEDDED_POOL": "1", "TEACH": "0"}


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        pid: The id of its main process.
        url: Its address.
        log: What it prints.
    """

    pid: int
    url: str
    log: Path

    @property
    def address(self) -> str:
        """Its host and port."""
        return self.url.removeprefix("http://")

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used."""
        ticks = 0
        for process in self._processes():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """Kill all its processes."""
        for process in self._processes():
            os.kill(process, signal.SIGKILL)

    def _processes(self) -> list[int]:
        return [self.pid, *children(self.pid)]


@contextmanager
def serve(app: str, *arguments: str, pool: str = "", **environment: str) -> Iterator[Server]:
    """Serve an app as in production, behind one proxy, with data of its own.

    The peers have nothing to warm up, so gunicorn's hook for that logs an error and goes on.

    Args:
        app: gunicorn's name of the app.
        arguments: gunicorn's, which win over its settings.
        pool: The address of the user pool; by default, the app's embedded pool.
        environment: Variables that win over those of production.
    """
    environment = SETTINGS | ({ENDPOINT: pool} if pool else EMBEDDED_POOL) | environment
    with TemporaryDirectory() as data:
        log, settings = Path(data, "log"), {"DATA_DIR": data, **environment}
        with serving_app(*arguments, app=app, log=log, **settings) as (process, url):
            yield Server(process.pid, url, log)


def serve_stub_pool(seconds: float = 0) -> AbstractContextManager[Server]:
    """Serve the pool that accepts every sign-up, after so many seconds."""
    return serve(STUB_POOL, "-w", "1", "--threads", "64", SECONDS=str(seconds))


@contextmanager
def serve_embedded_pool() -> Iterator[str]:
    """Serve the embedded pool to other processes, and yield its address."""
    with TemporaryDirectory() as data:
        command = ("user_pool", "serve", f"--db={data}/pool.db", f"--amplify-outputs={EMAIL_POOL}")
        with serving(*command, health="/healthz", log=Path(data, "log")) as url:
            yield url


@contextmanager
def serve_redis() -> Iterator[str]:
    """Serve a Redis that keeps nothing on disk, and yield its address."""
    server = RedisServer()
    server.start()
    try:
        yield server.url
    finally:
        server.kill()


@contextmanager
def serve_nginx(server: str, hosts: Sequence[str] = ()) -> Iterator[str]:
    """Serve a site with nginx, and yield its address.

    Args:
        server: The inner part of its `server` block, which answers /healthz.
        hosts: The addresses behind it, if it is a proxy for `http://hosts`.
    """
    address = f"{HOST}:{free_port()}"
    servers = "".join(f"server {host}; " for host in hosts)
    upstream = f"upstream hosts {{ {servers} keepalive 32; }}" if hosts else ""
    site = f"{upstream} server {{ listen {address}; {server} }}"
    with TemporaryDirectory() as folder:
        command = nginx_command(Path(folder), site)
        with running(command, f"http://{address}/healthz", Path(folder, "log")):
            yield f"http://{address}"
