"""How long it takes from the start of a process to its first page, beside the least that would do.

    python -m bench.start [--rounds 9]

`flask run` as a developer starts it, on the embedded pool, and gunicorn as production does, on a
pool that has boto3 to call it with. Then the first sign-up, sent a while later: boto3 takes longer
to import than the first page to draw, and nobody should wait for it.
"""

import argparse
import sys
import time
from collections import defaultdict
from tempfile import TemporaryDirectory

from bench.figures import compare
from bench.kinds import BARE_FORM, ENDPOINT, KINDS, OWN, network, served
from bench.load import Connection
from bench.servers import Server, serving, stub_pool

MILLISECONDS = 1000
TYPING_SECONDS = 2
"""Somebody who opens the first page and fills its form in, quickly."""

FLASK = {OWN: "app", BARE_FORM: "bench.peers.bare_form"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with stub_pool() as pool:
        for _ in range(rounds):
            for name, module in FLASK.items():
                command = [
                    sys.executable,
                    "-m",
                    "flask",
                    "--app",
                    module,
                    "run",
                    "--port",
                    "{port}",
                ]
                own = {} if name == OWN else {ENDPOINT: f"http://127.0.0.1:{pool.port}"}
                with (
                    TemporaryDirectory() as folder,
                    serving(command, DATA_DIR=folder, **own) as server,
                ):
                    note(figures, "flask run", name, server)
            for name in FLASK:
                with TemporaryDirectory() as folder, served(name, folder, pool.port) as server:
                    note(figures, "gunicorn", name, server)
                    title = f"first sign-up {TYPING_SECONDS} s later, ms"
                    figures[title][name].append(first_sign_up(name, server.port))
    for title, kinds in figures.items():
        compare(title, kinds, BARE_FORM)


def note(figures: dict[str, dict[str, list[float]]], how: str, name: str, server: Server) -> None:
    """Keep what one start took."""
    figures[f"{how} to the first page, s"][name].append(server.start_seconds)
    figures[f"{how} to the first page, CPU s"][name].append(server.start_cpu_seconds)


def first_sign_up(name: str, port: int) -> float:
    """Open the form, fill it in, send it, and return the milliseconds that the answer took."""
    kind = KINDS[name]
    with Connection(port) as connection:
        form = connection.open_form(kind.path, network(1))
        time.sleep(TYPING_SECONDS)
        start = time.perf_counter()
        connection.send_form(kind.path, form, kind.fields("ada@example.com"))
        return (time.perf_counter() - start) * MILLISECONDS


if __name__ == "__main__":
    main()
