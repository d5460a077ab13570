"""Prometheus metrics. docs/operations.md lists them.

Labels never contain input; unknown values are `other`. A single process counts in memory.
gunicorn's workers count in files in `PROMETHEUS_MULTIPROC_DIR`, and each can return the sum.
"""

import logging
import os
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

from amplify_auth import AuthError
from config.private_files import create_private_file

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own
FILE_KINDS = ("counter", "histogram", "gauge_livesum")
"""prometheus_client's names for a process's files, one for each type of metric in `Metrics`."""

FILE_SIZE = 256 * 1024
"""Bytes. Five times the size of all series, so that files never grow."""

OTHER = "other"
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Histogram buckets, from pages without calls to a pool that times out after 7 s."""

ROUTE = "signup.route"  # in the WSGI environment, because Flask drops it with the request

_LOCK = Lock()


class Metrics:
    """The metrics of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests",
            "Answered requests.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "http_request_duration_seconds",
            "Seconds from a complete request to its response.",
            ["route", "method"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "http_requests_in_progress",
            "Requests in progress.",
            ["route"],
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.calls = Counter(
            "user_pool_calls",
            "Calls to the user pool. The outcome is ok or the class of an error.",
            ["operation", "outcome"],
            registry=self.registry,
        )
        self.call_seconds = Histogram(
            "user_pool_call_duration_seconds",
            "Seconds from a call to the user pool to its answer or timeout.",
            ["operation"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.circuits_open = Gauge(
            "user_pool_circuits_open",
            "Processes whose circuit breaker is open, because the user pool does not answer.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.events = Counter(
            "signup_events",
            "Events, by their names in docs/logging.md.",
            ["event"],
            registry=self.registry,
        )


def metrics() -> Metrics:
    """Return this process's metrics, created at the first call."""
    with _LOCK:  # `cache` alone lets two threads create one each
        return create_metrics()


@cache
def create_metrics() -> Metrics:
    """Create this process's metrics, at the first call."""
    if FOLDER_VARIABLE in os.environ:
        _allocate_files(Path(os.environ[FOLDER_VARIABLE]))
    return Metrics()


def _allocate_files(folder: Path) -> None:
    """Allocate this process's files, or count in memory if the disk is full.

    prometheus_client creates sparse files and maps them into memory, where writing to a hole ends
    the process (SIGBUS) when the disk is full.
    """
    paths = [folder / f"{kind}_{os.getpid()}.db" for kind in FILE_KINDS]
    try:
        for path in paths:
            create_private_file(path)
            path.write_bytes(bytes(FILE_SIZE))
    except OSError as error:
        for path in paths:
            path.unlink(missing_ok=True)
        logger.warning("This process counts for itself only. %s: %s", folder, error.strerror)
        del os.environ[FOLDER_VARIABLE]
        values.ValueClass = values.MutexValue


def count_call(operation: str, error: AuthError | None, seconds: float) -> None:
    """Count a call to the user pool. This is the helper's `on_call`.

    Args:
        operation: boto3's name of the operation.
        error: The error, of which only the class is recorded; None on success.
        seconds: Its duration.
    """
    outcome = type(error).__name__ if error else "ok"
    metrics().calls.labels(operation, outcome).inc()
    metrics().call_seconds.labels(operation).observe(seconds)


def exposition(accept: str) -> tuple[bytes, str]:
    """Return the metrics of all processes.

    Args:
        accept: The client's `Accept` header.

    Returns:
        The text, in Prometheus' format or OpenMetrics', and its content type.
    """
    registry = metrics().registry
    if FOLDER_VARIABLE in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # has no types
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class MeasuredApp:
    """WSGI middleware that counts requests, including Flask's own work.

    Args:
        app: The app.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Count a request and call the app."""
        began = time.perf_counter()
        status = "500"  # the server's answer if the app raises

        def start(line: str, *rest: object) -> object:
            nonlocal status
            status = line[:3]
            return start_response(line, *rest)  # type: ignore[arg-type] # passed through

        try:
            return self._app(environ, start)  # type: ignore[arg-type] # `start` takes whatever the app passes
        finally:
            _count_request(environ, status, time.perf_counter() - began)


def _count_request(environ: "WSGIEnvironment", status: str, seconds: float) -> None:
    route, method = environ.get(ROUTE), environ["REQUEST_METHOD"]
    labels = (route or OTHER, method if method in METHODS else OTHER)

    counted = metrics()
    if route:
        counted.in_progress.labels(route).dec()
    counted.requests.labels(*labels, status).inc()
    counted.request_seconds.labels(*labels).observe(seconds)


def init_app(app: Flask) -> None:
    """Add the middleware to an app."""

    @app.before_request
    def begin() -> None:
        route = request.environ[ROUTE] = request.endpoint or OTHER
        metrics().in_progress.labels(route).inc()

    app.wsgi_app = MeasuredApp(app.wsgi_app)  # type: ignore[method-assign] # Flask documents it so
