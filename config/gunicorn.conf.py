"""gunicorn's settings in production. Flags on gunicorn's command line override them.

gunicorn -c config/gunicorn.conf.py 'app:create_app()'
"""

import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gunicorn.glogging import Logger

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.config import Config
    from gunicorn.workers.base import Worker

# gunicorn may be started in any folder.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.logging import JsonFormatter
from config.settings import is_loopback

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "config.buffering_worker.BufferingWorker"
workers = 2
# Most of a sign-up is spent waiting for the pool, which needs no processor. With a pool 0.2 s away,
# 32 threads sign up six times as many people as 4. The helper makes at most 24 calls at once
# (`configure`), so that 8 threads stay free for pages however slow the pool is. See
# docs/performance.md.
threads = 32

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


# prometheus_client's names for the files of the metrics in signup/metrics.py, and their size in
# bytes: five times what all series need.
COUNTED = ("counter", "histogram", "gauge_livesum")
COUNTS_SIZE = 256 * 1024


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


def on_starting(server: "Arbiter") -> None:
    """Check the addresses of the command line and reset the metrics."""
    keep_embedded_pool_local(server)
    shutil.rmtree(server.app.wsgi().config["METRICS_FOLDER"], ignore_errors=True)


def post_fork(server: "Arbiter", worker: "Worker") -> None:
    """Allocate the files in which this worker counts, one set per process.

    prometheus_client maps them into memory, where a full disk would end the process. Their space is
    therefore taken now. Without it the process counts for itself, and serves all the same.
    """
    folder: Path = server.app.wsgi().config["METRICS_FOLDER"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in COUNTED:
            (folder / f"{kind}_{worker.pid}.db").write_bytes(bytes(COUNTS_SIZE))
    except OSError as error:
        forget(folder, worker, COUNTED)
        worker.log.warning("Worker counts for itself alone: %s: %s", folder, error.strerror)
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def child_exit(server: "Arbiter", worker: "Worker") -> None:
    """Remove the gauges of a process that has ended; its counters stay."""
    # prometheus_client has a function for it, but importing it here would decide for all workers to
    # come that each counts for itself.
    forget(server.app.wsgi().config["METRICS_FOLDER"], worker, ["gauge_livesum"])


def forget(folder: Path, worker: "Worker", kinds: Iterable[str]) -> None:
    """Remove files of a process."""
    for kind in kinds:
        with suppress(OSError):
            (folder / f"{kind}_{worker.pid}.db").unlink()


def keep_embedded_pool_local(server: "Arbiter") -> None:
    """Refuse to serve the embedded pool to other machines on an address from the command line."""
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if server.app.wsgi().config["LOOPBACK_ONLY"] and not all(map(is_loopback, hosts)):
        sys.exit(
            "Cannot start: the embedded user pool answers this machine alone. Bind 127.0.0.1, "
            "name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or say ALLOW_EMBEDDED_POOL=1"
        )
