"""Speed of the embedded pool, compared with moto's server.

    python -m bench.pool [--rounds 7]

Both servers run on this machine, answer the same client and take turns. Only the embedded pool
waits for the disk.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.support.clients import at_once, call, connect
from bench.support.figures import Figures
from tests.contract.servers import serving
from tests.pages import PASSWORD

CALLS = 160
"""Sign-ups a round."""

POOL = {
    "PoolName": "bench",
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    figures = Figures()
    for _ in range(rounds):
        with TemporaryDirectory() as folder:
            embedded = ("user_pool", "serve", f"--db={folder}/user_pool.db")
            measure("embedded pool", embedded, "/healthz", Path(folder, "log"), figures)
            moto = ("moto.server",)
            measure("moto", moto, "/moto-api/data.json", Path(folder, "log"), figures)
    figures.report()


def measure(name: str, command: tuple[str, ...], health: str, log: Path, figures: Figures) -> None:
    """Measure a start, and sign-ups over one connection and over many."""
    start = time.perf_counter()
    with serving(*command, health=health, log=log) as url:
        figures.add("start to first answer, s", name, time.perf_counter() - start)
        pool = connect(url)
        pool_id = call(pool, "CreateUserPool", **POOL)["UserPool"]["Id"]
        client = call(pool, "CreateUserPoolClient", UserPoolId=pool_id, ClientName="bench")
        client_id = client["UserPoolClient"]["ClientId"]

        def sign_up(email: str) -> bool:
            answer = call(pool, "SignUp", ClientId=client_id, Username=email, Password=PASSWORD)
            return "UserSub" in answer

        for connections in (1, 16):
            emails = [f"person.{number}@{connections}.example.com" for number in range(CALLS)]
            seconds, accepted = at_once(connections, sign_up, emails)
            title = f"over {connections} connection(s)"
            figures.add(f"SignUp/s {title}", name, CALLS / seconds)
            figures.add(f"SignUps of {CALLS} accepted {title}", name, sum(accepted))


if __name__ == "__main__":
    main()
