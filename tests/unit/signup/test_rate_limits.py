import pytest

from signup.web.rate_limits import CODES, MESSAGES, NO_LIMIT, RULES


def test_steps_that_share_a_count_share_its_limit() -> None:
    limits: dict[str, set[tuple[int, int]]] = {}
    for rule in RULES.values():
        limits.setdefault(rule.counts, set()).add((rule.account, rule.minutes))
    assert all(len(found) == 1 for found in limits.values())


@pytest.mark.asvs("6.3.8")
def test_our_limits_are_reached_before_cognitos() -> None:
    counted = [rule for rule in RULES.values() if rule is not NO_LIMIT]
    an_hour = {rule.counts: rule.account * 60 // rule.minutes for rule in counted}
    assert an_hour[MESSAGES] <= 5
    assert an_hour[CODES] <= 15
