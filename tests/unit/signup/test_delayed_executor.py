"""Delayed background work."""

import threading
from concurrent.futures import Future
from secrets import SystemRandom
from types import SimpleNamespace

import pytest

from signup import delayed_executor
from signup.delayed_executor import DelayedExecutor


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delayed_executor, "SHORTEST", 0.01)
    monkeypatch.setattr(delayed_executor, "LONGEST", 0.02)


@pytest.mark.usefixtures("soon")
def test_a_task_runs_later_in_another_thread() -> None:
    executor = DelayedExecutor()
    threads = []
    future = executor.submit(lambda: threads.append(threading.current_thread()))
    future.result(timeout=30)
    assert threads != [threading.current_thread()]
    executor.shutdown()


@pytest.mark.usefixtures("soon")
def test_an_error_is_the_futures() -> None:
    executor = DelayedExecutor()
    with pytest.raises(ZeroDivisionError):
        executor.submit(lambda: 1 / 0).result(timeout=30)
    assert executor.submit(int, "10", base=8).result(timeout=30) == 8
    executor.shutdown()


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(("random", "delay"), [(0.0, 1.0), (0.25, 3.25), (1.0, 10.0)])
def test_a_task_is_due_in_one_to_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, random: float, delay: float
) -> None:
    now, chance = [0.0], [random]
    order: list[str] = []
    scheduler_looks = threading.Event()

    def monotonic() -> float:
        if threading.current_thread() is not threading.main_thread():
            scheduler_looks.set()  # and has the lock until it waits
        return now[0]

    monkeypatch.setattr(delayed_executor, "time", SimpleNamespace(monotonic=monotonic))
    monkeypatch.setattr(SystemRandom, "random", lambda _: chance[0])
    executor = DelayedExecutor()

    def submit(name: str) -> Future[None]:
        return executor.submit(order.append, name)

    task = submit("task")
    assert scheduler_looks.wait(30)
    chance[0] = 0.0
    now[0] = delay - 1.125
    before = submit("an eighth of a second before")
    now[0] = delay - 0.0625
    submit("later")  # which wakes the scheduler
    before.result(timeout=5)
    assert order == ["an eighth of a second before"]
    now[0] = delay
    submit("later")
    task.result(timeout=5)
    assert order == ["an eighth of a second before", "task"]
    executor.shutdown()


def test_what_waits_does_not_keep_a_process_from_ending() -> None:
    threads = {*threading.enumerate()}
    executor = DelayedExecutor()
    executor.submit(str)
    started = {*threading.enumerate()} - threads
    assert [thread.daemon for thread in started if thread.name == "delayed"] == [True]
    executor.shutdown()


@pytest.mark.asvs("6.3.8")
def test_a_task_does_not_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delayed_executor, "SHORTEST", 3600.0)
    executor = DelayedExecutor()
    future = executor.submit(str, 7)
    assert not future.done()
    executor.shutdown(wait=False)


@pytest.mark.asvs("15.4.2")
def test_a_shutdown_runs_what_waits_and_accepts_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delayed_executor, "SHORTEST", 3600.0)
    executor = DelayedExecutor()
    futures = [executor.submit(lambda number=number: number) for number in range(5)]
    executor.shutdown()
    assert [future.result(timeout=0) for future in futures] == [0, 1, 2, 3, 4]
    with pytest.raises(RuntimeError):
        executor.submit(str)


def test_a_shutdown_without_tasks_returns() -> None:
    DelayedExecutor().shutdown()
