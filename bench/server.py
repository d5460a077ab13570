"""Cost of a page and a sign-up, compared with a minimal form and other packages.

    python -m bench.server [--rounds 9] [--browsers 300] [--only SITE ...]

One worker serves each site under the app's gunicorn settings, and the sites take turns. The cost is
the processor time of the server's processes, which is steadier than the clock and decides how many
people a machine can serve. Forms are sent over several connections at once: the app delays its
answers to them, and a processor that waits between two forms works more slowly.
"""

import argparse
import time
from contextlib import ExitStack
from functools import partial

from bench.support.figures import Figures
from bench.support.load import FILL_SECONDS, Browser, Connection, over
from bench.support.servers import Server, serve_stub_pool
from bench.support.sites import BARE_FORM, BARE_TEMPLATE, OWN, SITES, install_peers, serve_site

CONNECTIONS = 8
REDIRECTS = {302, 303}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--browsers", type=int, default=300)
    parser.add_argument("--only", nargs="+", choices=SITES, default=[*SITES], metavar="SITE")
    options = parser.parse_args()
    install_peers()
    figures = Figures()
    with serve_stub_pool() as pool, ExitStack() as stack:
        for _ in range(options.rounds):
            for name in (OWN, BARE_FORM):
                with serve_site(name, pool.url) as server:
                    figures.add("start to first page, s", name, server.start_seconds)
        servers = {
            name: stack.enter_context(serve_site(name, pool.url, "-w", "1"))
            for name in options.only
        }
        for number in range(-1, options.rounds):
            for name, server in servers.items():
                # The first round warms the servers up.
                measure(name, server, options.browsers, figures if number >= 0 else Figures())
    figures.report(BARE_FORM)


def measure(name: str, server: Server, many: int, figures: Figures) -> None:
    """Measure the processor time of pages, compressed or not, and of sent forms."""
    path = SITES[name].path
    browsers = [Browser() for _ in range(many)]
    before = server.cpu_seconds()

    def add(title: str) -> None:
        nonlocal before
        after = server.cpu_seconds()
        figures.add(f"{title}, CPU ms", name, (after - before) / many * 1000)
        before = after

    with Connection(server.port, gzip=True) as connection:
        for _ in browsers:
            connection.get(path, Browser())
        add("GET")
    with Connection(server.port) as connection:
        for browser in browsers:
            connection.open_form(path, browser)
        add("GET without gzip")
    if name != BARE_TEMPLATE:
        time.sleep(FILL_SECONDS)
        before = server.cpu_seconds()
        over(CONNECTIONS, server.port, partial(submit, name), browsers)
        add("POST")


def submit(name: str, connection: Connection, browser: Browser) -> None:
    """Send a form, which must succeed."""
    site = SITES[name]
    answer = connection.submit(site.path, browser, site.fields(browser.email))
    assert answer.status in REDIRECTS, (name, answer.status, answer.body[:2000])


if __name__ == "__main__":
    main()
