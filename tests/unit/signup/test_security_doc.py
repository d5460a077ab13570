"""docs/security.md names the numbers that the code goes by."""

import re
from inspect import signature

import pytest

from amplify_auth import PasswordPolicy, configure
from amplify_auth.circuit_breaker import FAILURES, RETRY_SECONDS
from config.buffering_worker import LARGEST_REQUEST, RECEIVE_SECONDS, SEND_SECONDS
from config.settings import ROOT
from signup import FORM_MAXIMUM
from signup.storage.redis import ANSWER_SECONDS
from signup.views.csp_reports import REPORT_MAXIMUM
from tests.gunicorn_conf import gunicorn_conf
from user_pool.codes import VALIDITY

DOCUMENT = " ".join((ROOT / "docs" / "security.md").read_text().split())


def numbers(pattern: str) -> list[float]:
    """Return the numbers of the one place that reads like the pattern."""
    (found,) = re.findall(pattern, DOCUMENT)
    return [float(number) for number in (found if isinstance(found, tuple) else [found])]


@pytest.mark.asvs("13.1.1", "13.1.2", "13.1.3")
def test_the_connections_are_as_the_table_says() -> None:
    default = {name: value.default for name, value in signature(configure).parameters.items()}
    said = numbers(
        r"https \| every step \| (\d+) conn[^|]*\| (\d+) s to connect, (\d+) s to be answered"
    )
    assert said == [
        default[name] for name in ("max_pool_connections", "connect_timeout", "read_timeout")
    ]
    assert numbers(r"after (\d+) failures in a row at once, and one try every (\d+) seconds") == [
        FAILURES,
        RETRY_SECONDS,
    ]
    assert numbers(r"needs one \| (\d+) s to connect, (\d+) s to be") == [ANSWER_SECONDS] * 2


@pytest.mark.asvs("15.1.3", "15.2.2")
def test_what_takes_long_is_bounded_as_the_table_says() -> None:
    assert numbers(r"(\d+) KiB for a form, (\d+) KiB for a report") == [
        FORM_MAXIMUM / 1024,
        REPORT_MAXIMUM / 1024,
    ]
    assert numbers(r"\| (\d+) characters, and a list in memory") == [PasswordPolicy.MAX_LENGTH]
    conf = gunicorn_conf()
    assert numbers(r"timeouts above, (\d+) threads for each process") == [conf["threads"]]
    assert numbers(r"(\d+) s to send a request, (\d+) s to read a response, (\d+) s between") == [
        RECEIVE_SECONDS,
        SEND_SECONDS,
        conf["keepalive"],
    ]
    assert numbers(r"\| (\d+) for each process; one more") == [conf["worker_connections"]]
    assert numbers(r"(\d+) KiB before the app sees it") == [LARGEST_REQUEST / 1024]


@pytest.mark.asvs("14.1.2")
def test_codes_are_kept_as_long_as_the_table_says() -> None:
    assert [60 * 60 * hours for hours in numbers(r"\| (\d+) hours; (\d+) hour to reset")] == [
        VALIDITY["SIGN_UP"],
        VALIDITY["FORGOT_PASSWORD"],
    ]
