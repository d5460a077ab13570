"""Growth: more workers, threads and connections, a slow pool, and two hosts.

    python -m bench.growth [PART ...] [--rounds 3]

The parts are `load`, `hosts` and `redis`; without any, all of them run. The client, the app
and its pool share this machine's cores, so that rates stop growing where these are used up. A
pool's distance is a wait, which uses none. The exit status is 1 if a sign-up that was acknowledged
is lost.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from http import HTTPStatus
from inspect import signature

import redis

from amplify_auth import configure
from bench.support.figures import Figures, percentile
from bench.support.load import Browser, Connection, newest_code, open_forms, over
from bench.support.servers import (
    HOST,
    Server,
    serve,
    serve_nginx,
    serve_stub_pool,
)
from bench.support.sites import OWN, SITES, serve_site
from tests.pages import AFTER_SIGN_IN_URL

SITE = SITES[OWN]
CALLS = signature(configure).parameters["max_pool_connections"].default
"""Calls that a worker makes to the pool at once."""

FAR = 0.2
"""Seconds to a pool on another continent."""

SLOW = 2.0
"""Seconds to a pool in trouble."""

PAGES = 400
PEOPLE = 300
CROWD = 64
"""Number of people who send their forms at once."""

AT_ONCE = 16


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = {"load": load, "hosts": hosts, "redis": redis_memory}
    parser.add_argument("parts", nargs="*", metavar="PART", default=[*parts])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for part in options.parts:
        parts[part](options)


def load(options: argparse.Namespace) -> None:
    """Measure pages and sign-ups by workers, connections and threads, and with a slow pool."""
    figures = Figures()
    with serve_stub_pool() as near, serve_stub_pool(FAR) as far, serve_stub_pool(SLOW) as slow:
        for _ in range(options.rounds):
            for workers in (1, 2, 4):
                with serve_site(OWN, near.url, "-w", str(workers)) as server:
                    get_pages(server, 100, AT_ONCE)
                    seconds, _ = get_pages(server, PAGES, AT_ONCE)
                    submit_all(server, CROWD, AT_ONCE)
                    name = f"{workers} workers"
                    figures.add("GET, requests/s", name, PAGES / seconds)
                    figures.add("memory of a worker, MB", name, server.memory())
            with serve_site(OWN, near.url) as server:
                for connections in (1, 10, 100):
                    _, taken = get_pages(server, max(PAGES, 10 * connections), connections)
                    name = f"{connections} connections"
                    figures.add("GET, median ms", name, percentile(taken, 50))
                    figures.add("GET, 99th percentile ms", name, percentile(taken, 99))
            for threads in (4, 16, 32):
                with serve_site(OWN, far.url, "--threads", str(threads)) as server:
                    submit_all(server, AT_ONCE, AT_ONCE)
                    people = 2 * min(threads, CALLS)
                    seconds, answers = submit_all(server, 10 * people, people)
                    title = f"sign-ups/s, pool {FAR} s away, 2 workers"
                    figures.add(title, f"{threads} threads", answers["303"] / seconds)
            with serve_site(OWN, slow.url) as server:
                while_pool_is_slow(server, figures)
    figures.report()


def while_pool_is_slow(server: Server, figures: Figures) -> None:
    """Measure pages while a crowd waits for the pool, and how many of the crowd get through."""
    title = f"GET, 99th percentile ms, pool {SLOW} s slow"
    figures.add(title, "nobody signs up", percentile(get_pages(server, 100, 4)[1], 99))
    browsers = open_forms(server.port, SITE.path, 2 * CROWD)
    with ThreadPoolExecutor(1) as thread:
        crowd = thread.submit(over, CROWD, server.port, submit, browsers)
        time.sleep(SLOW / 4)
        figures.add(title, f"{CROWD} people do", percentile(get_pages(server, 100, 4)[1], 99))
        accepted = crowd.result()[1].count("303")
    figures.add(f"signed up of {2 * CROWD}, pool {SLOW} s slow", "app", accepted)


def hosts(options: argparse.Namespace) -> None:
    """Measure two hosts behind nginx with one Redis, and kill one of them amid sign-ups."""
    figures = Figures()
    with (
        serve_stub_pool() as pool,
        serve_redis() as store,
        serve_site(OWN, pool.url, REDIS_URL=redis_url(store)) as one,
        serve_site(OWN, pool.url, REDIS_URL=redis_url(store)) as other,
    ):
        for _ in range(options.rounds):
            for name, servers in {"one host": [one], "two hosts": [one, other]}.items():
                with serve_proxy(servers) as front:
                    seconds, answers = submit_all(front, PEOPLE, AT_ONCE)
                    figures.add("sign-ups/s with Redis", name, answers["303"] / seconds)
        figures.report()
        with serve_proxy([one, other]) as front:
            browsers = open_forms(front.port, SITE.path, PEOPLE)

            def submit_and_kill(connection: Connection, browser: Browser) -> str:
                if browser is browsers[PEOPLE // 2]:
                    other.kill()
                return submit(connection, browser)

            _, statuses = over(AT_ONCE, front.port, submit_and_kill, browsers)
            with Connection(front.port) as connection:
                lost = [
                    browser
                    for browser, status in zip(browsers, statuses, strict=True)
                    if status == "303"
                    and connection.get("/confirm-sign-up", browser).status != HTTPStatus.OK
                ]
    print(f"\nOne of two hosts killed amid {PEOPLE} sign-ups: {dict(Counter(statuses))}")
    print(f"  of those answered 303, lost: {len(lost)}")
    if lost:
        sys.exit("A sign-up is lost.")


def redis_memory(_options: argparse.Namespace) -> None:
    """Measure what Redis grows by with each sign-up."""
    people = [Browser() for _ in range(PEOPLE)]
    with (
        serve_redis() as store,
        serve_site(OWN, None, REDIS_URL=redis_url(store), MIN_FILL_SECONDS="0") as server,
        redis.Redis(port=store.port) as client,
        Connection(server.port) as connection,
    ):

        def used() -> float:
            return int(client.info("memory")["used_memory"]) / PEOPLE

        empty = used()
        for browser in people:
            connection.post_form(SITE.path, browser, SITE.fields(browser.email))
        print(f"\nRedis, for somebody who waits for the code: {used() - empty:.0f} bytes")
        for browser in people:
            code = newest_code(connection, browser.email) or ""
            connection.post_form("/confirm-sign-up", browser, {"confirmation_code": code})
            answer = connection.post_form("/auto-sign-in", browser, {})
            assert answer.location == AFTER_SIGN_IN_URL, answer
        print(f"Redis, for somebody who is signed in: {used() - empty:.0f} bytes")


def get_pages(server: Server, many: int, connections: int) -> tuple[float, list[float]]:
    """Get so many pages, and return the seconds of all and the milliseconds of each."""

    def get(connection: Connection, browser: Browser) -> float:
        start = time.perf_counter()
        connection.get(SITE.path, browser)
        return (time.perf_counter() - start) * 1000

    return over(connections, server.port, get, [Browser() for _ in range(many)])


def submit_all(server: Server, many: int, connections: int) -> tuple[float, Counter[str]]:
    """Open so many forms and send them, and return the seconds of sending and the answers."""
    browsers = open_forms(server.port, SITE.path, many)
    seconds, answers = over(connections, server.port, submit, browsers)
    return seconds, Counter(answers)


def submit(connection: Connection, browser: Browser) -> str:
    """Send a form, and return the answer's status or the name of the connection's error."""
    try:
        return str(connection.submit(SITE.path, browser, SITE.fields(browser.email)).status)
    except ConnectionError as error:
        return str(error)


def serve_redis() -> AbstractContextManager[Server]:
    """Serve a Redis that keeps nothing on disk."""
    return serve(["redis-server", "--bind", HOST, "--port", "{port}", "--save", ""])


def redis_url(store: Server) -> str:
    """Return the setting that names a Redis."""
    return f"redis://{HOST}:{store.port}/0"


def serve_proxy(servers: list[Server]) -> AbstractContextManager[Server]:
    """Serve nginx in front of hosts."""
    listed = "".join(f"server {HOST}:{server.port};" for server in servers)
    return serve_nginx(f"""
        upstream hosts {{ {listed} keepalive 32; }}
        server {{
            listen {HOST}:{{port}};
            location / {{
                proxy_pass http://hosts;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
            }}
        }}
    """)


if __name__ == "__main__":
    main()
