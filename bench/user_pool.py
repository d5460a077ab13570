"""The embedded pool's speed, as ratios to moto's server and to its own verifier.

Run it as `python bench/user_pool.py`: it takes about half a minute. Both servers run on this
machine, answer the same clients and take turns, so that what else the machine does hits both; only
the embedded pool waits for the disk, whose flush is therefore printed, too.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from user_pool import UserPoolDefinition, UserPoolService
from user_pool.protocol import TARGET_PREFIX
from user_pool.srp_server import SALT_BYTES, Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD = "Correct-horse-1"  # noqa: S105 - nobody's
ROUNDS = 7
CALLS = 160
MANY = 100_000
POOL: dict[str, Any] = {
    "PoolName": "bench",
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
}
DEFINITION = UserPoolDefinition("us-east-1_Bench", "bench", POOL, {"ClientName": "bench"})


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        database = Path(folder) / "served.db"
        commands = {
            "embedded": ["-m", "user_pool", "serve", f"--db={database}", "--port"],
            "moto": ["-m", "moto.server", "-p"],
        }
        starts: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(3):
            for name, command in commands.items():
                with served(command) as (_port, seconds):
                    starts[name].append(seconds)
        compare("start to first answer, s (less is better)", starts)
        ports = {
            name: stack.enter_context(served(command))[0] for name, command in commands.items()
        }
        clients = {name: make_client(port) for name, port in ports.items()}
        for connections in (1, 16):
            rates: dict[str, list[float]] = {name: [] for name in ports}
            errors = dict.fromkeys(ports, 0)
            for _ in range(ROUNDS):
                for name, port in ports.items():
                    figure, failed = rate(port, clients[name], connections)
                    rates[name].append(figure)
                    errors[name] += failed
            compare(f"SignUp/s over {connections} connection(s)", rates)
            print(f"  answers of 5xx: {errors}")
        in_process(Path(folder))
        growth(Path(folder))


@contextmanager
def served(arguments: list[str]) -> Iterator[tuple[int, float]]:
    """A server of its own process: its port, and the seconds to its first answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments, str(port)],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "AWS_DEFAULT_REGION": "us-east-1"},
    )
    try:
        while True:
            try:
                call(http.client.HTTPConnection("127.0.0.1", port), "ListUsers", {})
                break
            except OSError:
                time.sleep(0.005)
        yield port, time.perf_counter() - begin
    finally:
        process.kill()
        process.wait()


def call(
    connection: http.client.HTTPConnection, operation: str, members: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    """One request, as any client sends it."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"{TARGET_PREFIX}{operation}",
        # moto finds the service by the scope of a signature, which it does not check.
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cognito-idp/x",
    }
    connection.request("POST", "/", json.dumps(members), headers)
    response = connection.getresponse()
    body = response.read()
    try:
        return response.status, json.loads(body)
    except ValueError:
        return response.status, {}


def make_client(port: int) -> str:
    """A pool and a client by the API; the client's id."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    pool_id = call(connection, "CreateUserPool", POOL)[1]["UserPool"]["Id"]
    members = {"UserPoolId": pool_id, "ClientName": "bench"}
    client = call(connection, "CreateUserPoolClient", members)[1]["UserPoolClient"]
    return str(client["ClientId"])


def sign_ups(port: int, client_id: str, count: int) -> int:
    """So many sign-ups over one connection; how many of them the server failed to answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    statuses = [call(connection, "SignUp", new_user(client_id))[0] for _ in range(count)]
    connection.close()
    failed = sum(status >= http.HTTPStatus.INTERNAL_SERVER_ERROR for status in statuses)
    assert statuses.count(http.HTTPStatus.OK) + failed == count
    return failed


def new_user(client_id: str) -> dict[str, Any]:
    """A SignUp request."""
    username = f"{uuid.uuid4()}@example.com"
    return {"ClientId": client_id, "Username": username, "Password": PASSWORD}


def rate(port: int, client_id: str, connections: int) -> tuple[float, int]:
    """Sign-ups a second, and how many failed."""
    share = CALLS // connections
    begin = time.perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        failed = sum(threads.map(lambda _: sign_ups(port, client_id, share), range(connections)))
    return CALLS / (time.perf_counter() - begin), failed


def in_process(folder: Path) -> None:
    """What SignUp costs beside its verifier."""
    service = UserPoolService(folder / "in-process.db")
    service.ensure_user_pool(DEFINITION)
    costs = {
        "whole": milliseconds(lambda: sign_up(service)),
        "verifier": milliseconds(
            lambda: Verifier.of("us-east-1_Bench", "x", PASSWORD, os.urandom(SALT_BYTES))
        ),
    }
    compare("SignUp in process, ms (less is better)", costs)
    with (folder / "flush").open("wb") as file:
        flushes = milliseconds(lambda: (file.write(bytes(4096)), file.flush(), os.fsync(file)))
    print(f"  of it the disk's flush: {statistics.median(flushes):.2f} ms")
    beside = statistics.median(costs["whole"]) - statistics.median(costs["verifier"])
    print(f"  beside the verifier: {beside:.2f} ms")
    service.close()


def growth(folder: Path) -> None:
    """SignUp with many users and with none."""
    services = {}
    for name, users in (("100,000 users", MANY), ("empty", 0)):
        database = folder / f"growth-{users}.db"
        services[name] = service = UserPoolService(database)
        service.ensure_user_pool(DEFINITION)
        fill(service, users)
    latencies: dict[str, list[float]] = {name: [] for name in services}
    for _ in range(ROUNDS):
        for name, service in services.items():
            latencies[name] += milliseconds(lambda service=service: sign_up(service), rounds=1)
    compare("SignUp by pool size, ms (less is better)", latencies)
    for service in services.values():
        service.close()


def fill(service: UserPoolService, users: int) -> None:
    """Put users into the file, as so many sign-ups would."""
    salt, verifier = os.urandom(16), os.urandom(384)
    rows = [(str(uuid.uuid4()), f"user{number}@example.com") for number in range(users)]
    with service._environment.store.write() as db:  # noqa: SLF001 - the API would take minutes
        db.executemany(
            "INSERT INTO users VALUES (?1, 'us-east-1_Bench', ?1, ?1, 'UNCONFIRMED', 1,"
            " json_object('email', ?2), ?3, ?4, 0, 0)",
            [(sub, email, salt, verifier) for sub, email in rows],
        )
        db.executemany(
            "INSERT INTO aliases VALUES ('us-east-1_Bench', 'email', ?2, ?1)",
            rows,
        )


def sign_up(service: UserPoolService) -> None:
    """One sign-up in process."""
    body = json.dumps(new_user("bench")).encode()
    response = service.handle(f"{TARGET_PREFIX}SignUp", body)
    assert response.status == http.HTTPStatus.OK, response.body


def milliseconds(action: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds an action takes, in each round of calls."""
    action()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(CALLS):
            action()
        times.append((time.perf_counter() - begin) * 1000 / CALLS)
    return times


def compare(title: str, samples: dict[str, list[float]]) -> None:
    """Print two series and the ratio of their medians."""
    print(title)
    medians = []
    for name, values in samples.items():
        medians.append(statistics.median(values))
        print(f"  {name}: {medians[-1]:.2f} ({min(values):.2f} to {max(values):.2f})")
    print(f"  ratio: {medians[0] / medians[1]:.2f}")


if __name__ == "__main__":
    main()
