"""Lighthouse's scores of the sign-up page and the confirmation page; below 100, the exit is 1.

`make lighthouse` runs it, because Lighthouse needs Node 22 or later, which the target installs.
"""

import json
import os
import shutil
import subprocess
import sys

from bench.support.clients import open_forms
from bench.support.servers import APP, serve
from config.settings import ROOT

NODE = ROOT / "tests" / "browser" / "node"
FULL = 100


def main() -> int:
    """Measure both pages, and return the exit status."""
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    lowest = FULL
    with serve(APP, APP_ENV="development") as server:
        (browser,) = open_forms(server.url, 1)
        browser.sign_up()
        for path in ("/sign-up", "/confirm-sign-up"):
            scores = measure(f"{server.url}{path}", browser.cookie)
            print(path, *(f"{category} {score}" for category, score in scores.items()), sep="  ")
            lowest = min(lowest, *scores.values())
    return 0 if lowest == FULL else 1


def measure(url: str, cookie: str) -> dict[str, int]:
    """Return Lighthouse's scores of a page by category."""
    output = ("--quiet", "--output=json", "--output-path=stdout")
    chrome = "--chrome-flags=--headless=new --no-sandbox"
    headers = f"--extra-headers={json.dumps({'Cookie': cookie})}"
    report = run(str(NODE / "node_modules/.bin/lighthouse"), url, *output, chrome, headers)
    result = json.loads(report)
    assert result["finalDisplayedUrl"] == url, result["finalDisplayedUrl"]
    return {
        name: round(category["score"] * FULL) for name, category in result["categories"].items()
    }


def run(*command: str) -> str:
    """Run a program in Lighthouse's folder, and return what it prints."""
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    return subprocess.run(
        command, cwd=NODE, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
