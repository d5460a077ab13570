"""The app's own gunicorn settings for the peers, without those that know the app."""

import runpy
from pathlib import Path

_settings = runpy.run_path(str(Path(__file__).parents[2] / "config" / "gunicorn.conf.py"))
_HOOKS = {"on_starting", "post_fork", "post_worker_init", "child_exit"}
globals().update({name: _settings[name] for name in _settings.keys() - _HOOKS})
