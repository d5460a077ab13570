"""Production's own server, started as README.md says."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from config.settings import ROOT
from tests.contract.servers import get, serving_app
from tests.pages import PASSWORD
from tests.person import Browser

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


def form_post(port: int, path: str, **fields: str) -> int:
    """Send the form of a page as a browser of its own would, and return the status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        page = connection.getresponse()
        (token,) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
        headers = {
            "Cookie": (page.headers["Set-Cookie"] or "").split(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", path, urlencode({"csrf_token": token, **fields}), headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.asvs("2.3.2", "15.4.1")
def test_its_processes_count_together(port: int, tmp_path: Path) -> None:
    """Two workers, 50 browsers at once, and an account that gets 5 messages an hour."""
    with gunicorn("-b", f"127.0.0.1:{port}", DATA_DIR=str(tmp_path)) as process:
        wait_until_it_listens(process)
        with ThreadPoolExecutor(50) as threads:
            statuses = threads.map(
                lambda _: form_post(port, "/reset-password", email="ada@example.com"), range(50)
            )
            assert sorted(statuses) == [303] * 5 + [429] * 45


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ([], {"APP_ENV": "production"}, "SECRET_KEY"),
        ([], {"APP_ENV": "production", "SECRET_KEY": "k" * 32}, "ALLOW_EMBEDDED_POOL"),
        (["-b", "0.0.0.0:0"], {}, "-b would expose"),
        (["-b", ":0"], {}, "-b would expose"),
        ([], {"HOST": "0.0.0.0"}, "HOST=0.0.0.0 would expose"),
        (["--certfile", __file__, "--keyfile", __file__], {}, "-k gthread"),
        ([], {"PORT": "80000"}, "PORT must be 65535 or less"),
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


def test_requests_may_follow_each_other_before_they_are_answered(port: int, tmp_path: Path) -> None:
    get = b"GET %s HTTP/1.1\r\nHost: localhost\r\n"
    paths = [b"/sign-up", b"/static/style.css", b"/healthz"]
    with gunicorn("-b", f"127.0.0.1:{port}", DATA_DIR=str(tmp_path)) as process:
        wait_until_it_listens(process)
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            requests = [get % path + b"\r\n" for path in paths * 20]
            client.sendall(b"".join(requests) + get % b"/nothing" + b"Connection: close\r\n\r\n")
            answers = b"".join(iter(lambda: client.recv(65_536), b""))
    statuses = re.findall(rb"HTTP/1\.1 (\d+) ", answers)
    assert statuses == [b"200"] * 60 + [b"404"]
    style = (ROOT / "static" / "style.css").read_bytes()
    assert answers.count(b"Content-Length: %d\r\n" % len(style)) == answers.count(style) == 20


def test_what_is_not_below_the_prefix_is_not_there(port: int, tmp_path: Path) -> None:
    address = ("-b", f"127.0.0.1:{port}")
    with gunicorn(*address, DATA_DIR=str(tmp_path), SCRIPT_NAME="/auth") as process:
        wait_until_it_listens(process)
        for path, status in {"/auth/healthz": 200, "/healthz": 404}.items():
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            assert connection.getresponse().status == status
            connection.close()


def test_a_client_that_asks_whether_to_send_the_body_is_told(port: int, tmp_path: Path) -> None:
    head = b"POST /sign-up HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
    with gunicorn("-b", f"127.0.0.1:{port}", DATA_DIR=str(tmp_path)) as process:
        wait_until_it_listens(process)
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            client.sendall(head + b"Connection: close\r\nContent-Length: 5\r\n\r\n")
            assert client.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
            client.sendall(b"email")
            answer = b"".join(iter(lambda: client.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_a_sign_up_stays_below_the_prefix(tmp_path: Path) -> None:
    settings = {"DATA_DIR": str(tmp_path), "SCRIPT_NAME": "/accounts"}
    with serving_app(log=tmp_path / "log", **settings) as (_process, url):
        person = Browser(url)
        fields = {"email": "ada@example.com", "password": PASSWORD}
        status, place = person.post("/accounts/sign-up", **fields)
        assert (status, place) == (303, "/accounts/confirm-sign-up")
        assert "; Path=/accounts;" in f"{person.set_cookie};"
        _status, outbox = get(f"{url}/accounts/outbox?to=ada@example.com")
        code = str(json.loads(outbox)[0]["code"])
        answer = person.post("/accounts/confirm-sign-up", confirmation_code=code)
        assert answer == (303, "/accounts/auto-sign-in")
