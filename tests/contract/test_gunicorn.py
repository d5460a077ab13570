"""Production's own server, started as README.md says."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.settings import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


@contextmanager
def gunicorn(*arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py"]
    with subprocess.Popen(
        [*command, *arguments, "app:create_app()"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.terminate()


def last_words(process: "subprocess.Popen[str]") -> str:
    assert process.stderr
    return process.stderr.read()


def wait_until_it_listens(process: "subprocess.Popen[str]") -> None:
    assert process.stderr
    for line in process.stderr:
        if "Booting worker" in line:
            return
    pytest.fail("gunicorn did not start")


def test_it_serves(port: int, tmp_path: Path) -> None:
    with gunicorn("-b", f"127.0.0.1:{port}", DATA_DIR=str(tmp_path)) as process:
        wait_until_it_listens(process)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ([], {"APP_ENV": "production"}, "SECRET_KEY"),
        ([], {"APP_ENV": "production", "SECRET_KEY": "k" * 32}, "ALLOW_EMBEDDED_POOL"),
        (["-b", "0.0.0.0:0"], {}, "ALLOW_EMBEDDED_POOL"),
        (["-b", ":0"], {}, "ALLOW_EMBEDDED_POOL"),
        ([], {"AMPLIFY_OUTPUTS": "nowhere.json"}, "nowhere.json"),
    ],
)
def test_what_it_refuses_stops_it_with_one_line(
    arguments: list[str], environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    with gunicorn(*arguments, DATA_DIR=str(tmp_path), **environment) as process:
        words = last_words(process)
    assert process.returncode == 1
    assert "Cannot start: " in words
    assert said in words
    assert "Traceback" not in words
