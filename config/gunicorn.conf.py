"""Production: gunicorn -c config/gunicorn.conf.py 'app:create_app()'. gunicorn's own flags win."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
workers = 2
threads = 16

# Loaded once, before the workers: a setting that the app refuses then stops the server.
preload_app = True

# A person takes longer to fill in a form than gunicorn's 2 seconds, and every new connection costs
# them a round trip or three.
keepalive = 75

# The helper gives up on the pool after 7 s; a worker that hangs for 30 is lost.
timeout = 30
graceful_timeout = 30


def on_starting(server: "Arbiter") -> None:
    """Keep the embedded pool on this machine, whichever addresses the command line binds."""
    from config.settings import is_loopback  # noqa: PLC0415 - the app's folder is on the path now

    demo = server.app.wsgi().extensions["signup"].demo
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if demo and not demo.open_to_others and not all(map(is_loopback, hosts)):
        sys.exit(
            "Cannot start: the embedded user pool answers this machine alone. Bind 127.0.0.1, "
            "name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or say ALLOW_EMBEDDED_POOL=1"
        )
