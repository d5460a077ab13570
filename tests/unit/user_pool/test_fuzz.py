"""Nonsense is refused in the service's own words, never by a defect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, POOL_ID
from user_pool.operations import OPERATIONS

if TYPE_CHECKING:
    from tests.unit.user_pool.harness import Pool

TEXT = st.text(max_size=40) | st.sampled_from(
    [EMAIL, PASSWORD, CLIENT_ID, POOL_ID, "000000", "-5", "\x00", "'", '"', "a" * 3000, "٣"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
PARAMETERS = st.dictionaries(
    st.sampled_from(
        [
            "USERNAME", "PASSWORD", "SRP_A", "PREFERRED_CHALLENGE", "REFRESH_TOKEN", "ANSWER",
            "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP",
            "EMAIL_OTP_CODE", "SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA_CODE", "SECRET_HASH",
        ]
    ),
    TEXT,
)  # fmt: skip


def value_of(member: str, shape: dict[str, Any]) -> st.SearchStrategy[object]:
    """Values that get past the first check often enough, and any others."""
    known: dict[str, st.SearchStrategy[object]] = {
        "ClientId": st.just(CLIENT_ID),
        "UserPoolId": st.just(POOL_ID),
        "Username": st.sampled_from([EMAIL, "x@example.com"]),
        "AuthParameters": PARAMETERS,
        "ChallengeResponses": PARAMETERS,
    }
    if "enum" in shape:
        known[member] = st.sampled_from(shape["enum"])
    return st.one_of(known.get(member, TEXT), known.get(member, TEXT), JSON)


def requests(pool: Pool, operation: str) -> st.SearchStrategy[dict[str, object]]:
    shape: Any = pool.client.meta.service_model.operation_model(operation).input_shape
    strategies = {name: value_of(name, member.metadata) for name, member in shape.members.items()}
    required = {name: strategies.pop(name) for name in shape.required_members}
    return st.fixed_dictionaries(required, optional=strategies)


@pytest.mark.asvs("15.3.5", "1.2.4")
@pytest.mark.parametrize("examples", [10, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_no_request_finds_a_defect(pool: Pool, operation: str, examples: int) -> None:
    pool.add_user()

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(requests(pool, operation))
    def run(members: dict[str, object]) -> None:
        status, answer = pool.raw(operation, json.dumps(members).encode())
        assert status < 500, answer

    run()


@given(st.binary(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_do_either(pool: Pool, body: bytes) -> None:
    assert pool.raw("SignUp", body)[0] in {200, 400}
