"""gunicorn's settings in production. Flags on gunicorn's command line override them."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import load_dotenv
from gunicorn.glogging import Logger

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.config import Config
    from gunicorn.workers.base import Worker

# gunicorn can be started from any folder.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.logging import JsonFormatter
from config.settings import DEFAULT_DATA_DIR, ROOT, is_loopback

load_dotenv(ROOT / ".env")
# prometheus_client counts for several processes if this is set when it is imported.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(
    Path(os.environ.get("DATA_DIR") or DEFAULT_DATA_DIR, "metrics")
)

_host = (os.environ.get("HOST") or "127.0.0.1").strip("[]")
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT') or '5000'}"
worker_class = "config.buffering_worker.BufferingWorker"
workers = 2
# A sign-up mostly waits for the pool. With a pool 0.2 s away, 32 threads handle six times as many
# sign-ups as 4. The helper makes at most 24 calls at once (`configure`), so 8 threads stay free for
# pages. See docs/performance.md.
threads = 32

# Above this, the connection that has been idle longest is closed. With the app's files this stays
# below the default limit of 1,024 open files.
worker_connections = 800

# Load the app once, before the workers, so that an invalid setting stops the server.
preload_app = True

# Filling in a form takes longer than gunicorn's default of 2 s, and a new connection takes up to
# three round trips.
keepalive = 75

# The helper times out after 7 s, so a worker that hangs for 30 s is broken. A stopping worker
# finishes requests that have started to arrive, which can take 15 s.
timeout = 30
graceful_timeout = 30

# Only TRUSTED_PROXIES decides which forwarding headers the app trusts.
forwarded_allow_ips = ""

# Signals are enough to control gunicorn; the socket would add attack surface.
control_socket_disable = True


class JsonLogger(Logger):
    """A logger that writes gunicorn's lines in the app's format."""

    def setup(self, cfg: "Config") -> None:
        """Set up the error log. The access log, off by default, keeps gunicorn's format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


if os.environ.get("APP_ENV") == "production":
    logger_class = JsonLogger


def post_worker_init(worker: "Worker") -> None:
    """Create the user pool's client before the first request, which would wait for boto3."""
    try:
        worker.wsgi.extensions["signup"].auth.warm_up()
    except Exception:
        worker.log.exception(
            "The user pool's client could not be created. The first sign-up tries again."
        )


def worker_exit(_server: "Arbiter", worker: "Worker") -> None:
    """Send pending background messages."""
    pools = getattr(getattr(worker, "wsgi", None), "extensions", {}).get("signup")
    if pools:  # a worker that failed to start has none
        pools.background.shutdown()


def on_starting(server: "Arbiter") -> None:
    """Check the addresses of the command line and reset the metrics."""
    keep_embedded_pool_local(server)
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def child_exit(_server: "Arbiter", worker: "Worker") -> None:
    """Remove the gauges of a worker that has exited. Its counters stay."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the variable above

    mark_process_dead(worker.pid)


def keep_embedded_pool_local(server: "Arbiter") -> None:
    """Refuse addresses on the command line that expose the embedded pool to other machines."""
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if server.app.wsgi().config.get("LOOPBACK_ONLY") and not all(map(is_loopback, hosts)):
        sys.exit(
            "Cannot start: -b would expose the embedded user pool to other machines. Bind "
            "127.0.0.1, name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or set "
            "ALLOW_EMBEDDED_POOL=1."
        )
