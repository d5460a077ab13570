"""pytest plugin with an empty user pool for each test.

In `conftest.py`:

    pytest_plugins = ["user_pool.pytest_plugin"]

A test that uses `user_pool` calls its own code, which uses boto3 as usual:

    def test_sign_up(user_pool):
        my_app.sign_up("ana@example.com", "Correct-horse-1")
        my_app.confirm("ana@example.com", user_pool.code("ana@example.com"))

To test with another pool, override the fixture `amplify_outputs`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from user_pool.amplify_outputs import user_pool_from_amplify_outputs
from user_pool.boto3_transport import patch_boto3
from user_pool.clock import AdjustableClock
from user_pool.local_pool import LocalUserPool
from user_pool.service import UserPoolService

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@pytest.fixture
def amplify_outputs() -> Mapping[str, Any]:
    """Return the pool's `amplify_outputs.json`. Override it to test another pool."""
    return {
        "version": "1.4",
        "auth": {
            "aws_region": "us-east-1",
            "user_pool_id": "us-east-1_LocalPool",
            "user_pool_client_id": "1localuserpoolclient000000",
            "username_attributes": ["email"],
            "user_verification_types": ["email"],
        },
    }


@pytest.fixture
def user_pool(
    amplify_outputs: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LocalUserPool]:
    """Yield an empty pool that answers every `cognito-idp` client of this process."""
    definition = user_pool_from_amplify_outputs(amplify_outputs)
    # boto3 signs administrators' calls, and needs a region to make a client.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", definition.user_pool_id.partition("_")[0])
    clock = AdjustableClock()
    service = UserPoolService(tmp_path / "user_pool.db", clock=clock)
    service.ensure_user_pool(definition)
    with patch_boto3(service):
        yield LocalUserPool(definition.user_pool_id, definition.client_id, service, clock)
    service.close()
