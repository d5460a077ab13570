from __future__ import annotations

from pathlib import Path

import pytest

import user_pool
from user_pool import attempt_limits, codes
from user_pool.operations import OPERATIONS

PACKAGE = Path(user_pool.__file__).parent
TEXT = (PACKAGE.parent / "docs/user-pool.md").read_text("utf-8")


def test_every_operation_is_listed() -> None:
    for name in OPERATIONS:
        assert name in TEXT


def test_every_file_is_explained() -> None:
    for path in PACKAGE.iterdir():
        if path.suffix in {".py", ".sql"} and path.name != "__init__.py":
            assert f"`{path.name}`" in TEXT


@pytest.mark.asvs("6.3.1", "2.1.1")
def test_limits_are_the_documented_ones() -> None:
    assert f"{attempt_limits.CONFIRM_SIGN_UP.tries} tries an hour for each user" in TEXT
    assert f"{attempt_limits.RESEND_CODE.tries} resends an hour for each user" in TEXT
    assert (
        f"{attempt_limits.FORGOT_PASSWORD.tries} requests and"
        f" {attempt_limits.CONFIRM_FORGOT_PASSWORD.tries} tries an hour" in TEXT
    )
    assert f"six digits, {codes.VALIDITY[codes.SIGN_UP] // 3600} hours" in TEXT
