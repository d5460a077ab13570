"""Delayed background work, which no other request can be timed against."""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from heapq import heappop, heappush
from itertools import count
from typing import Any

SHORTEST, LONGEST = 1.0, 10.0
"""Seconds. Requests right after a sign-up do not reveal its follow-ups, and the owner of a taken
address waits no longer than many mail servers take."""

THREADS = 2


class DelayedExecutor(Executor):
    """Runs each task after a random delay. `shutdown` runs the waiting ones at once.

    Threads start with the first task, so an executor may be created before a fork.
    """

    def __init__(self) -> None:
        self._tasks: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()  # breaks ties in the heap
        self._changed = threading.Condition()
        self._scheduler: threading.Thread | None = None
        self._is_shut_down = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Schedule a task.

        Args:
            fn: The task.
            args: Its arguments.
            kwargs: Its keyword arguments.

        Returns:
            Its result, in 1 to 10 seconds and the time that it takes.
        """
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - a future carries whatever was raised
                future.set_exception(error)

        delay = SHORTEST + secrets.SystemRandom().random() * (LONGEST - SHORTEST)
        with self._changed:
            if self._is_shut_down:
                raise RuntimeError("cannot schedule new futures after shutdown")
            heappush(self._tasks, (time.monotonic() + delay, next(self._numbers), run))
            if self._scheduler is None:
                self._scheduler = threading.Thread(target=self._run, name="delayed", daemon=True)
                self._scheduler.start()
            self._changed.notify()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Executor's signature
        """Run the waiting tasks at once, and accept no more.

        Args:
            wait: Whether to return only after they have run.
            cancel_futures: Ignored: a message that is owed is sent.
        """
        with self._changed:
            self._is_shut_down = True
            self._changed.notify()
        if wait and self._scheduler:
            self._scheduler.join()

    def _run(self) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="delayed") as threads:
            while task := self._next_task():
                threads.submit(task)

    def _next_task(self) -> Callable[[], None] | None:
        """Wait until a task is due, and return it; None once there are no more."""
        with self._changed:
            while True:
                now = time.monotonic()
                if self._tasks and (self._is_shut_down or self._tasks[0][0] <= now):
                    return heappop(self._tasks)[2]
                if self._is_shut_down:
                    return None
                self._changed.wait(self._tasks[0][0] - now if self._tasks else None)
