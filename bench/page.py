"""Time until the sign-up page is usable, compared with HTML alone and React with Amplify.

    python -m bench.page [--rounds 9]

Chromium opens each of the three through a slow link, with a slowed processor and an empty cache:

- usable: from the start of the navigation to the first frame after the button is there and the
  scripts are loaded, so that typing and pressing the button work;
- submit: from the press to the first frame after the field for the code is there.

React calls the user pool from the browser, at another origin and over a slow link, as it calls
Cognito. Our server calls the embedded pool in its own process, in place of a pool in its region.
"""

import argparse
import gzip
import http.client
import json
import os
import shutil
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from amplify_auth import load_amplify_outputs
from bench.support.figures import Figures
from bench.support.servers import (
    AMPLIFY_OUTPUTS,
    PASSWORD,
    Server,
    serve_embedded_pool,
    serve_nginx,
)
from bench.support.sites import OWN, PEERS, serve_site
from bench.support.slow_link import BYTES_PER_SECOND, ROUND_TRIP, SlowLink

CPU_SLOWDOWN = 4
SETTLE = 700
"""Milliseconds for whatever still moves after a page is usable."""

STATIC, REACT, OURS = "HTML alone", "React with Amplify", "ours"

NGINX_SERVER = """
    types { text/html html; text/javascript js; }
    gzip_static on;
    etag off;
    absolute_redirect off;
    server {
        listen 127.0.0.1:{port};
        root %s;
        %s
        location / {
            if ($request_method = POST) { return 303 /confirm-sign-up; }
            try_files $uri.html =404;
        }
        location /assets/ { add_header Cache-Control "public, max-age=31536000, immutable"; }
    }
"""

# Headers about a body or a connection, which differ between any two pages.
OWN_HEADERS = {"connection", "content-encoding", "content-length", "content-type", "date", "server"}

# Observers, because asking frame by frame would slow the page down.
OBSERVE = """
  window.shifts = 0;
  window.blocked = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) shifts += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) blocked += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });

  const painted = (selector) => new Promise((resolve) => {
    const observer = new MutationObserver(look);
    const report = () => setTimeout(() => resolve(performance.now()));
    function look() {
      if (document.querySelector(selector)) {
        observer.disconnect();
        requestAnimationFrame(report);
      }
    }
    observer.observe(document, { childList: true, subtree: true });
    look();
  });
  window.usable = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve))
    .then(() => painted("button[type=submit]"));
  addEventListener("click", ({ timeStamp }) => {
    sessionStorage.setItem("pressed", performance.timeOrigin + timeStamp);
  }, { capture: true });
  painted("[autocomplete=one-time-code]")
    .then((now) => console.debug(performance.timeOrigin + now - sessionStorage.getItem("pressed")));
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    chromium = shutil.which("chromium") or sys.exit("Chromium is not installed.")
    figures = Figures()
    # One worker, so that the first visit makes all of the app warm.
    development = {"APP_ENV": "development", "RATELIMIT_ENABLED": "0"}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        pool = SlowLink(stack.enter_context(serve_embedded_pool()).url)
        ours = stack.enter_context(serve_site(OWN, None, "-w", "1", **development))
        shutil.copytree(PEERS / "static_form", folder / "static")
        build_react_form(pool.url, folder / "react")
        static = stack.enter_context(serve_folder(folder / "static", headers_of(ours)))
        react = stack.enter_context(serve_folder(folder / "react", {"Cache-Control": "no-cache"}))
        links = {
            name: SlowLink(server.url)
            for name, server in {STATIC: static, REACT: react, OURS: ours}.items()
        }
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        for number in range(-1, rounds):
            for name, link in links.items():
                # The first visit to each warms it up.
                visit(browser, link, number, name, figures if number >= 0 else Figures())
        browser.close()
    print(
        f"A link of {1000 * ROUND_TRIP:.0f} ms and {8 * BYTES_PER_SECOND / 1e6} Mbit/s,"
        f" a processor {CPU_SLOWDOWN} times slower, an empty cache"
    )
    figures.report(STATIC, REACT)


def build_react_form(endpoint: str, folder: Path) -> None:
    """Build the form in React as for production.

    Args:
        endpoint: The address of its user pool.
        folder: The folder for the build.
    """
    auth = load_amplify_outputs(AMPLIFY_OUTPUTS).auth
    environment = os.environ | {
        "VITE_ENDPOINT": endpoint,
        "VITE_USER_POOL_ID": auth.user_pool_id,
        "VITE_USER_POOL_CLIENT_ID": auth.user_pool_client_id,
    }
    install = "npm ci --ignore-scripts --no-audit --no-fund --silent"
    build = f"node_modules/.bin/vite build --outDir={folder} --emptyOutDir --logLevel=error"
    for command in (install, build):
        subprocess.run(command.split(), cwd=PEERS / "react_form", env=environment, check=True)
    (folder / "index.html").rename(folder / "sign-up.html")


def headers_of(server: Server) -> dict[str, str]:
    """Return the headers of our page that other pages can have as well."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/sign-up", headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return {name: text for name, text in response.getheaders() if name.lower() not in OWN_HEADERS}


def serve_folder(folder: Path, headers: dict[str, str]) -> AbstractContextManager[Server]:
    """Serve a folder, compressed in advance and with cacheable scripts.

    Args:
        folder: Holds sign-up.html, whose form posts to itself and leads to confirm-sign-up.html.
        headers: The headers of the pages.
    """
    for file in [*folder.rglob("*.html"), *folder.rglob("*.js")]:
        Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes()))
    lines = "".join(f"add_header {name} {json.dumps(text)};" for name, text in headers.items())
    return serve_nginx(NGINX_SERVER % (folder, lines))


def visit(browser: Browser, link: SlowLink, number: int, name: str, figures: Figures) -> None:
    """Open a form with an empty cache, fill it in and send it."""
    context = browser.new_context(base_url=link.url)
    context.add_init_script(f"{{{OBSERVE}}}")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    before = link.received
    page.goto("/sign-up", wait_until="commit")
    figures.add("usable, ms", name, page.evaluate("usable"))
    page.wait_for_timeout(SETTLE)
    figures.add("first view, bytes", name, link.received - before)
    figures.add("main thread blocked, ms", name, page.evaluate("blocked"))
    shifts = page.evaluate("shifts")
    page.locator("#email").fill(f"page{number}@example.com")
    page.locator("#password").fill(PASSWORD)
    box = page.get_by_role("button", name="Create account").bounding_box()
    assert box
    page.wait_for_timeout(SETTLE)
    with page.expect_console_message(lambda message: message.type == "debug") as message:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    figures.add("submit to next page, ms", name, float(message.value.text))
    page.wait_for_timeout(SETTLE)
    figures.add("layout shifts", name, shifts + page.evaluate("shifts"))
    context.close()


if __name__ == "__main__":
    main()
