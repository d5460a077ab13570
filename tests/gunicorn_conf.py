"""config/gunicorn.conf.py, as gunicorn reads it."""

import os
from runpy import run_path
from typing import Any
from unittest.mock import patch

from config.settings import ROOT


def gunicorn_conf() -> dict[str, Any]:
    """Return the names that the file defines, without keeping the variables that it sets."""
    with patch.dict(os.environ):
        return run_path(str(ROOT / "config" / "gunicorn.conf.py"))
