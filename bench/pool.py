"""Speed of the embedded pool, compared with moto's server.

    python -m bench.pool [--rounds 7] [--users 20000]

Both servers run on this machine, answer the same client and take turns. Only the embedded pool
waits for the disk.
"""

import argparse
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.support.figures import Figures
from bench.support.load import Connection, over
from bench.support.servers import PASSWORD, python, serve
from user_pool import UserPoolService

CALLS = 160
"""Calls a round."""

POOL = {
    "PoolName": "bench",
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
    "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
}
CLIENT = {"ClientName": "bench", "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}

numbers = count(1)
Call = Callable[..., Any]
"""Calls an operation by its name and members, and returns the response's members."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--users", type=int, default=20_000)
    options = parser.parse_args()
    figures = Figures()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        measure_served(Path(folder), options.rounds, figures, stack)
        measure_in_process(Path(folder), options.rounds, options.users, figures)
    figures.report()


def measure_served(folder: Path, rounds: int, figures: Figures, stack: ExitStack) -> None:
    """Measure starts, and sign-ups over one connection and over many."""
    commands = {
        "embedded": python("user_pool", "serve", "--port={port}", f"--db={folder}/served.db"),
        "moto": python("moto.server", "-p", "{port}"),
    }
    environment = {"AWS_DEFAULT_REGION": "us-east-1"}
    for _ in range(rounds):
        for name, command in commands.items():
            with serve(command, environment=environment) as server:
                figures.add("start until the port is open, s", name, server.start_seconds)
    ports = {
        name: stack.enter_context(serve(command, environment=environment)).port
        for name, command in commands.items()
    }
    clients = {name: new_client(Connection(port).call) for name, port in ports.items()}
    for connections in (1, 16):
        for _ in range(rounds):
            for name, port in ports.items():
                seconds, accepted = over(connections, port, sign_up_over, [clients[name]] * CALLS)
                title = f"over {connections} connection(s)"
                figures.add(f"SignUp/s {title}", name, CALLS / seconds)
                figures.add(f"SignUps of {CALLS} accepted {title}", name, sum(accepted))


def measure_in_process(folder: Path, rounds: int, users: int, figures: Figures) -> None:
    """Measure sign-ups without a server: with and without a password, and with many users."""
    few, many = UserPoolService(folder / "few.db"), UserPoolService(folder / "many.db")
    few_client, many_client = new_client(few.call), new_client(many.call)
    for _ in range(users):
        sign_up(many.call, many_client)
    for _ in range(rounds):
        for name, call, client, members in (
            ("SignUp", few.call, few_client, {"Password": PASSWORD}),
            ("without a password", few.call, few_client, {}),
            (f"with {users:,} users", many.call, many_client, {"Password": PASSWORD}),
        ):
            start = time.perf_counter()
            for _ in range(CALLS):
                sign_up(call, client, **members)
            seconds = time.perf_counter() - start
            figures.add("in process, ms", name, seconds / CALLS * 1000)
    few.close()
    many.close()


def new_client(call: Call) -> str:
    """Make a pool and a client, and return the client's id."""
    pool = call("CreateUserPool", **POOL)["UserPool"]["Id"]
    client = call("CreateUserPoolClient", UserPoolId=pool, **CLIENT)["UserPoolClient"]
    return str(client["ClientId"])


def sign_up(call: Call, client: str, **members: str) -> bool:
    """Sign a new user up, and return whether the pool has accepted it."""
    username = f"person.{next(numbers)}@example.com"
    return "UserSub" in call("SignUp", ClientId=client, Username=username, **members)


def sign_up_over(connection: Connection, client: str) -> bool:
    """Sign a new user up over a connection."""
    return sign_up(connection.call, client, Password=PASSWORD)


if __name__ == "__main__":
    main()
