"""`/readyz`: anybody may ask, and asking costs the pool next to nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from flask import Flask

from tests.doubles import Clock

PATIENCE = 30


class ProbedPool:
    """A pool that counts how often it is probed, and answers when the test says so."""

    def __init__(self) -> None:
        self.is_up = True
        self.probes = 0
        self.begun, self.may_answer = Event(), Event()
        self.may_answer.set()

    def is_reachable(self) -> bool:
        self.probes += 1
        self.begun.set()
        assert self.may_answer.wait(PATIENCE)
        return self.is_up


@pytest.fixture
def pool(app: Flask) -> ProbedPool:
    pool = ProbedPool()
    app.extensions["signup"] = replace(app.extensions["signup"], pool=pool)
    return pool


def ask(app: Flask) -> int:
    return app.test_client().get("/readyz").status_code


@pytest.mark.asvs("15.2.2")
def test_an_answer_is_good_for_a_second(app: Flask, pool: ProbedPool, clock: Clock) -> None:
    assert [ask(app) for _ in range(5)] == [200] * 5
    pool.is_up = False
    clock.advance(0.9)
    assert ask(app) == 200
    assert pool.probes == 1
    clock.advance(0.1)
    assert ask(app) == 503
    assert pool.probes == 2


def test_a_clock_that_is_put_back_keeps_no_old_answer(
    app: Flask, pool: ProbedPool, clock: Clock
) -> None:
    assert ask(app) == 200
    pool.is_up = False
    clock.advance(-3600)
    assert ask(app) == 503


@pytest.mark.asvs("15.2.2")
def test_a_pool_that_does_not_answer_holds_one_request(
    app: Flask, pool: ProbedPool, clock: Clock
) -> None:
    assert ask(app) == 200
    clock.advance(1)
    pool.may_answer.clear()
    pool.begun.clear()
    pool.is_up = False
    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(ask, app)
        assert pool.begun.wait(PATIENCE)
        assert [ask(app) for _ in range(20)] == [200] * 20, "the last answer"
        assert not held.done()
        pool.may_answer.set()
        assert held.result(PATIENCE) == 503
    assert ask(app) == 503
    assert pool.probes == 2


def test_before_the_first_answer_nothing_is_ready(app: Flask, pool: ProbedPool) -> None:
    pool.may_answer.clear()
    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(ask, app)
        assert pool.begun.wait(PATIENCE)
        assert ask(app) == 503
        pool.may_answer.set()
        assert held.result(PATIENCE) == 200
