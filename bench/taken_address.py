"""Whether time tells who has an account: medians of each kind of address, as ratios to a new one.

Run it as `python bench/taken_address.py`. The kinds take turns, request by request, so that what
else the machine does hits all of them. OWASP ASVS 6.3.8.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from app import create_app
from config.settings import Settings
from tests.pages import PASSWORD, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

ROUNDS = 60
KINDS = ("new", "unconfirmed", "confirmed")


def main() -> None:
    """Measure and print."""
    logging.disable()
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - the demo's mailbox, for as long as we run
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings.from_environment({"DATA_DIR": folder, "RATELIMIT_ENABLED": "false"})
        )
        print(f"median of {ROUNDS} requests in turn, ms; ratio to a new address")
        for name, act in {
            "POST /sign-up": lambda visitor, email: visitor.sign_up(email),
            "POST /sign-in": lambda visitor, email: visitor.sign_in(email, "A-wrong-guess-1"),
            "POST /reset-password": lambda visitor, email: visitor.reset_password(email),
        }.items():
            report(name, measure(app, name, act))


def measure(
    app: "Flask", name: str, act: "Callable[[Visitor, str], object]"
) -> dict[str, list[float]]:
    """Return the seconds that each kind of address took, request by request."""
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(ROUNDS):
        for kind in KINDS:
            email = f"{kind}-{number}-{len(name)}@example.com"
            prepare(app, kind, email)
            visitor = Visitor(app)
            visitor.get("/sign-up")
            start = time.perf_counter()
            act(visitor, email)
            seconds[kind].append(time.perf_counter() - start)
    return seconds


def prepare(app: "Flask", kind: str, email: str) -> None:
    """Make an account of a kind."""
    if kind != "new":
        owner = Visitor(app)
        owner.sign_up(email, PASSWORD)
        if kind == "confirmed":
            owner.confirm(owner.newest_code(email))


def report(name: str, seconds: dict[str, list[float]]) -> None:
    """Print a line for each kind."""
    base = statistics.median(seconds["new"])
    for kind, values in seconds.items():
        low, median, high = statistics.quantiles(values, n=4)
        print(
            f"{name:22}{kind:13}{1000 * median:7.1f}  (quartiles {1000 * low:.1f} to"
            f" {1000 * high:.1f})  ratio {median / base:.2f}"
        )


if __name__ == "__main__":
    main()
