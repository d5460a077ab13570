"""Durability: whatever was answered survives a kill of the process."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.unit.user_pool.harness import CLIENT_ID, PASSWORD, POOL_ID, definition
from user_pool import UserPoolService
from user_pool.protocol import TARGET_PREFIX

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 10
CONNECTIONS = 4
ENOUGH = 25


def sign_up_until_it_breaks(port: int, name: str, acknowledged: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"X-Amz-Target": f"{TARGET_PREFIX}SignUp"}
    for number in range(10_000):
        username = f"{name}-{number}@example.com"
        members = {"ClientId": CLIENT_ID, "Username": username, "Password": PASSWORD}
        try:
            connection.request("POST", "/", json.dumps(members), headers)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            break
        assert response.status == 200
        acknowledged.append(username)
    connection.close()


def wait_for(port: int) -> None:
    for _ in range(6000):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    pytest.fail("the server did not start")


@pytest.mark.slow
@pytest.mark.asvs("2.3.3")
def test_every_acknowledged_sign_up_survives_kill_9(tmp_path: Path) -> None:
    database = tmp_path / "pool.db"
    service = UserPoolService(database)
    service.ensure_user_pool(definition())
    acknowledged: list[str] = []
    for run in range(RUNS):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "user_pool", "serve", f"--db={database}", "--port"]
        with subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL) as process:
            try:
                wait_for(port)
                before = len(acknowledged)
                threads = [
                    threading.Thread(
                        target=sign_up_until_it_breaks,
                        args=(port, f"user{run}-{number}", acknowledged),
                    )
                    for number in range(CONNECTIONS)
                ]
                for thread in threads:
                    thread.start()
                while len(acknowledged) < before + ENOUGH and any(
                    map(threading.Thread.is_alive, threads)
                ):
                    time.sleep(0.001)
            finally:
                process.kill()
        for thread in threads:
            thread.join()
        assert len(acknowledged) >= before + ENOUGH
    assert emails(service) >= set(acknowledged)
    service.close()


def emails(service: UserPoolService) -> set[str]:
    """The addresses of all users, by the API."""
    found: set[str] = set()
    members: dict[str, object] = {"UserPoolId": POOL_ID, "AttributesToGet": ["email"]}
    while True:
        body = json.dumps(members).encode()
        answer = json.loads(service.handle(f"{TARGET_PREFIX}ListUsers", body).body)
        found |= {user["Attributes"][0]["Value"] for user in answer["Users"]}
        if "PaginationToken" not in answer:
            return found
        members["PaginationToken"] = answer["PaginationToken"]
