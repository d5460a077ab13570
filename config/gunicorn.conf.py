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

# gunicorn may be started in any folder.
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
# Most of a sign-up is spent waiting for the pool, which needs no processor. With a pool 0.2 s away,
# 32 threads sign up six times as many people as 4. The helper makes at most 24 calls at once
# (`configure`), so that 8 threads stay free for pages however slow the pool is. See
# docs/performance.md.
threads = 32

# When there are more, the one that has been idle for longest is closed. Together with the files of
# the app they fit into the 1,024 that a process may open by default.
worker_connections = 800

# Loads the app once, before the workers, so that a setting it refuses stops the server.
preload_app = True

# Filling in a form takes longer than gunicorn's default of 2 s, and every new connection costs
# the visitor up to three round trips.
keepalive = 75

# The helper gives up on the pool after 7 s, so a worker that hangs for 30 s is lost. A stopping
# worker finishes the requests that have begun to arrive, which may take 15 s to arrive.
timeout = 30
graceful_timeout = 30

# Only TRUSTED_PROXIES decides whose forwarding headers the app believes.
forwarded_allow_ips = ""

# Signals are enough to control gunicorn. The socket would be another way in.
control_socket_disable = True


class JsonLogger(Logger):
    """Writes gunicorn's own lines in the app's format."""

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
        worker.log.exception("The user pool's client is not ready; the first sign-up tries again.")


def worker_exit(server: "Arbiter", worker: "Worker") -> None:  # noqa: ARG001 - gunicorn's signature
    """Send the messages that wait in the background."""
    pools = getattr(getattr(worker, "wsgi", None), "extensions", {}).get("signup")
    if pools:  # a worker that failed to start has none
        pools.background.shutdown()


def on_starting(server: "Arbiter") -> None:
    """Check the addresses of the command line and reset the metrics."""
    keep_embedded_pool_local(server)
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def child_exit(server: "Arbiter", worker: "Worker") -> None:  # noqa: ARG001 - gunicorn's signature
    """Remove the gauges of a worker that has ended. Its counters stay."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the variable above

    mark_process_dead(worker.pid)


def keep_embedded_pool_local(server: "Arbiter") -> None:
    """Refuse to serve the embedded pool to other machines on an address from the command line."""
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if server.app.wsgi().config["LOOPBACK_ONLY"] and not all(map(is_loopback, hosts)):
        sys.exit(
            "Cannot start: -b would open the embedded user pool to other machines. Bind 127.0.0.1, "
            "name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or set ALLOW_EMBEDDED_POOL=1"
        )
