from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool
from user_pool.srp_server import G, N, Verifier, padded, power_of_g

if TYPE_CHECKING:
    from collections.abc import Callable

POOL_ID = "eu-west-1_Test"
UNKNOWN = "nobody@example.com"


@given(st.integers(0, 2**256 - 1))
def test_the_table_agrees_with_pow(exponent: int) -> None:
    assert power_of_g(exponent) == pow(G, exponent, N)


@pytest.mark.parametrize(
    ("number", "expected"), [(0, b"\0"), (0x7F, b"\x7f"), (0x80, b"\0\x80"), (0x1FF, b"\x01\xff")]
)
def test_padding(number: int, expected: bytes) -> None:
    assert padded(number) == expected


@pytest.mark.asvs("11.4.2")
def test_a_verifier_matches_its_password_only() -> None:
    verifier = Verifier.of(POOL_ID, "ann", "Correct-horse-1", b"salt" * 4)
    assert verifier.matches(POOL_ID, "ann", "Correct-horse-1")
    assert not verifier.matches(POOL_ID, "ann", "correct-horse-1")
    assert not verifier.matches(POOL_ID, "bob", "Correct-horse-1")
    assert not verifier.matches("eu-west-1_Other", "ann", "Correct-horse-1")
    assert verifier.value != Verifier.of(POOL_ID, "ann", "Correct-horse-1", b"tlas" * 4).value
    assert len(verifier.value) == 384
    assert "salt" not in repr(verifier)


@pytest.fixture
def powers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exponents of every power that was computed."""
    exponents: list[int] = []

    def counted(exponent: int) -> int:
        exponents.append(exponent)
        return power_of_g(exponent)

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
