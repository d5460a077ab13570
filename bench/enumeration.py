"""Timing of taken addresses, compared with new ones.

    python -m bench.enumeration [--pairs 200]

One worker holds the app and its embedded pool, so that anything that a taken address starts in the
background competes with the requests that follow. The addresses take turns, in a random order each
time. Measured are the POST, and the next twelve requests together. OWASP ASVS 6.3.8.

The z score is that of the rank-sum test, above zero where the taken address takes longer. The guess
is the share of single times that the best threshold sorts correctly, chosen with the answers known.
Where there is no difference at all, it still reaches the share that is printed as chance in one run
of twenty: 57 % with 200 pairs.
"""

import argparse
import random
import time
from bisect import bisect_right
from collections import defaultdict
from http import HTTPStatus
from math import sqrt
from statistics import median

from urllib3 import HTTPConnectionPool

from bench.support.clients import Browser, connect, newest_code
from bench.support.servers import APP, serve
from tests.pages import PASSWORD

NEW, UNCONFIRMED, CONFIRMED = "new", "unconfirmed", "confirmed"
FORMS = {
    "/sign-up": {"password": PASSWORD},
    "/sign-in": {"password": "A-wrong-guess-1"},
    "/reset-password": {},
}
BOUND = 0.58
"""The share that no guess may exceed with 200 pairs."""

CHANCE = 1.358
"""The 95th percentile of Kolmogorov's distribution."""

FOLLOWING = 12
PAUSE = 0.05
"""Seconds for the work of one attempt to end before the next begins."""

Times = dict[str, dict[str, list[float]]]
"""Milliseconds by what was measured and by the state of the address."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=200)
    pairs = parser.parse_args().pairs
    with serve(APP, "-w", "1") as server:
        site = connect(server.url)
        unconfirmed = [register(site) for _ in range(pairs)]
        confirmed = [register(site, outbox=server.url) for _ in range(pairs)]
        chance = min(1, (1 + CHANCE * sqrt(2 / pairs)) / 2)
        print(f"{pairs} pairs, median ms. Guess: bound {BOUND:.0%}, chance {chance:.0%}")
        for path, fields in FORMS.items():
            times: Times = defaultdict(lambda: defaultdict(list))
            for one, other in zip(unconfirmed, confirmed, strict=True):
                round_ = [(NEW, Browser(site).email), (UNCONFIRMED, one), (CONFIRMED, other)]
                random.shuffle(round_)
                for state, email in round_:
                    attempt(site, path, {"email": email, **fields}, state, times)
            report(times)


def register(site: HTTPConnectionPool, outbox: str = "") -> str:
    """Sign up, confirm the address if there is an outbox with the code, and return it."""
    browser = Browser(site)
    browser.open("/sign-up")
    answer = browser.sign_up()
    if outbox:
        browser.open("/confirm-sign-up")
        answer = browser.submit(confirmation_code=newest_code(outbox, browser.email))
    assert answer.status == HTTPStatus.SEE_OTHER, answer.status
    return browser.email


def attempt(
    site: HTTPConnectionPool, path: str, fields: dict[str, str], state: str, times: Times
) -> None:
    """Send a form from a browser that was never here, and measure it and the next requests."""
    browser = Browser(site)
    browser.open(path)
    sent = time.perf_counter()
    browser.submit(**fields)
    answered = time.perf_counter()
    for _ in range(FOLLOWING):
        site.request("GET", "/healthz")
    followed = time.perf_counter()
    times[f"POST {path}"][state].append((answered - sent) * 1000)
    times[f"next {FOLLOWING} GET /healthz"][state].append((followed - answered) * 1000)
    time.sleep(PAUSE)


def report(times: Times) -> None:
    """Print a line for each thing measured and each state of a taken address."""
    for title, by_state in times.items():
        new = sorted(by_state[NEW])
        for state in (UNCONFIRMED, CONFIRMED):
            taken = sorted(by_state[state])
            print(
                f"  {title:22} {state:11} {median(taken):6.1f}, new {median(new):6.1f},"
                f" ratio {median(taken) / median(new):.2f}, z {z_score(new, taken):+5.1f},"
                f" guess {best_guess(new, taken):.1%}"
            )


def z_score(new: list[float], taken: list[float]) -> float:
    """Return the z score of the rank-sum test by Mann and Whitney."""
    pairs = len(new) * len(taken)
    above = sum((b > a) + (b == a) / 2 for a in new for b in taken)
    return (above - pairs / 2) / sqrt(pairs * (len(new) + len(taken) + 1) / 12)


def best_guess(new: list[float], taken: list[float]) -> float:
    """Return the share of single times that the best threshold assigns to the right list."""
    gaps = [
        abs(bisect_right(new, value) / len(new) - bisect_right(taken, value) / len(taken))
        for value in (*new, *taken)
    ]
    return (1 + max(gaps)) / 2


if __name__ == "__main__":
    main()
