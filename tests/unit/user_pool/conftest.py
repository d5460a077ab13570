from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from tests.unit.user_pool.harness import Pool, make_pool
from user_pool import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from types_boto3_cognito_idp import CognitoIdentityProviderClient


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip flushes, which test_store and test_durability cover."""
    monkeypatch.setattr("user_pool.store.os.fsync", lambda _: None)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    pool = make_pool(tmp_path / "pool.db")
    yield pool
    pool.service.close()
    pool.client.close()


@pytest.fixture
def admin(pool: Pool) -> CognitoIdentityProviderClient:
    """Client for the signed operations. The pool does not check the keys."""
    client = boto3.client(
        "cognito-idp",
        region_name="us-east-1",
        aws_access_key_id="anybody",
        aws_secret_access_key="anything",
    )
    connect(client, pool.service)
    return client
