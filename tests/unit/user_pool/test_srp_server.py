from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from user_pool.srp_server import G, N, Verifier, padded, power_of_g

POOL_ID = "eu-west-1_Test"


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
