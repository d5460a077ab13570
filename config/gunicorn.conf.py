"""Production: gunicorn -c config/gunicorn.conf.py 'app:create_app()'. gunicorn's own flags win."""

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

# What is named below is beside the app, wherever gunicorn is started.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from config.logs import JsonFormatter

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
# Threads, which slow clients cannot hold.
worker_class = "config.patient_worker.PatientWorker"
workers = 2
# Most of a sign-up is waiting for the pool, which takes no processor: with the pool 0.2 s away, 32
# threads sign up six times as many people as 4. The helper makes 24 calls at once (`configure`), so
# that 8 threads are left for pages however slow the pool is. docs/performance.md has the figures.
threads = 32

# Loaded once, before the workers: a setting that the app refuses then stops the server.
preload_app = True

# A person takes longer to fill in a form than gunicorn's 2 seconds, and every new connection costs
# them a round trip or three.
keepalive = 75

# The helper gives up on the pool after 7 s; a worker that hangs for 30 is lost. One that is told to
# stop finishes what has begun to arrive, which has 15 s to be all there.
timeout = 30
graceful_timeout = 30

# Whom the app believes about scheme and address, TRUSTED_PROXIES says alone.
forwarded_allow_ips = ""

# Signals are control enough; the socket would be one more door.
control_socket_disable = True


# The files of prometheus_client, by the metrics in them, and their size: five times what all series
# need.
COUNTED = ("counter", "histogram", "gauge_livesum")
COUNTS_SIZE = 256 * 1024


class JsonLogger(Logger):
    """gunicorn's own lines, looking like the app's."""

    def setup(self, cfg: "Config") -> None:
        """Set up the error log; an access log, which nobody has asked for, stays as it is."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


if os.environ.get("APP_ENV") == "production":
    logger_class = JsonLogger


def post_worker_init(worker: "Worker") -> None:
    """Let each worker import what its first sign-up needs before there is one."""
    with suppress(Exception):  # what fails here fails at the first call, which reports it
        worker.wsgi.extensions["signup"].auth.warm_up()


def on_starting(server: "Arbiter") -> None:
    """Check what the command line has brought together, and count from zero."""
    keep_the_embedded_pool_here(server)
    shutil.rmtree(server.app.wsgi().config["METRICS_FOLDER"], ignore_errors=True)


def post_fork(server: "Arbiter", worker: "Worker") -> None:
    """Let the processes count together, in files of which each has its own.

    prometheus_client maps them into memory, where a disk that is full would end the process: their
    space is taken now. Without it the process counts for itself, and serves all the same.
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
    """Take back what a process that has ended said of its present; what it counted stays."""
    # prometheus_client has a function for it, but imported here it would decide for all workers to
    # come that each counts for itself.
    forget(server.app.wsgi().config["METRICS_FOLDER"], worker, ["gauge_livesum"])


def forget(folder: Path, worker: "Worker", kinds: Iterable[str]) -> None:
    """Remove files of a process."""
    for kind in kinds:
        with suppress(OSError):
            (folder / f"{kind}_{worker.pid}.db").unlink()


def keep_the_embedded_pool_here(server: "Arbiter") -> None:
    """Keep the embedded pool on this machine, whichever addresses the command line binds."""
    from config.settings import is_loopback  # noqa: PLC0415 - the app's folder is on the path now

    demo = server.app.wsgi().extensions.get("demo")
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if demo and not demo.open_to_others and not all(map(is_loopback, hosts)):
        sys.exit(
            "Cannot start: the embedded user pool answers this machine alone. Bind 127.0.0.1, "
            "name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or say ALLOW_EMBEDDED_POOL=1"
        )
