"""docs/limits-and-sessions.md says what the code does. OWASP ASVS 6.1.1, 6.3.1, 7.1.1."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from config.settings import ROOT
from signup.session.interface import SIGNED_IN, WAITING
from signup.views.csp_reports import REPORT_MAXIMUM
from signup.web.rate_limits import CODES, MESSAGES, REPORTS, RULES

DOCUMENT = (ROOT / "docs" / "limits-and-sessions.md").read_text()


@pytest.mark.asvs("6.1.1", "6.3.1", "2.1.3")
def test_the_table_of_limits_is_the_one_that_counts(make_app: Callable[..., Flask]) -> None:
    rows = re.findall(
        r"^\| `(/[a-z-]+)` \| (\d+) \(([a-z -]+)\) \| (\d+) \| (\d+) minutes \|$",
        DOCUMENT,
        re.MULTILINE,
    )
    paths = {rule.endpoint: rule.rule for rule in make_app().url_map.iter_rules()}
    assert rows == [
        (paths[endpoint], str(rule.account), rule.counts, str(rule.network), str(rule.minutes))
        for endpoint, rule in RULES.items()
    ]


def test_steps_that_share_a_count_share_its_limit() -> None:
    limits: dict[str, set[tuple[int, int]]] = {}
    for rule in RULES.values():
        limits.setdefault(rule.counts, set()).add((rule.account, rule.minutes))
    assert all(len(found) == 1 for found in limits.values())


@pytest.mark.asvs("6.3.8")
def test_ours_are_reached_before_cognitos() -> None:
    an_hour = {rule.counts: rule.account * 60 // rule.minutes for rule in RULES.values()}
    assert an_hour[MESSAGES] <= 5
    assert an_hour[CODES] <= 15


@pytest.mark.asvs("2.1.3", "3.4.7")
def test_the_cap_of_reports_is_the_one_that_counts() -> None:
    (said,) = re.findall(
        r"of (\d+) KiB at most and (\d+)\s+times in (\d+) minutes from one network", DOCUMENT
    )
    assert [*map(int, said)] == [REPORT_MAXIMUM // 1024, REPORTS.network, REPORTS.minutes]


@pytest.mark.asvs("7.1.1")
def test_the_table_of_sessions_is_the_one_that_counts() -> None:
    rows = re.findall(
        r"^\| [a-z :-]+ \| (\d+) (hours|minutes) without a [a-z]+ \| (\d+) hours \|$",
        DOCUMENT,
        re.MULTILINE,
    )
    seconds = {"hours": 3600, "minutes": 60}
    assert [(int(idle) * seconds[unit], int(absolute) * 3600) for idle, unit, absolute in rows] == [
        (session.idle, session.absolute) for session in (WAITING, SIGNED_IN)
    ]
