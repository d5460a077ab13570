"""Servers as processes of their own, reached over HTTP alone."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.settings import ROOT

HOST = "127.0.0.1"
JSON = "application/json"
TRIES = 200
PAUSE = 0.1


@contextmanager
def serving(*arguments: str, health: str, log: Path) -> Iterator[str]:
    """Run `python -m <arguments>` on a free port of this machine for as long as it is needed.

    Args:
        arguments: The module and its arguments, besides `--host` and `--port`.
        health: A path that answers 200 once the server is ready.
        log: Where what it prints is kept.

    Yields:
        The server's address.
    """
    port = free_port()
    url = f"http://{HOST}:{port}"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", *arguments, "--host", HOST, "--port", str(port)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            if not is_ready(process, f"{url}{health}"):
                pytest.fail(f"{arguments[0]} did not start:\n{log.read_text()}")
            yield url
        finally:
            process.terminate()


@contextmanager
def serving_app(
    *arguments: str, log: Path, under: Sequence[str] = (), **environment: str
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Run the app as production does, under its gunicorn configuration, on a free port.

    Args:
        arguments: gunicorn's, besides the address.
        log: Where what it prints is kept.
        under: A command that runs the one it is followed by.
        environment: Its settings.

    Yields:
        The main process, and the app's address.
    """
    address = f"{HOST}:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "-b", address]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*under, *command, *arguments, "app:create_app()"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            if not is_ready(
                process, f"http://{address}{environment.get('SCRIPT_NAME', '')}/healthz"
            ):
                pytest.fail(f"gunicorn did not start:\n{log.read_text()}")
            yield process, f"http://{address}"
        finally:
            process.terminate()


def is_ready(process: "subprocess.Popen[bytes]", url: str) -> bool:
    """Ask until the server answers, or has ended, or was asked often enough."""
    for _ in range(TRIES):
        with suppress(OSError):
            status, _body = get(url)
            return status == HTTPStatus.OK
        with suppress(subprocess.TimeoutExpired):
            process.wait(PAUSE)
            return False
    return False


def get(url: str) -> tuple[int, bytes]:
    """Get what is at an address on this machine, whatever proxies the environment names."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": JSON})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        return int(unused.getsockname()[1])
