"""Servers as processes of their own, reached over HTTP alone."""

import os
import shutil
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
TRIES = 2000
PAUSE = 0.01

# Debian's own nginx.conf around its sites.
AROUND_SITES = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
{user}
events {{}}
http {{
    include /etc/nginx/mime.types;
    gzip on;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@contextmanager
def running(
    command: Sequence[str], page: str, log: Path, **environment: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server for as long as it is needed.

    Args:
        command: What starts it.
        page: An address that answers 200 once the server is ready.
        log: Where what it prints is kept.
        environment: Its variables, besides PATH.
    """
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            if not is_ready(process, page):
                pytest.fail(f"{' '.join(command)} did not start:\n{log.read_text()}")
            yield process
        finally:
            process.terminate()


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
    command = [sys.executable, "-m", *arguments, "--host", HOST, "--port", str(port)]
    with running(command, f"{url}{health}", log):
        yield url


@contextmanager
def serving_app(
    *arguments: str,
    log: Path,
    under: Sequence[str] = (),
    app: str = "app:create_app()",
    **environment: str,
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Run the app as production does, under its gunicorn configuration, on a free port.

    Args:
        arguments: gunicorn's, besides the address.
        log: Where what it prints is kept.
        under: A command that runs the one it is followed by.
        app: gunicorn's name of the app, which answers 200 at /healthz once it is ready.
        environment: Its settings.

    Yields:
        The main process, and the app's address.
    """
    address = f"{HOST}:{free_port()}"
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "-b", address]
    page = f"http://{address}{environment.get('SCRIPT_NAME', '')}/healthz"
    with running([*under, *gunicorn, *arguments, app], page, log, **environment) as process:
        yield process, f"http://{address}"


def nginx_command(folder: Path, site: str) -> list[str]:
    """Write nginx's configuration, and return the command that starts it.

    Args:
        folder: A folder for its files.
        site: The file of its site, as in `sites-enabled`.
    """
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "make test installs nginx"
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "site.conf").write_text(site)
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND_SITES.format(folder=folder, user=user))
    return [nginx, "-e", "stderr", "-c", str(configuration)]


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
