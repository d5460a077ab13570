from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.user_pool.harness import Pool, make_pool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the disk has it is the business of test_store and test_durability."""
    monkeypatch.setattr("user_pool.store.os.fsync", lambda _: None)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    pool = make_pool(tmp_path / "pool.db")
    yield pool
    pool.service.close()
    pool.client.close()
