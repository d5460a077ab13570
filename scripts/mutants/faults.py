"""Faults made by hand: each must fail the test that is named for it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

from scripts.mutants.data import ROOT, Fault

COPY = ROOT / "build" / "faults"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "node_modules")
PYTEST = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
FAILED = 1


def unnoticed(faults: list[Fault]) -> Iterator[Fault]:
    """Yield the faults that their tests do not notice.

    Raises:
        SystemExit: The tests fail without a fault.
    """
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(ROOT, COPY, ignore=LEFT_OUT)
    shutil.rmtree(COPY / "mutants", ignore_errors=True)  # mutmut's
    tests = sorted({fault.test for fault in faults})
    if _run(*tests) != 0:
        raise SystemExit(f"These fail without a fault: {' '.join(tests)}")
    for fault in faults:
        file = COPY / fault.file
        source = file.read_text("utf-8")
        file.write_text(fault.applied_to(source), "utf-8")
        if _run(fault.test) != FAILED:
            yield fault
        file.write_text(source, "utf-8")


def _run(*tests: str) -> int:
    done = subprocess.run([*PYTEST, *tests], cwd=COPY, stdout=subprocess.DEVNULL, check=False)
    return done.returncode
