"""How fast the sign-up page is, beside a form of HTML alone and the form in React with Amplify.

`make bench` runs it: about three minutes. Each of the three is reached through a slow link
(bench/relay.py) by Chromium with a slowed processor and an empty cache. They take turns, so that
what else the machine does hits all of them; on a busy one the least of the rounds says most. The
same is asked of each:

- usable: from the navigation's start to the first frame painted after the button is there and the
  document with its scripts has been loaded, so that typing and pressing the button work;
- submit: from the press to the first frame painted after the heading of the next page is there.

React calls the user pool from the browser, at another origin, as it calls Cognito: its pool is
behind a slow link, too. Ours calls the pool from the server, which stands for a server in the
pool's region.
"""

import http.client
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from bench.page_forms import react_form, served, static_form
from bench.relay import BYTES_PER_SECOND, ROUND_TRIP, Relay, slow_link
from tests.contract.pools import EMAIL_POOL
from tests.contract.servers import serving, serving_app
from tests.pages import PASSWORD

ROUNDS = 9
SLOWER = 4
SETTLE = 700
"""Milliseconds after a page is usable in which whatever still moves may move."""

STATIC, REACT, OURS = "static form", "React + Amplify", "ours"
USABLE, SUBMIT = "usable, ms", "submit to next page, ms"
BYTES, SHIFTS, BLOCKED = "first view, bytes", "layout shifts", "main thread blocked, ms"

GOALS = ((USABLE, STATIC, 1.15), (USABLE, REACT, 0.5), (SUBMIT, REACT, 0.65))

AS_STRANGERS_SEE_IT = {"RATELIMIT_ENABLED": "0", "TEACH": "0"}

# About a body or a connection, and so not the same for two pages.
OWN_HEADERS = {"connection", "content-encoding", "content-length", "content-type", "date", "server"}

# Watches without asking frame by frame, which a slowed processor would feel.
WATCH = """
  window.shifts = 0;
  window.blocked = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) shifts += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });

  const painted = (isThere) => new Promise((resolve) => {
    const observer = new MutationObserver(look);
    const report = () => setTimeout(() => resolve(performance.now()));
    function look() {
      if (isThere()) {
        observer.disconnect();
        requestAnimationFrame(report);
      }
    }
    observer.observe(document, { childList: true, subtree: true, characterData: true });
    look();
  });
  window.usable = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve))
    .then(() => painted(() => document.querySelector("button[type=submit]")));
  addEventListener("click", ({ timeStamp }) => {
    sessionStorage.setItem("pressed", performance.timeOrigin + timeStamp);
  }, { capture: true });
  painted(() => document.querySelector("h1")?.textContent.trim() === "Enter your code")
    .then((now) => console.debug(performance.timeOrigin + now - sessionStorage.getItem("pressed")));
"""


@dataclass
class Form:
    """One of the three, and what was measured of it, by the names above."""

    link: Relay
    figures: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        database = f"{folder}/user_pool.db"
        command = ("user_pool", "serve", "--db", database, "--amplify-outputs", f"{EMAIL_POOL}")
        pool = stack.enter_context(serving(*command, health="/healthz", log=folder / "pool.log"))
        _, ours = stack.enter_context(
            # One worker, as each of the others is one process: the first round makes all warm.
            serving_app("-w", "1", log=folder / "app.log", DATA_DIR=name, **AS_STRANGERS_SEE_IT)
        )
        endpoint = stack.enter_context(slow_link(pool)).url
        urls = {
            STATIC: stack.enter_context(served(static_form(headers_of(ours)))),
            REACT: stack.enter_context(served(react_form(endpoint, EMAIL_POOL, folder / "react"))),
            OURS: ours,
        }
        forms = {name: Form(stack.enter_context(slow_link(url))) for name, url in urls.items()}
        playwright = stack.enter_context(sync_playwright())
        chromium = shutil.which("chromium") or sys.exit("Chromium is not installed.")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for number in range(-1, ROUNDS):
            for form in forms.values():
                visit(browser, form, f"page-{number}@example.com")
                if number < 0:  # everything has been used once, and is warm
                    form.figures.clear()
        browser.close()
    report(forms)


def headers_of(url: str) -> dict[str, str]:
    """Return the headers of our page that another page can have, too."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", "/sign-up", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return {name: value for name, value in answer.getheaders() if name.lower() not in OWN_HEADERS}


def visit(browser: Browser, form: Form, email: str) -> None:
    """Open a form with an empty cache, fill it in, send it, and keep what was measured."""
    context = browser.new_context(base_url=form.link.url)
    context.add_init_script(f"{{{WATCH}}}")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    before = form.link.received
    page.goto("/sign-up", wait_until="commit")
    form.figures[USABLE].append(page.evaluate("usable"))
    page.wait_for_timeout(SETTLE)
    form.figures[BYTES].append(form.link.received - before)
    form.figures[BLOCKED].append(page.evaluate("blocked"))
    shifts = page.evaluate("shifts")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    box = page.get_by_role("button", name="Create account").bounding_box()
    assert box
    page.wait_for_timeout(SETTLE)
    with page.expect_console_message(lambda message: message.type == "debug") as message:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    form.figures[SUBMIT].append(float(message.value.text))
    page.wait_for_timeout(SETTLE)
    form.figures[SHIFTS].append(shifts + page.evaluate("shifts"))
    context.close()


def report(forms: dict[str, Form]) -> None:
    """Print the figures, and the ratios beside what they are meant to be."""
    print(
        f"A link of {1000 * ROUND_TRIP:.0f} ms and {8 * BYTES_PER_SECOND / 1e6} Mbit/s, a processor"
        f" {SLOWER} times slower, an empty cache,\n"
        "the handshakes of TCP and TLS 1.3, a round trip each, before a connection's first byte.\n"
        f"Medians of {ROUNDS} rounds in turn (least to most).\n"
    )
    print(f"{'':26}" + "".join(f"{name:>26}" for name in forms))
    for figure in (USABLE, SUBMIT, BYTES, BLOCKED, SHIFTS):
        cells = [describe(form.figures[figure]) for form in forms.values()]
        print(f"{figure:26}" + "".join(f"{cell:>26}" for cell in cells))
    print()
    for figure, other, goal in GOALS:
        ours, theirs = forms[OURS].figures[figure], forms[other].figures[figure]
        median = statistics.median(ours) / statistics.median(theirs)
        print(
            f"{figure:26}ours / {other:18} {median:.2f}"
            f"  (of the least {min(ours) / min(theirs):.2f}; goal: {goal} at most)"
        )


def describe(values: list[float]) -> str:
    """Return the median and the spread."""
    return f"{statistics.median(values):.6g} ({min(values):.6g} to {max(values):.6g})"


if __name__ == "__main__":
    main()
