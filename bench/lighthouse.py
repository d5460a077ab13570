"""Lighthouse's scores of the sign-up page and the confirmation page; below 100, the exit is 1.

`make lighthouse` runs it, because Lighthouse needs Node 22 or later, which the target installs.
"""

import json
import os
import shutil
import subprocess
import sys

from bench.support.load import Browser, Connection
from bench.support.sites import OWN, SITES, serve_site
from config.settings import ROOT

NODE = ROOT / "tests" / "browser" / "node"
FULL = 100


def main() -> int:
    """Measure both pages, and return the exit status."""
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
    complete = True
    with (
        serve_site(OWN, None, APP_ENV="development") as server,
        Connection(server.port) as connection,
    ):
        browser = Browser()
        connection.post_form("/sign-up", browser, SITES[OWN].fields(browser.email))
        for path in ("/sign-up", "/confirm-sign-up"):
            scores = measure(f"{server.url}{path}", browser.headers["Cookie"])
            print(path, *(f"{category} {score}" for category, score in scores.items()), sep="  ")
            complete = complete and min(scores.values()) == FULL
    return 0 if complete else 1


def measure(url: str, cookie: str) -> dict[str, int]:
    """Return Lighthouse's scores of a page by category."""
    report = run(
        [
            str(NODE / "node_modules" / ".bin" / "lighthouse"),
            url,
            "--quiet",
            "--output=json",
            "--output-path=stdout",
            "--chrome-flags=--headless=new --no-sandbox",
            f"--extra-headers={json.dumps({'Cookie': cookie})}",
        ]
    )
    result = json.loads(report)
    assert result["finalDisplayedUrl"] == url, result["finalDisplayedUrl"]
    return {
        name: round(category["score"] * FULL) for name, category in result["categories"].items()
    }


def run(command: list[str]) -> str:
    """Run a program in Lighthouse's folder, and return what it prints."""
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    return subprocess.run(
        command, cwd=NODE, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
