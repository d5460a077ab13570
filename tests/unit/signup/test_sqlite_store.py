import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from signup.storage.interface import StoreError
from signup.storage.sqlite import (
    BUSY_SECONDS,
    SWEEP_SECONDS,
    SQLiteFile,
    SQLiteRateLimits,
    SQLiteStore,
)
from tests.doubles import Clock


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> SQLiteStore:
    return SQLiteStore(tmp_path / "folder" / "store.db", clock)


def test_what_is_set_is_got(store: SQLiteStore) -> None:
    assert store.get(b"key") is None
    store.set(b"key", b"value", 60)
    store.set(b"key", b"newer", 60)
    assert store.get(b"key") == b"newer"
    store.delete(b"key")
    assert store.get(b"key") is None


def test_a_value_lasts_longer_when_it_is_extended(store: SQLiteStore, clock: Clock) -> None:
    store.set(b"key", b"value", 60)
    store.set(b"other", b"value", 60)
    clock.advance(59)
    store.extend(b"key", 60)
    clock.advance(59)
    assert store.get(b"key") == b"value"
    assert store.get(b"other") is None
    clock.advance(1)
    store.extend(b"key", 60)
    assert store.get(b"key") is None


@pytest.mark.asvs("14.2.7")
def test_a_value_is_gone_when_its_time_is_over(
    store: SQLiteStore, clock: Clock, tmp_path: Path
) -> None:
    store.set(b"key", b"value", 60)
    clock.advance(59)
    assert store.get(b"key") == b"value"
    clock.advance(1)
    assert store.get(b"key") is None
    store.set(b"other", b"value", 60)
    with sqlite3.connect(tmp_path / "folder" / "store.db") as database:
        assert database.execute("SELECT key FROM store").fetchall() == [(b"other",)]
    database.close()


@pytest.mark.asvs("14.2.7")
def test_what_is_deleted_is_overwritten(store: SQLiteStore, clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.db"

    def is_in_the_file() -> bool:
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"marked" in path.read_bytes()

    store.set(b"deleted", b"marked" * 20, 60)
    store.set(b"expired", b"marked" * 20, 60)
    assert is_in_the_file()
    store.delete(b"deleted")
    clock.advance(60)
    store.set(b"other", b"value", 60)  # which drops what has expired
    assert not is_in_the_file()


@pytest.mark.asvs("14.2.7")
def test_a_count_is_gone_when_its_time_is_over(tmp_path: Path, clock: Clock) -> None:
    limits = SQLiteRateLimits(tmp_path / "limits.db", clock)

    def kept() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "limits.db")) as database:
            return [key for (key,) in database.execute("SELECT key FROM counts ORDER BY key")]

    limits.count({"one": 5, "two": 5}, 1)
    clock.advance(59)
    limits.count({"three": 5}, 1)
    assert kept() == ["one", "three", "two"]
    clock.advance(SWEEP_SECONDS - 1)
    limits.count({"four": 5}, 1)
    assert kept() == ["four", "three"]


def test_a_refused_attempt_waits_for_the_oldest_of_its_own_key(
    tmp_path: Path, clock: Clock
) -> None:
    limits = SQLiteRateLimits(tmp_path / "limits.db", clock)
    start = clock()

    def wait_at(second: float, key: str) -> float:
        clock.now = start + second
        return limits.count({key: 1}, 1)

    assert wait_at(35, "another") == 0
    assert wait_at(40, "one") == 0
    assert wait_at(70, "one") == 30
    assert wait_at(99.5, "one") == 1
    assert wait_at(100, "one") == 0
    assert wait_at(110, "one") == 50, "and not until the end of the first, which is still kept"


def test_a_server_that_still_ends_and_the_next_one_count_apart(
    tmp_path: Path, clock: Clock
) -> None:
    """SQLite's other files belong to the old file, which the old server goes on with."""
    old = SQLiteRateLimits(tmp_path / "limits.db", clock)
    assert old.count({"one": 1}, 1) == 0
    new = SQLiteRateLimits(tmp_path / "limits.db", clock)
    for number in range(50):
        assert new.count({"one": 50}, 1) == 0
        assert old.count({"two": 50}, 1) == 0, number
    assert new.count({"one": 50}, 1) == old.count({"two": 50}, 1) == 60


