"""Growth: more workers and threads, a slow pool, a host that dies, and a minute of failures.

    python -m bench.growth [load | hosts | soak] [--rounds 3] [--seconds 60]

The client, the app and its pool share this machine's cores, so that rates stop growing where these
are used up. A pool's distance is a wait, which uses none. The exit status is 1 if a sign-up that
was acknowledged is lost, or the app has crashed.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from itertools import islice
from statistics import quantiles

from urllib3.exceptions import HTTPError

from amplify_auth import load_amplify_outputs
from bench.support.clients import Browser, at_once, call, connect, open_forms
from bench.support.figures import Figures
from bench.support.servers import (
    APP,
    Server,
    serve,
    serve_embedded_pool,
    serve_nginx,
    serve_redis,
    serve_stub_pool,
)
from bench.support.soaking import inject_faults, sign_up_until
from tests.contract.pools import EMAIL_POOL
from tests.faulty_pool import faulty_pool, relayed_to

PARTS = ("load", "hosts", "soak")
FAR, SLOW = 0.2, 2.0
"""Seconds to a pool on another continent, and to a pool in trouble."""

PAGES = 1000
AT_ONCE = 16
CALLS = 48
"""Calls that two workers make to the pool at once."""

CROWD = 64
"""People who send their forms at once while the pool is in trouble."""

PEOPLE = 300
"""People who sign up while a host dies."""

PROXY = """
    location / {
        proxy_pass http://hosts;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
    }
"""

SOAKING = 8
"""People who sign up at once in the minute of failures."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    parts = [options.part] if options.part else PARTS
    if "load" in parts:
        load(options.rounds)
    if "hosts" in parts:
        hosts()
    if "soak" in parts:
        soak(options.seconds)


def load(rounds: int) -> None:
    """Measure pages by workers, sign-ups by threads, and pages while the pool is slow."""
    figures = Figures()
    with serve_stub_pool(FAR) as far, serve_stub_pool(SLOW) as slow:
        for _ in range(rounds):
            for workers in (4, 2, 1):
                with serve(APP, "-w", str(workers), pool=far.url) as server:
                    get_pages(server, 100, AT_ONCE)
                    seconds, _ = get_pages(server, PAGES, AT_ONCE)
                    figures.add("GET, requests/s", f"{workers} workers", PAGES / seconds)
            for threads in (32, 16, 4):
                with serve(APP, "--threads", str(threads), pool=far.url) as server:
                    sign_people_up(server.url, AT_ONCE, AT_ONCE)
                    people = min(2 * threads, CALLS)
                    seconds, answers = sign_people_up(server.url, 10 * people, people)
                    title = f"sign-ups/s, pool {FAR} s away, 2 workers"
                    figures.add(title, f"{threads} threads", answers["303"] / seconds)
            with serve(APP, pool=slow.url) as server, ThreadPoolExecutor() as thread:
                title = f"GET, 99th percentile ms, pool {SLOW} s away"
                get_pages(server, 100, AT_ONCE)
                _, alone = get_pages(server, 100, 4)
                crowd = thread.submit(at_once, CROWD, sign_up, open_forms(server.url, 2 * CROWD))
                time.sleep(SLOW / 4)
                _, crowded = get_pages(server, 100, 4)
                assert not crowd.done()
                figures.add(title, f"{CROWD} people sign up", quantiles(crowded, n=100)[-1])
                figures.add(title, "nobody signs up", quantiles(alone, n=100)[-1])
    figures.report()


def get_pages(server: Server, many: int, connections: int) -> tuple[float, list[float]]:
    """Get so many pages, and return the seconds of all and the milliseconds of each."""
    site = connect(server.url)

    def get(browser: Browser) -> float:
        start = time.perf_counter()
        browser.open("/sign-up")
        return (time.perf_counter() - start) * 1000

    return at_once(connections, get, [Browser(site) for _ in range(many)])


def sign_people_up(url: str, many: int, connections: int) -> tuple[float, Counter[str]]:
    """Open so many forms and send them, and return the seconds of sending and the answers."""
    seconds, answers = at_once(connections, sign_up, open_forms(url, many))
    return seconds, Counter(answers)


def sign_up(browser: Browser) -> str:
    """Send an open form, and return the answer's status or the name of the connection's error."""
    try:
        return str(browser.sign_up().status)
    except HTTPError as error:
        return type(error).__name__


def hosts() -> None:
    """Kill one of two hosts amid sign-ups, and look for those that were acknowledged."""
    with (
        serve_stub_pool() as pool,
        serve_redis() as store,
        serve(APP, pool=pool.url, REDIS_URL=store) as one,
        serve(APP, pool=pool.url, REDIS_URL=store) as other,
        serve_nginx(PROXY, hosts=[one.address, other.address]) as url,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        people = open_forms(url, PEOPLE)
        answers = threads.map(sign_up, people)
        statuses = [*islice(answers, PEOPLE // 2)]
        other.kill()
        statuses += answers
        acknowledged = [
            browser for browser, status in zip(people, statuses, strict=True) if status == "303"
        ]
        pages = [browser.open("/confirm-sign-up") for browser in acknowledged]
        lost = [page for page in pages if page.status != HTTPStatus.OK]
    print(f"\nOne of two hosts killed amid {PEOPLE} sign-ups: {dict(Counter(statuses))}")
    print(f"  of those answered 303, lost: {len(lost)}")
    if lost:
        sys.exit("A sign-up is lost.")


def soak(seconds: float) -> None:
    """Let people sign up while the pool fails and workers die, and look for every account."""
    with (
        serve_embedded_pool() as pool,
        faulty_pool() as faulty,
        serve(APP, pool=faulty.url, RATELIMIT_ENABLED="0") as server,
        ThreadPoolExecutor(SOAKING) as threads,
    ):
        faulty.fault = relayed_to(pool)
        until = time.monotonic() + seconds
        soaking = [threads.submit(sign_up_until, until, server.url, pool) for _ in range(SOAKING)]
        injected = inject_faults(until, faulty, pool, server)
        answers: Counter[str] = Counter()
        acknowledged: list[str] = []
        for person in soaking:
            answers += person.result()[0]
            acknowledged += person.result()[1]
        crashes = server.log.read_text().count("sys_crash")
        members = {"UserPoolId": load_amplify_outputs(EMAIL_POOL).auth.user_pool_id}
        users = connect(pool)
        lost = [
            email
            for email in acknowledged
            if not call(users, "ListUsers", **members, Filter=f'email = "{email}"')["Users"]
        ]
    print(f"\nSoak of {seconds:.0f} s")
    print(f"  faults injected         {dict(injected)}")
    print(f"  answers                 {dict(answers)}")
    print(f"  sign-ups acknowledged   {len(acknowledged)}, of these lost {len(lost)}")
    print(f"  crashes                 {crashes}")
    if lost or crashes:
        sys.exit(f"Crashed, or lost sign-ups: {lost[:5]}")


if __name__ == "__main__":
    main()
