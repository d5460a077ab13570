from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool, definition
from user_pool import Message, UserPoolService

if TYPE_CHECKING:
    from pathlib import Path


def test_the_outbox_is_newest_first_and_by_address(pool: Pool) -> None:
    for name in ("ann", "bob"):
        pool.sign_up(f"{name}@example.com")
    assert [message.to for message in pool.service.outbox()] == [
        "bob@example.com",
        "ann@example.com",
    ]
    (message,) = pool.service.outbox("ANN@example.com")
    assert list(message.public()) == ["to", "medium", "subject", "body", "code", "link", "sent_at"]
    assert message.public()["sent_at"] == "2027-01-15T08:00:00.000+00:00"


def test_messages_are_told_of_once_they_are_kept(tmp_path: Path) -> None:
    told: list[Message] = []
    service = UserPoolService(tmp_path / "pool.db", on_message=told.append)
    service.ensure_user_pool(definition())
    client = Pool(service, None, None, tmp_path)  # type: ignore[arg-type] # only raw calls
    members = {"ClientId": "testclient", "Username": EMAIL, "Password": PASSWORD}
    assert client.raw("SignUp", members)[0] == 200
    assert client.raw("SignUp", members)[0] == 400
    assert [message.to for message in told] == [EMAIL]
    service.close()


def test_who_is_told_may_fail(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Message) -> None:
        raise OSError

    service = UserPoolService(tmp_path / "pool.db", on_message=fail)
    service.ensure_user_pool(definition())
    client = Pool(service, None, None, tmp_path)  # type: ignore[arg-type] # only raw calls
    members = {"ClientId": "testclient", "Username": EMAIL, "Password": PASSWORD}
    assert client.raw("SignUp", members)[0] == 200
    assert "on_message failed" in caplog.text
    service.close()


def test_the_same_randomness_makes_the_same_codes(tmp_path: Path) -> None:
    service = UserPoolService(tmp_path / "pool.db", token_bytes=lambda count: b"\0" * count)
    service.ensure_user_pool(definition())
    client = Pool(service, None, None, tmp_path)  # type: ignore[arg-type] # only raw calls
    client.raw("SignUp", {"ClientId": "testclient", "Username": EMAIL, "Password": PASSWORD})
    assert service.outbox()[0].code == "000000"
    service.close()


@pytest.mark.asvs("16.2.5")
def test_secrets_are_not_in_a_repr(pool: Pool) -> None:
    pool.sign_up()
    message = pool.service.outbox()[0]
    shown = f"{message!r} {vars(pool.service)!r}"
    assert pool.code() not in shown
    assert EMAIL not in shown
    assert "key" not in shown


@pytest.mark.asvs("6.2.8", "11.4.2")
def test_the_file_has_no_password(pool: Pool) -> None:
    pool.sign_up()
    pool.service.close()
    files = pool.database.parent.glob("pool.db*")
    assert PASSWORD.encode() not in b"".join(file.read_bytes() for file in files)


def test_attempts_of_the_future_are_forgotten_when_the_clock_is_put_back(pool: Pool) -> None:
    pool.add_user()
    pool.clock.turn(hours=2)
    for _ in range(5):
        pool.refused_sign_in(password="Wrong-horse-1")
        pool.call("ForgotPassword", Username=EMAIL)
    pool.clock.turn(hours=-2)
    pool.service.clock_was_put_back()
    pool.sign_in()
    pool.call("ForgotPassword", Username=EMAIL)


@pytest.mark.slow
def test_importing_the_pool_does_not_import_botocore() -> None:
    code = "import sys, user_pool.boto3_transport; sys.exit('botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
