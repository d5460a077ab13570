"""Stand-ins for what tests must be in charge of."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Clock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Immediate(Executor):
    """An executor that has done its work when `submit` returns."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - Executor's own
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
