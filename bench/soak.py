"""Signs people up for a while, under production's server, while the pool and the workers fail.

    make soak                            a minute
    make soak SOAK="--seconds 600"       longer

The people behave as people do: whoever sees an error sends the form again. Every sign-up that the
app has acknowledged must have an account in the end; the exit status says whether that is so.
Everything is on this machine, and the load is bounded: eight people at a time.
"""

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from signup.flows.pending_sign_up import IN_FLIGHT
from tests import faulty_pool as faults
from tests.contract.pools import EMAIL_POOL, ENDPOINT, connect_by_endpoint
from tests.contract.servers import get, serving, serving_app
from tests.faulty_pool import Fault, FaultyPool, faulty_pool, refusal, relayed_to
from tests.pages import PASSWORD
from tests.person import Browser, children

PEOPLE = 8
TRIES = 4
PAUSE = 0.5
"""Seconds between two tries of one person."""

WELL_SECONDS, ILL_SECONDS = 3.0, 1.0
KILL_EVERY = 4
"""A worker is killed in every so many faults."""

WARM_UP_SECONDS = 10


@dataclass
class Figures:
    """What happened."""

    requests: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: set[str] = field(default_factory=set)
    signed_in: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, status: int) -> None:
        """Count an answer."""
        with self.lock:
            self.requests += 1
            if status >= 500:  # noqa: PLR2004 - HTTP's own number
                self.errors[str(status)] += 1

    def count_error(self, error: Exception) -> None:
        """Count a request without an answer."""
        with self.lock:
            self.requests += 1
            self.errors[type(error).__name__] += 1


def person(number: int, url: str, pool_url: str, figures: Figures) -> None:
    """Sign up, with as many tries as people have patience, and go on where that worked."""
    browser = Browser(url)
    email = f"soak-{number}@example.com"
    for _ in range(TRIES):
        try:
            status, location = browser.post("/sign-up", email=email, password=PASSWORD)
            figures.count(status)
            if status == 303:  # noqa: PLR2004 - as above
                with figures.lock:
                    figures.acknowledged.add(email)
                if go_on(browser, location, email, pool_url, figures):
                    return
        except (OSError, HTTPException) as error:
            figures.count_error(error)
        time.sleep(PAUSE)


def go_on(browser: Browser, location: str, email: str, pool_url: str, figures: Figures) -> bool:
    """Enter the code and let the app sign in; the next fault may come in between.

    Returns:
        False when the app has said that the form must be sent again.
    """
    if location != "/confirm-sign-up":
        return True
    _, outbox = get(f"{pool_url}/outbox?to={email}")
    codes = [message["code"] for message in json.loads(outbox)]
    if not codes:
        # Nothing has come: they ask for another code.
        time.sleep(IN_FLIGHT)
        status, location = browser.post("/resend-sign-up-code")
        figures.count(status)
        return location != "/sign-up"
    status, location = browser.post("/confirm-sign-up", confirmation_code=codes[0])
    figures.count(status)
    if location == "/auto-sign-in":
        status, location = browser.post("/auto-sign-in")
        figures.count(status)
        figures.signed_in += location == "/account"
    return True


def everybody(first: int, until: float, url: str, pool_url: str, figures: Figures) -> None:
    """Be one person after the other until the time is over."""
    number = first
    while time.monotonic() < until:
        person(number, url, pool_url, figures)
        number += PEOPLE


