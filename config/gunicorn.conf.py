"""Production: gunicorn -c config/gunicorn.conf.py 'app:create_app()'. gunicorn's own flags win."""

import os
import shutil
import sys
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
threads = 16

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


class JsonLogger(Logger):
    """gunicorn's own lines, looking like the app's."""

    def setup(self, cfg: "Config") -> None:
        """Set up the error log; an access log, which nobody has asked for, stays as it is."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


if os.environ.get("APP_ENV") == "production":
    logger_class = JsonLogger


def on_starting(server: "Arbiter") -> None:
    """Check what the command line has brought together, and let the processes count together."""
    keep_the_embedded_pool_here(server)
    count_in_files(server.app.wsgi().config["METRICS_FOLDER"])


def child_exit(_server: "Arbiter", worker: "Worker") -> None:
    """Take back what a process that has ended said of its present; what it counted stays."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - see below

    mark_process_dead(worker.pid)


def count_in_files(folder: Path) -> None:
    """Make an empty folder where the processes count, and name it to prometheus_client."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        sys.exit(f"Cannot start: {folder}, where requests are counted: {error.strerror}")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    import prometheus_client  # noqa: F401, PLC0415 - once for all workers, and it looks for the folder


def keep_the_embedded_pool_here(server: "Arbiter") -> None:
    """Keep the embedded pool on this machine, whichever addresses the command line binds."""
    from config.settings import is_loopback  # noqa: PLC0415 - the app's folder is on the path now

    demo = server.app.wsgi().extensions["signup"].demo
    hosts = [address[0] for address in server.cfg.address if isinstance(address, tuple)]
    if demo and not demo.open_to_others and not all(map(is_loopback, hosts)):
        sys.exit(
            "Cannot start: the embedded user pool answers this machine alone. Bind 127.0.0.1, "
            "name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or say ALLOW_EMBEDDED_POOL=1"
        )
