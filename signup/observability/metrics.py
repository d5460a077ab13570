"""What an operator wants to know in numbers, for Prometheus; docs/operations.md explains them.

No label has anything in it that a visitor can choose: routes, methods, statuses, operations and
errors are names of ours, and what has none of these names is `other`. One process counts in memory.
gunicorn's processes count in files of a folder that its configuration names, and whichever of them
is asked adds them up.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, request

from amplify_auth import AuthError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's own
OTHER = "other"
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Bounds of the histograms: from a page that asks nobody to a pool that is given up after 7 s."""

WAITING_MAXIMUM = 100
"""How much waits to be counted, in an app that is neither warmed up nor asked for its numbers."""

_LOCK = Lock()
_WAITING: "deque[Callable[[Metrics], None]]" = deque()
ROUTE = "signup.route"  # in the WSGI environment, as Flask forgets it with the request


class Metrics:
    """What is counted, in one process or in several together."""

    def __init__(self) -> None:
        # It decides when it is imported where to count, and an app that only starts needs it not.
        from prometheus_client import (  # noqa: PLC0415 - see above
            CollectorRegistry,
            Counter,
            Gauge,
            Histogram,
        )

        self.registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests",
            "Requests that were answered.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "http_request_duration_seconds",
            "From a whole request to its answer.",
            ["route", "method"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "http_requests_in_progress",
            "Requests that are being answered.",
            ["route"],
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.calls = Counter(
            "user_pool_calls",
            "Calls to the user pool, by what they came to: ok, or an error's class.",
            ["operation", "outcome"],
            registry=self.registry,
        )
        self.call_seconds = Histogram(
            "user_pool_call_duration_seconds",
            "From a call to the user pool to its answer, or until it was given up.",
            ["operation"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.circuits_open = Gauge(
            "user_pool_circuits_open",
            "Processes that leave the user pool alone, because it does not answer.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
        self.events = Counter(
            "signup_events",
            "What has happened, by the names of docs/logging.md.",
            ["event"],
            registry=self.registry,
        )


def metrics() -> Metrics:
    """Return what this process counts."""
    with _LOCK:  # two threads that come first would each make one, and overwrite the other's counts
        return _metrics()


@cache
def _metrics() -> Metrics:
    made = Metrics()
    while _WAITING:
        _WAITING.popleft()(made)
    return made


def _count(observation: Callable[[Metrics], None]) -> None:
    """Count something, or let it wait for prometheus_client, as the first page should not."""
    with _LOCK:
        if not _metrics.cache_info().currsize and len(_WAITING) < WAITING_MAXIMUM:
            _WAITING.append(observation)
            return
    observation(metrics())


def count_call(operation: str, error: AuthError | None, seconds: float) -> None:
    """Count a call to the user pool; the helper's `on_call`.

    Args:
        operation: boto3's name of it.
        error: What it came to; None is an answer. Only its class is kept.
        seconds: How long it took.
    """
    outcome = type(error).__name__ if error else "ok"
    metrics().calls.labels(operation, outcome).inc()
    metrics().call_seconds.labels(operation).observe(seconds)


def exposition(accept: str) -> tuple[bytes, str]:
    """Return everything counted so far, by all processes.

    Args:
        accept: The formats that the client takes, as its `Accept` header says.

    Returns:
        The text, in Prometheus' format or OpenMetrics', and its content type.
    """
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 - as above
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415 - as above
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - as above

    registry = metrics().registry
    if FOLDER_VARIABLE in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # has no types
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class MeasuredApp:
    """A WSGI app whose requests are counted, with all that Flask does around a view.

    Args:
        app: The app.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        began = time.perf_counter()
        status = "500"  # what the server says of an app that says nothing

        def start(line: str, *rest: object) -> object:
            nonlocal status
            status = line[:3]
            return start_response(line, *rest)  # type: ignore[arg-type] # handed on as they are

        try:
            return self._app(environ, start)  # type: ignore[arg-type] # as above
        finally:
            _count_request(environ, status, time.perf_counter() - began)


def _count_request(environ: "WSGIEnvironment", status: str, seconds: float) -> None:
    route, method = environ.get(ROUTE), environ["REQUEST_METHOD"]
    labels = (route or OTHER, method if method in METHODS else OTHER)

    def observe(metrics: Metrics) -> None:
        if route:
            metrics.in_progress.labels(route).dec()
        metrics.requests.labels(*labels, status).inc()
        metrics.request_seconds.labels(*labels).observe(seconds)

    _count(observe)


def init_app(app: Flask) -> None:
    """Count the requests of an app."""

    @app.before_request
    def begin() -> None:
        route = request.environ[ROUTE] = request.endpoint or OTHER
        _count(lambda metrics: metrics.in_progress.labels(route).inc())

    app.wsgi_app = MeasuredApp(app.wsgi_app)  # type: ignore[method-assign] # Flask documents it so
