"""The app's own gunicorn settings for its peers, without the hooks that are about the app."""

import inspect
import runpy
from pathlib import Path

_settings = runpy.run_path(str(Path(__file__).parents[2] / "config" / "gunicorn.conf.py"))
globals().update(
    {name: value for name, value in _settings.items() if not inspect.isfunction(value)}
)
