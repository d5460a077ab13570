"""Cost of a page and a sign-up, compared with a minimal form.

    python -m bench.server [--rounds 9] [--browsers 300]

One worker serves each under the app's gunicorn settings, and they take turns. The cost is the
processor time of the server's processes, which is steadier than the clock and decides how many
people a machine can serve. Forms are sent over several connections at once: the app delays its
answers to them, and a processor that waits between two forms works more slowly.
"""

import argparse
import time
from contextlib import ExitStack
from http import HTTPStatus

from bench.support.clients import Browser, at_once, open_forms
from bench.support.figures import Figures
from bench.support.servers import APP, BARE_FORM, Server, serve, serve_stub_pool

SITES = {"app": APP, "bare form": BARE_FORM}
CONNECTIONS = 8


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--browsers", type=int, default=300)
    options = parser.parse_args()
    figures = Figures()
    with serve_stub_pool() as pool, ExitStack() as stack:
        for _ in range(options.rounds):
            for name, app in SITES.items():
                start = time.perf_counter()
                with serve(app, pool=pool.url) as server:
                    open_forms(server.url, 1)
                    figures.add("start to first page, s", name, time.perf_counter() - start)
        servers = {
            name: stack.enter_context(serve(app, "-w", "1", pool=pool.url))
            for name, app in SITES.items()
        }
        for number in range(-1, options.rounds):
            for name, server in servers.items():
                # The first round warms the servers up.
                measure(name, server, options.browsers, figures if number >= 0 else Figures())
    figures.report()


def measure(name: str, server: Server, many: int, figures: Figures) -> None:
    """Measure the processor time of opening so many forms, and of sending them."""
    started = server.cpu_seconds()
    browsers = open_forms(server.url, many)
    opened = server.cpu_seconds()
    _, answers = at_once(CONNECTIONS, Browser.sign_up, browsers)
    sent = server.cpu_seconds()
    assert {answer.status for answer in answers} == {HTTPStatus.SEE_OTHER}
    figures.add("GET, CPU ms", name, (opened - started) / many * 1000)
    figures.add("POST, CPU ms", name, (sent - opened) / many * 1000)


if __name__ == "__main__":
    main()
