from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool
from tests.unit.user_pool.test_amplify_outputs import AUTH
from user_pool import UserPoolServer
from user_pool.__main__ import main
from user_pool.http.server import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def connection(pool: Pool) -> Iterator[http.client.HTTPConnection]:
    server = UserPoolServer(pool.service, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=10)  # type: ignore[arg-type] # (host, port)
    yield connection
    connection.close()
    server.shutdown()
    server.server_close()
    thread.join()


def get(connection: http.client.HTTPConnection, method: str, path: str) -> http.client.HTTPResponse:
    connection.request(method, path)
    return connection.getresponse()


@pytest.mark.slow
def test_a_connection_stays_open(connection: http.client.HTTPConnection) -> None:
    for _ in range(3):
        response = get(connection, "GET", "/healthz")
        assert json.loads(response.read()) == {"status": "ok"}
        assert response.getheader("X-Content-Type-Options") == "nosniff"
        assert response.getheader("Server") is None
    response = get(connection, "HEAD", "/outbox")
    assert response.read() == b""
    assert get(connection, "PUT", "/outbox").status == 405


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Content-Length: 1048577", 413),
        (f"Content-Length: {'9' * 5000}", 413),
        ("Content-Length: x", 411),
        ("Transfer-Encoding: chunked", 411),
    ],
)
def test_bodies_that_are_not_read_end_the_connection(
    connection: http.client.HTTPConnection, head: str, status: int
) -> None:
    with socket.create_connection((connection.host, connection.port), timeout=10) as plain:
        plain.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode())
        answer = plain.makefile("rb").read()
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.asvs("13.4.5")
def test_other_machines_are_kept_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--host", "0.0.0.0"])
    assert "ALLOW_EMBEDDED_POOL=1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "No such file"),
        ("x", "Expecting value"),
        ("[]", "isn't an amplify_outputs.json"),
        ('{"auth": {}}', "isn't an amplify_outputs.json"),
        (json.dumps({"auth": AUTH, "custom": {"user_pool": {"issuer": "x"}}}), "issuer is invalid"),
    ],
)
def test_a_file_that_describes_no_pool_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str | None, problem: str
) -> None:
    outputs = tmp_path / "amplify_outputs.json"
    if text is not None:
        outputs.write_text(text, "utf-8")
    with pytest.raises(SystemExit):
        main(["serve", f"--amplify-outputs={outputs}"])
    assert re.search(f"{outputs}.*{problem}", capsys.readouterr().err)


def test_a_database_or_an_address_that_cannot_be_used_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit):
        main(["serve", f"--db={tmp_path}"])
    assert f"{tmp_path}: " in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for port in (taken.getsockname()[1], 65_536):
            with pytest.raises(SystemExit):
                main(["serve", f"--port={port}", f"--db={tmp_path / 'pool.db'}"])
            assert f"127.0.0.1:{port}: " in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_serves_boto3_and_stops_when_told(tmp_path: Path) -> None:
    outputs = tmp_path / "amplify_outputs.json"
    outputs.write_text(json.dumps({"version": "1.5", "auth": AUTH}), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "user_pool", "serve", f"--port={port}"]
    command += [f"--db={tmp_path / 'pool.db'}", f"--amplify-outputs={outputs}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    try:
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        client = boto3.client(
            "cognito-idp",
            region_name="eu-west-1",
            endpoint_url=f"http://127.0.0.1:{port}",
            config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
        )
        client.sign_up(ClientId="testclient", Username=EMAIL, Password=PASSWORD)
        line = next(line for line in process.stdout if EMAIL in line)
        assert line.startswith(f"EMAIL to {EMAIL}: Your verification code is ")
        code = line.strip()[-6:]
        client.confirm_sign_up(ClientId="testclient", Username=EMAIL, ConfirmationCode=code)
        client.close()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        process.stdout.close()
