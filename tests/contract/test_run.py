"""Output and checks of `make`, and the development server that it starts."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import ROOT
from tests.contract.servers import free_port, get

CHECK = ROOT / "scripts" / "check-python"


def interpreter(folder: Path, version: str) -> Path:
    """Return a program that answers as a Python of this version would."""
    path = folder / "python"
    fails = int(tuple(map(int, version.split("."))) < (3, 11))
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "Python {version}" || exit {fails}\n')
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(("version", "code"), [("3.10.13", 1), ("3.11.0", 0), ("3.15.0", 0)])
def test_an_old_python_is_refused_in_one_line(tmp_path: Path, version: str, code: int) -> None:
    command = [CHECK, interpreter(tmp_path, version)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stderr.count("\n") == code
    assert (f"Python {version} is too old." in done.stderr) is bool(code)


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = subprocess.run([CHECK, tmp_path / "python"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r".*python was not found\. Install Python 3\.11 or later.*\n", done.stderr)


def test_make_checks_python_before_anything_else(tmp_path: Path) -> None:
    (tmp_path / "scripts").symlink_to(ROOT / "scripts")
    (tmp_path / "requirements.txt").touch()
    python = interpreter(tmp_path, "3.10.13")
    command = ["make", "-f", str(ROOT / "Makefile"), "run", f"PYTHON={python}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith("Python 3.10.13 is too old.")


@pytest.mark.slow
@pytest.mark.parametrize("coding", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_the_server_ends_its_start_with_its_address(tmp_path: Path, coding: dict[str, str]) -> None:
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": str(port)}
    # Text that is read or written in the machine's own encoding is an error.
    flags = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning"]
    with subprocess.Popen(
        [sys.executable, *flags, "-m", "scripts.run"],
        cwd=ROOT,
        env={**environment, "PYTHONCOERCECLOCALE": "0", **coding},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "http://" in line:
                break
        assert lines[-1:] == [
            f"INFO werkzeug Running on http://localhost:{port} (press Ctrl+C to stop)\n"
        ]
        for path in ("/sign-up", "/learn", "/outbox", "/scenarios", "/workbench", "/behind"):
            assert get(f"http://127.0.0.1:{port}{path}")[0] == 200
        process.terminate()
