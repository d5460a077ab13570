"""Lighthouse's scores of the sign-up and the confirmation page; 100 each, or the exit is 1.

`make lighthouse` runs it, with the Node that it has put into .venv: Lighthouse needs 22 or later.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from config.settings import ROOT, Settings
from tests.pages import Visitor

NODE = ROOT / "tests" / "browser" / "node"
FULL = 100
EMAIL = "lighthouse@example.com"


class Quiet(WSGIRequestHandler):
    """Keeps what it is asked for to itself."""

    def log_request(self, *_args: object, **_kwargs: object) -> None:
        """Log nothing."""


def main() -> int:
    """Measure both pages, and return the exit status."""
    logging.disable()
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DATA_DIR": folder, "SECRET_KEY": "only while Lighthouse runs, and long"}
        app = create_app(Settings.from_environment(environment))
        visitor = Visitor(app)
        visitor.sign_up(EMAIL)
        cookie = visitor.client.get_cookie("sign-up-session")
        assert cookie
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        scores = {
            path: measure(f"http://127.0.0.1:{server.port}{path}", cookie.value)
            for path in ("/sign-up", "/confirm-sign-up")
        }
        server.shutdown()
    for path, found in scores.items():
        print(path, *(f"{name} {score}" for name, score in found.items()), sep="  ")
    return int(any(score < FULL for found in scores.values() for score in found.values()))


def measure(url: str, session: str) -> dict[str, int]:
    """Return Lighthouse's scores of a page by category."""
    report = run(
        [
            str(NODE / "node_modules" / ".bin" / "lighthouse"),
            url,
            "--quiet",
            "--output=json",
            "--output-path=stdout",
            "--chrome-flags=--headless=new --no-sandbox",
            f"--extra-headers={json.dumps({'Cookie': f'sign-up-session={session}'})}",
        ]
    )
    result = json.loads(report)
    assert result["finalDisplayedUrl"] == url, result["finalDisplayedUrl"]
    return {
        name: round(category["score"] * FULL) for name, category in result["categories"].items()
    }


def run(command: list[str]) -> str:
    """Run a program in Lighthouse's folder and return what it prints."""
    chromium = shutil.which("chromium") or ""
    environment = os.environ | {"CHROME_PATH": chromium}
    return subprocess.run(
        command, cwd=NODE, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
