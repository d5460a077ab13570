"""Imports at the start of the app, and those left for the first call."""

import os
import subprocess
import sys
from pathlib import Path

from config.settings import ROOT

IMPORTED_LATE = {"boto3", "phonenumbers", "redis", "limits", "opentelemetry"}
SCRIPT = """
import sys
from app import create_app
app = create_app()
assert app.test_client().get("/sign-up").status_code == 200
print(*sys.modules)
app.extensions["signup"].auth.warm_up()
print(*sys.modules)
"""


def test_the_first_page_needs_no_client_and_a_warm_up_imports_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, warm = (set(line.split()) for line in done.stdout.splitlines())
    assert not first & IMPORTED_LATE
    assert warm >= {"boto3"}
