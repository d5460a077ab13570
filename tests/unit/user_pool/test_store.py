from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, Pool, definition, make_pool
from user_pool import ServiceError, UserPoolService
from user_pool.protocol import TARGET_PREFIX
from user_pool.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def outcomes(pool: Pool, operation: str, members: dict[str, str], times: int) -> list[str]:
    """Call an operation so many times at once."""

    def call(_: int) -> str:
        _status, answer = pool.raw(operation, {"ClientId": CLIENT_ID, **members})
        return str(answer.get("__type", "success"))

    with ThreadPoolExecutor(16) as threads:
        return sorted(threads.map(call, range(times)))


@pytest.mark.asvs("15.4.1", "2.3.4")
def test_fifty_sign_ups_of_one_address_make_one_user(pool: Pool) -> None:
    members = {"Username": EMAIL, "Password": PASSWORD}
    results = outcomes(pool, "SignUp", members, 50)
    assert results == ["UsernameExistsException"] * 49 + ["success"]
    assert len(pool.service.outbox()) == 1


@pytest.mark.asvs("6.5.1", "2.3.4", "15.4.2")
def test_a_code_used_fifty_times_at_once_confirms_once(pool: Pool) -> None:
    pool.sign_up()
    members = {"Username": EMAIL, "ConfirmationCode": pool.code()}
    results = outcomes(pool, "ConfirmSignUp", members, 50)
    refused = ["LimitExceededException"] * 35 + ["NotAuthorizedException"] * 14
    assert results == [*refused, "success"]


@pytest.mark.asvs("15.4.1")
def test_parallel_wrong_codes_are_counted_exactly(pool: Pool) -> None:
    pool.sign_up()
    members = {"Username": EMAIL, "ConfirmationCode": pool.wrong_code()}
    results = outcomes(pool, "ConfirmSignUp", members, 20)
    assert results == ["CodeMismatchException"] * 15 + ["LimitExceededException"] * 5


def test_two_services_share_a_file(pool: Pool) -> None:
    other = make_pool(pool.database)
    pool.sign_up()
    other.confirm()
    pool.sign_in()
    other.service.close()


def _sign_up_many(database: Path, process: int, users: int, results: list[str]) -> None:
    service = UserPoolService(database)
    service.ensure_user_pool(definition())
    for number in range(users):
        for username in (f"user{process}-{number}@example.com", f"shared{number}@example.com"):
            members = {"ClientId": CLIENT_ID, "Username": username, "Password": PASSWORD}
            response = service.handle(f"{TARGET_PREFIX}SignUp", json.dumps(members).encode())
            results.append(json.loads(response.body).get("__type", "success"))


