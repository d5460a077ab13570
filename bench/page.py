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
from bench.support.clients import connect
from bench.support.figures import Figures
from bench.support.servers import APP, serve, serve_embedded_pool, serve_nginx
from bench.support.slow_link import BYTES_PER_SECOND, ROUND_TRIP, SlowLink
from config.settings import ROOT
from tests.contract.pools import EMAIL_POOL
from tests.pages import PASSWORD

OBSERVE = ROOT / "bench" / "support" / "observe.js"
PEERS = ROOT / "bench" / "peers"
CPU_SLOWDOWN = 4
SETTLE = 700
"""Milliseconds for whatever still moves after a page is usable."""

STATIC_SITE = """
    gzip_static on;
    etag off;
    absolute_redirect off;
    location = /healthz { return 200; }
    location / {
        if ($request_method = POST) { return 303 /confirm-sign-up; }
        try_files $uri.html =404;
    }
    location /assets/ { add_header Cache-Control "public, max-age=31536000, immutable"; }
"""

# Headers about a body or a connection, which differ between any two pages.
OWN_HEADERS = {"connection", "content-encoding", "content-length", "content-type", "date", "server"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    figures = Figures()
    # One worker, so that the first visit makes all of the app warm.
    development = {"APP_ENV": "development", "RATELIMIT_ENABLED": "0"}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        pool = SlowLink(stack.enter_context(serve_embedded_pool()))
        ours = stack.enter_context(serve(APP, "-w", "1", **development))
        shutil.copytree(PEERS / "static_form", folder / "static")
        static = serve_folder(folder / "static", headers_of(ours.url))
        build_react_form(pool.url, folder / "react")
        react = serve_folder(folder / "react", {"Cache-Control": "no-cache"})
        links = {
            "ours": SlowLink(ours.url),
            "HTML alone": SlowLink(stack.enter_context(static)),
            "React with Amplify": SlowLink(stack.enter_context(react)),
        }
        chromium = shutil.which("chromium") or sys.exit("Chromium is not installed.")
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
    figures.report()


def build_react_form(endpoint: str, folder: Path) -> None:
    """Build the form in React as for production.

    Args:
        endpoint: The address of its user pool.
        folder: The folder for the build.
    """
    auth = load_amplify_outputs(EMAIL_POOL).auth
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


def headers_of(url: str) -> dict[str, str]:
    """Return the headers of our page that other pages can have as well."""
    headers = connect(url).request("GET", "/sign-up").headers
    return {name: text for name, text in headers.items() if name.lower() not in OWN_HEADERS}


def serve_folder(folder: Path, headers: dict[str, str]) -> AbstractContextManager[str]:
    """Serve a folder, compressed in advance and with cacheable scripts.

    Args:
        folder: Holds sign-up.html, whose form posts to itself and leads to confirm-sign-up.html.
        headers: The headers of the pages.
    """
    for file in [*folder.rglob("*.html"), *folder.rglob("*.js")]:
        Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes()))
    lines = "".join(f"add_header {name} {json.dumps(text)};" for name, text in headers.items())
    return serve_nginx(f"root {folder}; {lines} {STATIC_SITE}")


def visit(browser: Browser, link: SlowLink, number: int, name: str, figures: Figures) -> None:
    """Open a form with an empty cache, fill it in and send it."""
    context = browser.new_context(base_url=link.url)
    context.add_init_script(path=OBSERVE)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
    before = link.carried["down"]
    page.goto("/sign-up", wait_until="commit")
    figures.add("usable, ms", name, page.evaluate("usable"))
    page.wait_for_timeout(SETTLE)
    figures.add("first view, bytes", name, link.carried["down"] - before)
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
