"""How the app grows: workers, threads, connections, and a pool that is slow. Ratios in one run.

    python -m bench.growth [--rounds 3]

The client, the app and the pool share this machine's cores, so that rates stop growing where these
are used up; the pool's distance is simulated by a wait, which uses none.
"""

import argparse
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from http import HTTPStatus
from inspect import signature
from tempfile import TemporaryDirectory

from amplify_auth import configure
from bench.figures import compare, percentile
from bench.kinds import KINDS, OWN, network, served
from bench.load import Connection, Form, in_parallel
from bench.server import SMALLEST, browsers
from bench.servers import Server, stub_pool

MILLISECONDS = 1000
WORKERS = (1, 2, 4)
THREADS = (4, 16, 32)
CONNECTIONS = (1, 10, 100)
DISTANCE = 0.2
"""Seconds to a pool that is a continent away, and hashes."""

SLOW = 2.0
"""Seconds that a pool in trouble takes."""

PAGES = 400
SIGN_UPS_EACH = 10
CALLS = signature(configure).parameters["max_pool_connections"].default
CROWD = 64
"""People who send their forms at once to a slow pool."""

Figures = dict[str, dict[str, list[float]]]
PATH = KINDS[OWN].path


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    figures: Figures = defaultdict(lambda: defaultdict(list))
    with TemporaryDirectory() as folder, ExitStack() as stack:
        near = stack.enter_context(stub_pool()).port
        far = stack.enter_context(stub_pool(DISTANCE)).port
        slow = stack.enter_context(stub_pool(SLOW)).port
        for _ in range(rounds):
            for count in WORKERS:
                with served(OWN, folder, near, "-w", str(count)) as server:
                    by_workers(server, f"{count} workers", figures)
            with served(OWN, folder, near) as server:
                for count in CONNECTIONS:
                    latency(server, count, figures)
            for count in THREADS:
                with served(OWN, folder, far, "--threads", str(count)) as server:
                    figures[f"sign-ups/s, pool {DISTANCE} s away, 2 workers"][
                        f"{count} threads"
                    ].append(sign_ups(server, count))
            with served(OWN, folder, slow) as server:
                while_the_pool_is_slow(server, figures)
    for title, kinds in figures.items():
        compare(title, kinds, next(iter(kinds)))


def by_workers(server: Server, name: str, figures: Figures) -> None:
    """Measure pages a second over 16 connections, and the memory of a worker afterwards."""
    look(server, 100, 16)
    seconds, _ = look(server, PAGES, 16)
    figures["GET, requests/s over 16 connections"][name].append(PAGES / seconds)
    send_all(server, open_forms(server, 64), 16)
    figures["memory of a worker after 64 sign-ups, MB"][name].append(server.memory())


def latency(server: Server, connections: int, figures: Figures) -> None:
    """Measure how long pages take over so many connections at once."""
    _, taken = look(server, max(PAGES, 10 * connections), connections)
    name = f"{connections} connections"
    figures["GET, median ms"][name].append(percentile(taken, 50))
    figures["GET, p99 ms"][name].append(percentile(taken, 99))


def sign_ups(server: Server, threads: int) -> float:
    """Return the sign-ups a second of as many people as two workers let call at once."""
    people = 2 * min(threads, CALLS)
    send_all(server, open_forms(server, 16), 16)  # boto3 is there, and its connections
    statuses: list[int] = []
    seconds = send_all(server, open_forms(server, people * SIGN_UPS_EACH), people, statuses)
    return statuses.count(HTTPStatus.SEE_OTHER) / seconds


def while_the_pool_is_slow(server: Server, figures: Figures) -> None:
    """Measure pages while a crowd waits for the pool, and how many of the crowd get through."""
    _, taken = look(server, 100, 4)
    figures[f"GET, p99 ms, pool {SLOW} s slow"]["nobody signs up"].append(percentile(taken, 99))
    forms = open_forms(server, CROWD * 2)
    statuses: list[int] = []
    crowd = threading.Thread(target=send_all, args=[server, forms, CROWD, statuses])
    crowd.start()
    time.sleep(SLOW / 4)
    _, taken = look(server, 100, 4)
    crowd.join()
    name = f"{CROWD} people do"
    figures[f"GET, p99 ms, pool {SLOW} s slow"][name].append(percentile(taken, 99))
    through = statuses.count(HTTPStatus.SEE_OTHER)
    figures[f"signed up of {2 * CROWD}, pool {SLOW} s slow"][name].append(through)


def look(server: Server, many: int, connections: int) -> tuple[float, list[float]]:
    """Open the page, and return the seconds of all and the milliseconds of each."""
    idle = [Connection(server.port, gzip=True) for _ in range(connections)]
    taken: list[float] = []

    def one(number: int) -> None:
        connection = idle.pop()
        start = time.perf_counter()
        connection.get(PATH, network(number))
        taken.append((time.perf_counter() - start) * MILLISECONDS)
        idle.append(connection)

    seconds = in_parallel(connections, [next(browsers) for _ in range(many)], one)
    for connection in idle:
        connection.close()
    return seconds, taken


def open_forms(server: Server, many: int) -> list[Form]:
    """Open so many forms, each in a browser of its own, and wait until they may be sent."""
    with Connection(server.port) as connection:
        forms = [connection.open_form(PATH, network(next(browsers))) for _ in range(many)]
    time.sleep(SMALLEST)
    return forms


def send_all(
    server: Server, forms: Iterable[Form], people: int, statuses: list[int] | None = None
) -> float:
    """Send forms, so many at a time, and return the seconds that it took."""

    def one(form: Form) -> None:
        with Connection(server.port) as connection:
            values = KINDS[OWN].fields(f"person.{next(browsers)}@example.com")
            status = connection.send_form(PATH, form, values).status
        if statuses is None:
            assert status == HTTPStatus.SEE_OTHER, status
        else:
            statuses.append(status)

    return in_parallel(people, forms, one)


if __name__ == "__main__":
    main()
