"""A real Redis on a free port, without persistence, which tests may kill."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest
import redis

from tests.contract.servers import HOST, free_port

TRIES = 200
PAUSE = 0.05


class RedisServer:
    """A server that can be killed and started again, always at the same address."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://{HOST}:{self.port}/0"
        self.client = redis.Redis.from_url(self.url)

    def start(self) -> None:
        options = f"--bind {HOST} --port {self.port} --appendonly no".split()
        self._process = process = subprocess.Popen(
            [_program(), *options, "--save", "", *self._options], stdout=subprocess.DEVNULL
        )
        for _ in range(TRIES):
            with suppress(redis.RedisError):
                self.client.ping()
                return
            with suppress(subprocess.TimeoutExpired):
                process.wait(PAUSE)
                break
        pytest.fail("redis-server did not start")

    def is_in_a_cluster(self) -> bool:
        """Return whether this node's cluster works."""
        state: dict[str, str] = self.client.cluster("INFO")
        return state.get("cluster_state") == "ok"

    def kill(self) -> None:
        self.client.close()
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def redis_cluster(folder: Path) -> Iterator[str]:
    """Start a cluster of three nodes, and return its address.

    Args:
        folder: A folder for the nodes' own files.
    """
    nodes, buses = [], []
    for number in range(3):
        home = folder / str(number)
        home.mkdir()
        # Redis would use the port and 10,000, which need not be a port.
        buses.append(free_port())
        options = f"--cluster-enabled yes --cluster-port {buses[-1]} --dir {home}".split()
        nodes.append(RedisServer(*options))
    try:
        for node in nodes:
            node.start()
        addresses = [f"{HOST}:{node.port}" for node in nodes]
        nodes_and_buses = [f"{one}@{bus}" for one, bus in zip(addresses, buses, strict=True)]
        create = ["redis-cli", "--cluster", "create", *nodes_and_buses, "--cluster-yes"]
        subprocess.run(create, check=True, stdout=subprocess.DEVNULL)
        for node in nodes:
            _wait_for(node.is_in_a_cluster)
        yield f"redis+cluster://{','.join(addresses)}"
    finally:
        for node in nodes:
            node.kill()


@contextmanager
def redis_sentinel(folder: Path) -> Iterator[str]:
    """Start a server with a sentinel that watches it, and return the sentinel's address.

    Args:
        folder: A folder for the sentinel's file.
    """
    server, port = RedisServer(), free_port()
    server.start()
    file = folder / "sentinel.conf"
    file.write_text(f"port {port}\nsentinel monitor main {HOST} {server.port} 1\n")
    command = [_program(), str(file), "--sentinel"]
    sentinel = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = redis.Redis(HOST, port)
    try:
        _wait_for(lambda: bool(client.sentinel_masters()))
        yield f"redis+sentinel://{HOST}:{port}/main"
    finally:
        client.close()
        sentinel.kill()
        sentinel.wait()
        server.kill()


def _program() -> str:
    program = shutil.which("redis-server")
    assert program, "make test installs redis-server"
    return program


def _wait_for(is_ready: Callable[[], bool]) -> None:
    for _ in range(TRIES):
        with suppress(redis.RedisError):
            if is_ready():
                return
        Event().wait(PAUSE)
    pytest.fail("Redis did not become ready")
