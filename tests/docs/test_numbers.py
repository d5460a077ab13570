"""Numbers in documents, compared with those in the code."""

import re
from inspect import signature

import pytest

from amplify_auth import PasswordPolicy, configure
from amplify_auth.circuit_breaker import FAILURES, RETRY_SECONDS
from config.buffering_worker import RECEIVE_SECONDS, SEND_SECONDS
from config.incoming_request import LARGEST_REQUEST
from signup import FORM_MAXIMUM
from signup.flows.pending_sign_up import IN_FLIGHT
from signup.flows.response_time import BEFORE_THE_FIRST, REMEMBERED
from signup.forms import breached_passwords
from signup.session.current_session import WAITING_AT_ONCE
from signup.storage.redis import ANSWER_SECONDS
from signup.user_pools import RESPONSE_STEP
from signup.views.csp_reports import REPORT_MAXIMUM
from signup.web.rate_limits import REPORTS
from tests.docs.markdown import read
from tests.gunicorn_conf import gunicorn_conf
from user_pool.attempt_limits import (
    CONFIRM_FORGOT_PASSWORD,
    CONFIRM_SIGN_UP,
    FORGOT_PASSWORD,
    RESEND_CODE,
)
from user_pool.codes import VALIDITY

SECURITY, LIMITS, USER_POOL = (
    " ".join(read(f"docs/{name}.md").split())
    for name in ("security", "limits-and-sessions", "user-pool")
)


def numbers(text: str, pattern: str) -> list[float]:
    """Return the numbers of the one place that matches a pattern."""
    (found,) = re.findall(pattern, text)
    return [float(number) for number in (found if isinstance(found, tuple) else [found])]


@pytest.mark.asvs("13.1.1", "13.1.2", "13.1.3")
def test_connections() -> None:
    default = {name: value.default for name, value in signature(configure).parameters.items()}
    cognito = r"https \| every step \| (\d+) conn[^|]*\| (\d+) s to connect, (\d+) s to be answered"
    assert numbers(SECURITY, cognito) == [
        default[name] for name in ("max_pool_connections", "connect_timeout", "read_timeout")
    ]
    assert default["connect_timeout"] + default["read_timeout"] < IN_FLIGHT
    breaker = r"after (\d+) failures in a row at once, and one try every (\d+) seconds"
    assert numbers(SECURITY, breaker) == [FAILURES, RETRY_SECONDS]
    pwned = r"(\d+) for each process; further passwords pass \| (\d+) s in all"
    look_ups = [breached_passwords.AT_ONCE, breached_passwords.ANSWER_SECONDS]
    assert numbers(SECURITY, pwned) == look_ups
    redis = r"needs one \| (\d+) s to connect, (\d+) s to be"
    assert numbers(SECURITY, redis) == [ANSWER_SECONDS] * 2


@pytest.mark.asvs("15.1.3", "15.2.2")
def test_bounds_of_expensive_requests() -> None:
    bodies = r"(\d+) KiB for a form, (\d+) KiB for a report"
    assert numbers(SECURITY, bodies) == [FORM_MAXIMUM / 1024, REPORT_MAXIMUM / 1024]
    passwords = r"\| (\d+) characters, and a list in memory"
    assert numbers(SECURITY, passwords) == [PasswordPolicy.MAX_LENGTH]
    conf = gunicorn_conf()
    threads = r"timeouts above, (\d+) threads for each process"
    assert numbers(SECURITY, threads) == [conf["threads"]]
    slow_clients = r"(\d+) s to send a request, (\d+) s to read a response, (\d+) s between"
    assert numbers(SECURITY, slow_clients) == [RECEIVE_SECONDS, SEND_SECONDS, conf["keepalive"]]
    assert numbers(SECURITY, r"\| (\d+) for each process; one more") == [conf["worker_connections"]]
    assert numbers(SECURITY, r"(\d+) KiB before the app sees it") == [LARGEST_REQUEST / 1024]
    presses = r"wait for the first \| (\d+) at once for each process, (\d+) s;"
    assert numbers(SECURITY, presses) == [WAITING_AT_ONCE, IN_FLIGHT]
    pwned = r"Have I Been Pwned \| (\d+) s in all, (\d+) at once"
    look_ups = [breached_passwords.ANSWER_SECONDS, breached_passwords.AT_ONCE]
    assert numbers(SECURITY, pwned) == look_ups
    calls = signature(configure).parameters["max_pool_connections"].default
    assert calls + WAITING_AT_ONCE + breached_passwords.AT_ONCE <= conf["threads"]


@pytest.mark.asvs("6.3.8")
def test_response_times() -> None:
    decoys = r"one of the last (\d+) new ones, or ([\d.]+) s before the first"
    assert numbers(SECURITY, decoys) == [REMEMBERED, BEFORE_THE_FIRST]
    step = r"a multiple of (\d+) ms, which costs (\d+) ms on average"
    assert numbers(SECURITY, step) == [RESPONSE_STEP * 1000, RESPONSE_STEP * 1000 / 2]


@pytest.mark.asvs("14.1.2")
def test_validity_of_codes() -> None:
    hours = numbers(SECURITY, r"\| (\d+) hours; (\d+) hour to reset")
    assert [60 * 60 * number for number in hours] == [
        VALIDITY["SIGN_UP"],
        VALIDITY["FORGOT_PASSWORD"],
    ]


@pytest.mark.asvs("2.1.3", "3.4.7")
def test_cap_of_csp_reports() -> None:
    cap = r"of (\d+) KiB at most and (\d+) times in (\d+) minutes from one network"
    assert numbers(LIMITS, cap) == [REPORT_MAXIMUM // 1024, REPORTS.network, REPORTS.minutes]


@pytest.mark.asvs("6.3.1", "2.1.1")
def test_limits_of_the_embedded_pool() -> None:
    for pattern, limits in {
        r"\| (\d+) tries an hour for each user": [CONFIRM_SIGN_UP],
        r"\| (\d+) resends an hour for each user": [RESEND_CODE],
        r"\| (\d+) requests and (\d+) tries an hour": [
            FORGOT_PASSWORD,
            CONFIRM_FORGOT_PASSWORD,
        ],
    }.items():
        assert numbers(USER_POOL, pattern) == [limit.tries for limit in limits]
    assert numbers(USER_POOL, r"six digits, (\d+) hours") == [VALIDITY["SIGN_UP"] // 3600]
