"""People who sign up while the pool fails, and the faults that they meet."""

import os
import signal
import time
from collections import Counter
from contextlib import suppress
from itertools import cycle

from urllib3.exceptions import HTTPError

from bench.support.clients import Browser, connect, newest_code
from bench.support.servers import Server
from tests import faulty_pool as faults
from tests.pages import PASSWORD
from tests.person import children

TRIES = 8
"""Forms that one of them sends at the most."""

JOURNEY = {"/sign-up", "/confirm-sign-up", "/auto-sign-in"}

PAUSE_SECONDS, WELL_SECONDS, ILL_SECONDS = 0.5, 3, 1
KILL_EVERY = 4
"""Faults of the pool between two deaths of a worker."""


def sign_up_until(until: float, url: str, pool: str) -> tuple[Counter[str], list[str]]:
    """Sign up one person after the other, as people do: after an error they try again.

    Args:
        until: When to stop, by the monotonic clock.
        url: The app's address.
        pool: The address of the pool, whose outbox has the codes.

    Returns:
        The answers by kind, and the addresses whose sign-up the app has acknowledged.
    """
    site = connect(url)
    answers: Counter[str] = Counter()
    acknowledged = []
    while time.monotonic() < until:
        browser, path = Browser(site), "/sign-up"
        for _ in range(TRIES):
            location = ""
            try:
                browser.open(path)
                answer = browser.submit(**fields_of(path, browser.email, pool))
                location = answer.headers.get("Location", "")
                answers[f"{answer.status} {location}"] += 1
            except HTTPError as error:
                answers[type(error).__name__] += 1
            if not location:
                time.sleep(PAUSE_SECONDS)
                continue
            if path == "/sign-up":
                acknowledged.append(browser.email)
            path = location
            if path not in JOURNEY:
                break
    return answers, acknowledged


def fields_of(path: str, email: str, pool: str) -> dict[str, str]:
    """Return what a person fills into the form at a path."""
    match path:
        case "/sign-up":
            return {"email": email, "password": PASSWORD}
        case "/confirm-sign-up":
            return {"confirmation_code": newest_code(pool, email)}
    return {}


def inject_faults(
    until: float, faulty: faults.FaultyPool, pool: str, server: Server
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
        "done, and reset": faults.relayed_to(pool, faults.reset_before_the_answer),
        "done, and half an answer": faults.relayed_to(pool, faults.truncated),
        "done, and no code sent": faults.relayed_to(pool, refused),
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
                os.kill(children(server.pid)[0], signal.SIGKILL)
            injected["worker killed"] += 1
        faulty.fault = well
        time.sleep(WELL_SECONDS)
    return injected