@pytest.mark.asvs("15.4.2", "15.4.1", "2.3.2")
def test_counting_and_refusing_is_one_step(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = SQLiteFile.run

    def run_and_let_others_run(*args: Any) -> list[Any]:
        rows = run(*args)
        Event().wait(0.001)
        return rows

    monkeypatch.setattr(SQLiteFile, "run", run_and_let_others_run)
    limits = SQLiteRateLimits(tmp_path / "limits.db", clock)
    with ThreadPoolExecutor(8) as threads:
        waits = [*threads.map(lambda _: limits.count({"one": 20, "two": 10}, 1), range(40))]
    assert waits.count(0) == 10


def test_threads_share_it(store: SQLiteStore) -> None:
    def keep(number: int) -> bytes | None:
        key = str(number).encode()
        store.set(key, key, 60)
        return store.get(key)

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(keep, range(200))] == [str(n).encode() for n in range(200)]


def test_a_fork_has_a_connection_of_its_own(store: SQLiteStore) -> None:
    store.set(b"parent", b"1", 60)
    child = os.fork()
    if child == 0:
        store.set(b"child", b"2", 60)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert store.get(b"child") == b"2"


def test_a_file_that_cannot_be_used_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    store = SQLiteStore(path)
    with pytest.raises(StoreError):
        store.get(b"key")
    with pytest.raises(StoreError):
        store.set(b"key", b"value", 60)


NUMBERS = "CREATE TABLE IF NOT EXISTS numbers (number INTEGER);"
READ_ONLY = "PRAGMA query_only = ON"


def test_a_connection_is_used_again(tmp_path: Path) -> None:
    file = SQLiteFile(tmp_path / "file.db", NUMBERS)
    file.run(READ_ONLY)
    assert file.run("PRAGMA query_only") == [(1,)]


def test_a_connection_that_cannot_write_is_replaced(tmp_path: Path) -> None:
    """One stays read-only that was opened while the file was."""
    file = SQLiteFile(tmp_path / "file.db", NUMBERS)
    file.run(READ_ONLY)
    file.run("INSERT INTO numbers VALUES (?)", 7)
    assert file.run("SELECT number FROM numbers") == [(7,)]


def test_a_file_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    file = SQLiteFile(tmp_path / "file.db", NUMBERS + READ_ONLY)
    with pytest.raises(StoreError):
        file.run("INSERT INTO numbers VALUES (7)")


def test_whatever_python_says_of_a_statement_is_a_store_error(tmp_path: Path) -> None:
    file = SQLiteFile(tmp_path / "file.db", NUMBERS)
    file.run("SELECT 1")
    with pytest.raises(StoreError):
        file.run("SELECT ?")


class Waited:
    """A `time` in which somebody waits, and does something the first time.

    Args:
        meanwhile: What to do.
    """

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self._meanwhile = meanwhile

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if not self.waits:
            self._meanwhile()
        self.waits.append(seconds)
        self.now += 1.0


@contextmanager
def another_program_has_it(path: Path) -> Iterator[sqlite3.Connection]:
    """Keep a database locked that is not in SQLite's write-ahead mode yet."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE others (number)")
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_new_file_that_is_locked_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.db"
    with another_program_has_it(path) as other:
        time = Waited(other.rollback)
        monkeypatch.setattr("signup.storage.sqlite.time", time)
        assert SQLiteFile(path, NUMBERS).run("PRAGMA journal_mode") == [("wal",)]
    assert time.waits == [pytest.approx(0.01)]


def test_a_new_file_that_stays_locked_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.db"
    with another_program_has_it(path):
        time = Waited(lambda: None)
        monkeypatch.setattr("signup.storage.sqlite.time", time)
        with pytest.raises(StoreError):
            SQLiteFile(path, NUMBERS).run("SELECT 1")
    assert len(time.waits) == BUSY_SECONDS + 1
