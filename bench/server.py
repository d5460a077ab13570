"""What a page and a sign-up cost, beside the least that would do and beside peers.

    python -m bench.server [--rounds 7] [--browsers 300]

All are served by one worker under the app's gunicorn settings and take turns. The cost is the
processor time of the server's processes: steadier than time on the wall, and what decides how many
a machine can serve. Requests a second are those of one worker over four kept connections, while
the client uses the same two cores.
"""

import argparse
import time
from collections import defaultdict
from contextlib import ExitStack
from itertools import count
from tempfile import TemporaryDirectory

from bench.figures import compare
from bench.kinds import (
    BARE_FORM,
    BARE_TEMPLATE,
    KINDS,
    OWN,
    install_peers,
    network,
    served,
)
from bench.load import Connection, Form, in_parallel
from bench.servers import Server, stub_pool

MILLISECONDS = 1000
CONNECTIONS = 4
SMALLEST = 1.1
"""Seconds that a form is open: production takes none that was filled in within one."""

Figures = dict[str, dict[str, list[float]]]
browsers = count(1)


def measure(name: str, server: Server, many: int, figures: Figures) -> None:
    """Open forms and send them; every browser is a new one, from a network of its own."""
    kind = KINDS[name]
    with Connection(server.port, gzip=True) as connection:
        before = server.cpu_seconds()
        for _ in range(many):
            connection.get(kind.path, network(next(browsers)))
        figures["GET, CPU ms"][name].append((server.cpu_seconds() - before) / many * MILLISECONDS)
    with Connection(server.port) as connection:
        before = server.cpu_seconds()
        forms = [connection.open_form(kind.path, network(next(browsers))) for _ in range(many)]
        spent = server.cpu_seconds() - before
        figures["GET without gzip, CPU ms"][name].append(spent / many * MILLISECONDS)
        if name != BARE_TEMPLATE:
            time.sleep(SMALLEST)
            before = server.cpu_seconds()
            for form in forms:
                send(connection, name, form)
            spent = server.cpu_seconds() - before
            figures["POST, CPU ms"][name].append(spent / many * MILLISECONDS)


def measure_rate(name: str, server: Server, many: int, figures: Figures) -> None:
    """Do the same over several connections at once, by the clock."""
    kind = KINDS[name]
    idle = [Connection(server.port, gzip=True) for _ in range(CONNECTIONS)]
    forms: list[Form] = []

    def look(number: int) -> None:
        connection = idle.pop()
        connection.get(kind.path, network(number))
        idle.append(connection)

    def send_one(form: Form) -> None:
        connection = idle.pop()
        send(connection, name, form)
        idle.append(connection)

    numbers = [next(browsers) for _ in range(many)]
    figures["GET, requests/s"][name].append(many / in_parallel(CONNECTIONS, numbers, look))
    if name != BARE_TEMPLATE:
        with Connection(server.port) as connection:
            forms = [connection.open_form(kind.path, network(next(browsers))) for _ in range(many)]
        time.sleep(SMALLEST)
        figures["POST, requests/s"][name].append(many / in_parallel(CONNECTIONS, forms, send_one))
    for connection in idle:
        connection.close()


def send(connection: Connection, name: str, form: Form) -> None:
    """Send a form; anything but a redirect is a mistake of the bench."""
    kind = KINDS[name]
    email = f"person.{next(browsers)}@example.com"
    answer = connection.send_form(kind.path, form, kind.fields(email))
    assert answer.status in {302, 303}, (name, answer.status, answer.body[:2000])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--browsers", type=int, default=300)
    parser.add_argument("--only", nargs="*", default=[*KINDS], help="kinds to measure")
    options = parser.parse_args()
    install_peers()
    figures: Figures = defaultdict(lambda: defaultdict(list))
    with TemporaryDirectory() as folder, ExitStack() as stack:
        pool = stack.enter_context(stub_pool())
        servers = {
            name: stack.enter_context(served(name, folder, pool.port, "-w", "1"))
            for name in options.only
        }
        for name, server in servers.items():  # everything is made and warm after this
            measure(name, server, options.browsers, defaultdict(lambda: defaultdict(list)))
        for _ in range(options.rounds):
            for name, server in servers.items():
                measure(name, server, options.browsers, figures)
        for _ in range(options.rounds):
            for name, server in servers.items():
                measure_rate(name, server, options.browsers, figures)
    for title, kinds in figures.items():
        compare(title, kinds, BARE_FORM if BARE_FORM in kinds else OWN)


if __name__ == "__main__":
    main()