def trouble(
    pool: FaultyPool, pool_url: str, main_process: int, until: float, figures: Figures
) -> None:
    """Let the pool be well, and then ill; and kill a worker now and then."""
    well = relayed_to(pool_url)
    ills: dict[str, Fault] = {
        "hang": faults.hang,
        "reset": faults.reset_before_the_answer,
        "half an answer": faults.truncated,
        "no JSON": faults.not_json,
        "500": faults.internal_error,
        "502": faults.gateway_error,
        "throttled": refusal("TooManyRequestsException"),
        "done, and reset": relayed_to(pool_url, faults.reset_before_the_answer),
        "done, and half an answer": relayed_to(pool_url, faults.truncated),
        "done, and no code sent": relayed_to(pool_url, refusal("LimitExceededException")),
    }
    chance = random.Random(0)  # noqa: S311 - to be repeated
    round_number = 0
    while time.monotonic() < until - WELL_SECONDS - ILL_SECONDS:
        pool.fault = well
        time.sleep(WELL_SECONDS)
        name = [*ills][round_number % len(ills)]
        pool.fault = ills[name]
        figures.faults[name] += 1
        time.sleep(ILL_SECONDS)
        if round_number % KILL_EVERY == 0:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(children(main_process)), signal.SIGKILL)
            figures.faults["worker killed"] += 1
        round_number += 1
    pool.fault = well


def memory(main_process: int) -> int:
    """Return the kilobytes that the workers hold on average."""
    sizes = []
    for process in children(main_process):
        with suppress(OSError):
            status = Path(f"/proc/{process}/status").read_text()
            sizes.append(int(status.partition("VmRSS:")[2].split()[0]))
    return sum(sizes) // max(1, len(sizes))


def accounts(pool_url: str) -> set[str]:
    """Return the addresses of all accounts, as the pool itself lists them."""
    auth = connect_by_endpoint(pool_url, EMAIL_POOL)
    pages = auth.client.get().get_paginator("list_users")
    return {
        attribute["Value"]
        for page in pages.paginate(UserPoolId=auth.outputs.auth.user_pool_id)
        for user in page["Users"]
        for attribute in user["Attributes"]
        if attribute["Name"] == "email"
    }


def soak(seconds: float, folder: Path) -> bool:
    """Run it all, print the figures, and return whether every account is there."""
    figures = Figures()
    command = ("user_pool", "serve", "--db", f"{folder}/user_pool.db")
    outputs = ("--amplify-outputs", f"{EMAIL_POOL}")
    settings = {"DATA_DIR": str(folder), "RATELIMIT_ENABLED": "0"}
    with (
        serving(*command, *outputs, health="/healthz", log=folder / "pool.log") as pool_url,
        faulty_pool() as pool,
    ):
        pool.fault = relayed_to(pool_url)
        settings[ENDPOINT] = pool.url
        with serving_app(log=folder / "app.log", **settings) as (process, url):
            until = time.monotonic() + seconds
            at_work = [
                threading.Thread(target=everybody, args=[first, until, url, pool_url, figures])
                for first in range(PEOPLE)
            ]
            troubles = [pool, pool_url, process.pid, until, figures]
            at_work.append(threading.Thread(target=trouble, args=troubles))
            for thread in at_work:
                thread.start()
            time.sleep(min(WARM_UP_SECONDS, seconds / 2))
            before = memory(process.pid)
            for thread in at_work:
                thread.join()
            after = memory(process.pid)
        found = accounts(pool_url)
    crashes = (folder / "app.log").read_text().count("sys_crash")
    lost = figures.acknowledged - found
    print(f"requests                {figures.requests}")
    print(f"faults injected         {dict(figures.faults)}")
    print(f"errors by kind          {dict(figures.errors)}")
    print(f"crashes                 {crashes}")
    print(f"sign-ups acknowledged   {len(figures.acknowledged)}")
    print(f"of these, accounts      {len(figures.acknowledged & found)}")
    print(f"signed in at once       {figures.signed_in}")
    print(f"accounts not yet told   {len(found - figures.acknowledged)}")
    print(f"memory of a worker      {before} kB, then {after} kB ({after - before:+} kB)")
    if lost:
        print(f"LOST: {sorted(lost)[:5]}")
    return not lost and not crashes


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    seconds = parser.parse_args().seconds
    with TemporaryDirectory() as folder:
        sys.exit(0 if soak(seconds, Path(folder)) else 1)


if __name__ == "__main__":
    main()
