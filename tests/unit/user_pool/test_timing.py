"""What takes time is done as often for users who exist as for those who do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool
from user_pool import srp_server

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = "nobody@example.com"


@pytest.fixture
def powers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exponents of every power that was computed."""
    exponents: list[int] = []
    compute = srp_server.power_of_g

    def counted(exponent: int) -> int:
        exponents.append(exponent)
        return compute(exponent)

    monkeypatch.setattr("user_pool.srp_server.power_of_g", counted)
    return exponents


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("SignUp", lambda name: {"Username": name, "Password": PASSWORD}),
        (
            "InitiateAuth",
            lambda name: {
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": name, "PASSWORD": "Wrong-horse-1"},
            },
        ),
        (
            "InitiateAuth",
            lambda name: {
                "AuthFlow": "USER_SRP_AUTH",
                "AuthParameters": {"USERNAME": name, "SRP_A": "5"},
            },
        ),
    ],
)
def test_known_and_unknown_users_cost_one_power(
    pool: Pool, powers: list[int], operation: str, members: Callable[[str], dict[str, Any]]
) -> None:
    pool.add_user()
    for username in (EMAIL, UNKNOWN):
        powers.clear()
        pool.raw(operation, {"ClientId": "testclient", **members(username)})
        assert len(powers) == 1
