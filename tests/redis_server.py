"""A real Redis on a free port, without persistence, which tests may kill."""

import shutil
import subprocess
from contextlib import suppress

import pytest
import redis

from tests.contract.servers import HOST, free_port

TRIES = 200
PAUSE = 0.05


class RedisServer:
    """A server that can be killed and started again, always at the same address."""

    def __init__(self) -> None:
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://{HOST}:{self._port}/0"
        self.client = redis.Redis.from_url(self.url)

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "make test installs redis-server"
        options = f"--bind {HOST} --port {self._port} --appendonly no".split()
        self._process = process = subprocess.Popen(
            [program, *options, "--save", ""], stdout=subprocess.DEVNULL
        )
        for _ in range(TRIES):
            with suppress(redis.RedisError):
                self.client.ping()
                return
            with suppress(subprocess.TimeoutExpired):
                process.wait(PAUSE)
                break
        pytest.fail("redis-server did not start")

    def kill(self) -> None:
        self.client.close()
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
