"""A minute of failures: people sign up while the pool fails in every way and workers are killed.

    python -m bench.soak [--seconds 60]

The exit status is 1 if a sign-up that was acknowledged is lost, or the app has crashed.
"""

import argparse
import os
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle

from amplify_auth import load_amplify_outputs
from bench.support.load import Answer, Browser, Connection, newest_code
from bench.support.servers import AMPLIFY_OUTPUTS, Server, serve_embedded_pool
from bench.support.sites import OWN, SITES, serve_site
from tests import faulty_pool as faults

SITE = SITES[OWN]
SOAKING = 8
"""People who sign up at once while the pool and the workers fail."""

STEPS = 8
"""Forms that one of them sends at the most."""

PAUSE_SECONDS, RESEND_SECONDS = 0.5, 10
WARM_UP_SECONDS, WELL_SECONDS, ILL_SECONDS = 10, 3, 1
KILL_EVERY = 4
"""Faults of the pool between two deaths of a worker."""


def main() -> None:
    """Sign up during failures, and look for every account afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with (
        serve_embedded_pool() as pool,
        faults.faulty_pool() as faulty,
        serve_site(OWN, faulty.url, RATELIMIT_ENABLED="0", MIN_FILL_SECONDS="0") as server,
        ThreadPoolExecutor(SOAKING) as threads,
        Connection(pool.port) as connection,
    ):
        faulty.fault = faults.relayed_to(pool.url)
        until = time.monotonic() + options.seconds
        answers: list[str] = []
        acknowledged: set[str] = set()
        people = [
            threads.submit(sign_people_up, server, pool, until, answers, acknowledged)
            for _ in range(SOAKING)
        ]
        time.sleep(min(WARM_UP_SECONDS, options.seconds / 3))
        before = server.memory()
        injected = inject_faults(faulty, pool, server, until)
        for person in people:
            person.result()
        after = server.memory()
        crashes = server.printed().count("sys_crash")
        pool_id = load_amplify_outputs(AMPLIFY_OUTPUTS).auth.user_pool_id
        lost = []
        for email in acknowledged:
            found = connection.call("ListUsers", UserPoolId=pool_id, Filter=f'email = "{email}"')
            if not found["Users"]:
                lost.append(email)
    print(f"\nSoak of {options.seconds:.0f} s")
    print(f"  faults injected         {dict(injected)}")
    print(f"  answers                 {dict(Counter(answers))}")
    print(f"  sign-ups acknowledged   {len(acknowledged)}, of these lost {len(lost)}")
    print(f"  memory of a worker, MB  {before:.1f}, then {after:.1f}")
    print(f"  crashes                 {crashes}")
    if lost or crashes:
        sys.exit(f"Crashed, or lost sign-ups: {lost[:5]}")


def sign_people_up(
    server: Server, pool: Server, until: float, answers: list[str], acknowledged: set[str]
) -> None:
    """Sign up one person after the other, as people do: after an error they try again.

    Args:
        server: The app.
        pool: The pool whose outbox has the codes.
        until: When to stop, by the monotonic clock.
        answers: Collects the answers by kind.
        acknowledged: Collects the addresses whose sign-up the app has acknowledged.
    """
    while time.monotonic() < until:
        browser, path = Browser(), "/sign-up"
        with Connection(server.port) as connection, Connection(pool.port) as outbox:
            for _ in range(STEPS):
                try:
                    answer = send_next_form(path, browser, connection, outbox)
                    answers.append(f"{answer.status} {answer.location}".strip())
                except ConnectionError as error:
                    answer = Answer(0, "", b"")
                    answers.append(str(error))
                if not answer.location:
                    time.sleep(PAUSE_SECONDS)
                    continue
                if path == "/sign-up":
                    acknowledged.add(browser.email)
                path = answer.location
                if path not in {"/sign-up", "/confirm-sign-up", "/auto-sign-in"}:
                    break


def send_next_form(
    path: str, browser: Browser, connection: Connection, outbox: Connection
) -> Answer:
    """Send the form at a path; where a code is wanted and has not come, ask for a new one."""
    if path == "/sign-up":
        return connection.post_form(path, browser, SITE.fields(browser.email))
    if path == "/auto-sign-in":
        return connection.post_form(path, browser, {})
    if code := newest_code(outbox, browser.email):
        return connection.post_form(path, browser, {"confirmation_code": code})
    time.sleep(RESEND_SECONDS)
    return connection.post_form("/resend-sign-up-code", browser, {}, path)


def inject_faults(
    faulty: faults.FaultyPool, pool: Server, server: Server, until: float
) -> Counter[str]:
    """Let the pool fail now and then, and kill workers; return how often each has happened."""
    well = faulty.fault
    refused = faults.refusal("LimitExceededException")
    ills = {
        "hang": faults.hang,
        "reset": faults.reset_before_the_answer,
        "half an answer": faults.truncated,
        "no JSON": faults.not_json,
        "500": faults.internal_error,
        "502": faults.gateway_error,
        "throttled": faults.refusal("TooManyRequestsException"),
        "done, and reset": faults.relayed_to(pool.url, faults.reset_before_the_answer),
        "done, and half an answer": faults.relayed_to(pool.url, faults.truncated),
        "done, and no code sent": faults.relayed_to(pool.url, refused),
    }
    injected: Counter[str] = Counter()
    for number, (name, ill) in enumerate(cycle(ills.items())):
        if time.monotonic() > until - WELL_SECONDS - ILL_SECONDS:
            break
        faulty.fault = ill
        time.sleep(ILL_SECONDS)
        injected[name] += 1
        if number % KILL_EVERY == 0:
            with suppress(ProcessLookupError):
                os.kill(server.workers()[0], signal.SIGKILL)
            injected["worker killed"] += 1
        faulty.fault = well
        time.sleep(WELL_SECONDS)
    return injected


if __name__ == "__main__":
    main()