@pytest.mark.slow
@pytest.mark.asvs("15.4.1")
def test_four_processes_share_a_new_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    database = tmp_path / "pool.db"
    with context.Manager() as manager:
        results = manager.list()
        processes = [
            context.Process(target=_sign_up_many, args=(database, number, 25, results))
            for number in range(4)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        # Each process its own 25 users, and all of them 25 others once.
        assert sorted(results) == ["UsernameExistsException"] * 75 + ["success"] * 125


@pytest.mark.asvs("2.3.3")
def test_an_answered_error_is_kept_and_a_defect_undone(tmp_path: Path) -> None:
    store = Store(tmp_path / "folder" / "store.db")
    insert = "INSERT INTO secrets VALUES (?, x'00')"

    def fail(name: str, error: Exception) -> None:
        with store.write() as db:
            db.execute(insert, (name,))
            raise error

    with pytest.raises(ServiceError):
        fail("answered", ServiceError("NotAuthorizedException", "No."))
    with pytest.raises(RuntimeError):
        fail("defect", RuntimeError())
    with store.read() as db:
        assert [row["name"] for row in db.execute("SELECT name FROM secrets")] == ["answered"]
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    store.close()


def test_every_answer_waits_for_the_disk_and_threads_share_a_flush(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes: list[int] = []
    both = threading.Barrier(2, timeout=10)

    def flush(descriptor: int) -> None:
        flushes.append(descriptor)
        if len(flushes) == 2:
            # Not before two other threads have committed, who wait for the next flush.
            both.wait()

    monkeypatch.setattr("user_pool.store.os.fsync", flush)
    pool.sign_up()
    assert len(flushes) == 1
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(pool.sign_up, "first@example.com")
        while len(flushes) < 2:
            time.sleep(0)
        committed = len(pool.rows("SELECT 1 FROM users"))
        others = [threads.submit(pool.sign_up, f"{name}@example.com") for name in "ab"]
        while len(pool.rows("SELECT 1 FROM users")) < committed + 2:
            time.sleep(0)
        assert not any(future.done() for future in (first, *others))
        both.wait()
        for future in (first, *others):
            future.result()
    assert len(flushes) == 3


@pytest.mark.asvs("16.5.3")
def test_what_the_disk_does_not_take_is_not_answered(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError

    monkeypatch.setattr("user_pool.store.os.fsync", fail)
    members = {"ClientId": CLIENT_ID, "Username": EMAIL, "Password": PASSWORD}
    assert pool.raw("SignUp", members)[0] == 500


def test_a_log_that_another_process_has_put_away_needs_no_flush(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_nothing(path: Path, _mode: str) -> None:
        assert path.name == "pool.db-wal"
        raise FileNotFoundError

    monkeypatch.setattr("user_pool.store.Path.open", open_nothing)
    pool.sign_up()
    assert pool.rows("SELECT 1 FROM users")


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.asvs("13.3.1")
@pytest.mark.usefixtures("umask")
def test_files_and_new_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    store = Store(folder / "store.db")
    with store.write() as db:
        db.execute("INSERT INTO secrets VALUES ('name', x'00')")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    store.close()
    assert modes == {
        "new": 0o700,
        "folder": 0o700,
        "store.db": 0o600,
        "store.db-shm": 0o600,
        "store.db-wal": 0o600,
    }


def test_an_older_file_becomes_private_and_its_folder_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    database = tmp_path / "store.db"
    database.touch(0o644)
    Store(database).close()
    assert database.stat().st_mode & 0o777 == 0o600
    assert tmp_path.stat().st_mode & 0o777 == 0o755


@pytest.mark.asvs("14.2.7")
def test_deleted_messages_are_overwritten(pool: Pool) -> None:
    for number in range(40):
        pool.sign_up(f"{number}@example.com")
    bodies = [message.body.encode() for message in pool.service.outbox()]
    pool.service.close()
    before = pool.database.read_bytes()
    assert all(body in before for body in bodies)
    pool.clock.turn(hours=24)
    pool.sign_up()
    pool.service.close()
    after = pool.database.read_bytes()
    assert not any(body in after for body in bodies)


def count_rows(pool: Pool) -> dict[str, int]:
    """Count the rows of the tables whose rows expire."""
    ((*counts,),) = pool.rows(
        "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM attempts),"
        " (SELECT count(*) FROM lockouts), (SELECT count(*) FROM codes),"
        " (SELECT count(*) FROM sessions), (SELECT count(*) FROM grants)"
    )
    tables = ("messages", "attempts", "lockouts", "codes", "sessions", "grants")
    return dict(zip(tables, counts, strict=True))


@pytest.mark.asvs("14.2.7")
def test_what_has_expired_is_deleted(pool: Pool) -> None:
    pool.add_user()
    pool.sign_in()
    pool.sign_up("bob@example.com")
    pool.refused_sign_in("nobody@example.com")
    pool.call("ForgotPassword", Username=EMAIL)
    assert all(count_rows(pool).values())
    pool.clock.turn(hours=24 * 31)
    # The same again, by somebody else.
    pool.add_user("eve@example.com")
    pool.sign_in("eve@example.com")
    pool.refused_sign_in("eve@example.com", "Wrong-horse-1")
    assert count_rows(pool) == {
        "messages": 1,
        "attempts": 1,
        "lockouts": 1,
        "codes": 0,
        "sessions": 2,
        "grants": 1,
    }


def test_opening_waits_while_another_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    now = iter(range(100))
    monkeypatch.setattr("user_pool.store.time.sleep", waits.append)
    monkeypatch.setattr("user_pool.store.time.monotonic", lambda: next(now))
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE another (id)")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            Store(tmp_path / "store.db")
    assert len(waits) == 5
