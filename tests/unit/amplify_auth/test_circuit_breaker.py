from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amplify_auth import NetworkError, ServiceError, configure, resend_sign_up_code
from amplify_auth.circuit_breaker import FAILURES, RETRY_SECONDS, CircuitBreaker
from tests.faulty_pool import FaultyPool, faulty_pool, refusal, reset_before_the_answer
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs
from tests.unit.amplify_auth.fake_cognito import Clock

pytestmark = pytest.mark.asvs("16.5.2")


@pytest.fixture
def outages() -> list[bool]:
    return []


@pytest.fixture
def ticks() -> Clock:
    return Clock()


@pytest.fixture
def breaker(outages: list[bool], ticks: Clock) -> CircuitBreaker:
    return CircuitBreaker(outages.append, clock=ticks)


def fail(breaker: CircuitBreaker, times: int = FAILURES) -> None:
    for _ in range(times):
        breaker.failed()


def test_it_opens_at_the_last_failure_in_a_row_and_not_before(
    breaker: CircuitBreaker, outages: list[bool]
) -> None:
    fail(breaker, FAILURES - 1)
    assert breaker.allows_a_call()
    breaker.succeeded()
    fail(breaker, FAILURES - 1)
    assert breaker.allows_a_call()
    assert outages == []
    breaker.failed()
    assert not breaker.allows_a_call()
    fail(breaker)
    assert outages == [True]


def test_now_and_then_one_call_tries(breaker: CircuitBreaker, ticks: Clock) -> None:
    fail(breaker)
    ticks.advance(RETRY_SECONDS - 0.01)
    assert not breaker.allows_a_call()
    ticks.advance(0.01)
    assert [breaker.allows_a_call() for _ in range(5)] == [True, False, False, False, False]
    # The try never reported back: there is another one all the same.
    ticks.advance(RETRY_SECONDS)
    assert breaker.allows_a_call()


def test_a_try_that_fails_starts_the_wait_again(breaker: CircuitBreaker, ticks: Clock) -> None:
    fail(breaker)
    ticks.advance(RETRY_SECONDS)
    assert breaker.allows_a_call()
    ticks.advance(RETRY_SECONDS - 1)
    breaker.failed()
    ticks.advance(RETRY_SECONDS - 1)
    assert not breaker.allows_a_call()
    ticks.advance(1)
    assert breaker.allows_a_call()


def test_the_first_answer_closes_it(breaker: CircuitBreaker, outages: list[bool]) -> None:
    fail(breaker)
    breaker.succeeded()
    assert breaker.allows_a_call()
    assert outages == [True, False]
    fail(breaker, FAILURES - 1)
    assert breaker.allows_a_call()


@pytest.mark.asvs("15.4.1")
def test_of_many_threads_one_tries(ticks: Clock) -> None:
    outages: list[bool] = []
    breaker = CircuitBreaker(outages.append, clock=ticks)
    with ThreadPoolExecutor(16) as threads:
        for _ in range(20):
            [*threads.map(lambda _: breaker.failed(), range(64))]
            ticks.advance(RETRY_SECONDS)
            assert sum(threads.map(lambda _: breaker.allows_a_call(), range(64))) == 1
            [*threads.map(lambda _: breaker.succeeded(), range(64))]
    assert outages == [True, False] * 20


def call(folder: Path, pool: FaultyPool, times: int, error: type[Exception]) -> None:
    document = outputs_document({"auth": {"user_pool_endpoint": pool.url}})
    auth = configure(write_outputs(folder, document))
    for _ in range(times):
        with pytest.raises(error):
            resend_sign_up_code(auth, username="ana")


def test_a_pool_that_fails_is_left_alone(tmp_path: Path) -> None:
    with faulty_pool() as pool:
        pool.fault = reset_before_the_answer
        call(tmp_path, pool, FAILURES + 20, NetworkError)
        assert len(pool.requests) == FAILURES


@pytest.mark.parametrize(
    "name", ["TooManyRequestsException", "LimitExceededException", "CodeMismatchException"]
)
def test_a_pool_that_refuses_is_there(tmp_path: Path, name: str) -> None:
    with faulty_pool() as pool:
        pool.fault = refusal(name)
        call(tmp_path, pool, FAILURES + 20, ServiceError)
        assert len(pool.requests) == FAILURES + 20
