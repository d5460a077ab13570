"""Sessions and rate limits of one host, in SQLite files that its processes share."""

import os
import sqlite3
import time
import weakref
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.private_files import create_private_file
from signup.storage.interface import StoreError

BUSY_SECONDS = 5
SWEEP_SECONDS = 60
"""Interval in seconds between deletions of expired rows."""

# A release that changes a table gives it a new name, so that earlier releases can use the file.
#
# A commit does not wait for the disk, so the newest may be missing after a power cut.
# With rowids a session stays on one page of the file; without, SQLite splits what is longer than a
# quarter of one.
SESSION_SCHEMA = """
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS store (
        key BLOB PRIMARY KEY, value BLOB NOT NULL, expires_at REAL NOT NULL
    );
    CREATE INDEX IF NOT EXISTS store_by_expiry ON store (expires_at);
"""

# Nothing waits for the disk, because the next server drops the counts anyway.
RATE_LIMIT_SCHEMA = """
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS counts (key TEXT NOT NULL, expires_at REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS counts_by_key ON counts (key, expires_at);
"""

COUNT_ATTEMPTS = """
    WITH tries (place, key, allowed) AS (VALUES {tries})
    INSERT INTO counts SELECT key, ? FROM tries
    WHERE place < ifnull(
        (SELECT min(place) FROM tries WHERE allowed <=
            (SELECT count(*) FROM counts WHERE counts.key = tries.key AND expires_at > ?)),
        ?)
    RETURNING 1
"""
"""Counts each key before the first that reached its limit, in one atomic statement."""


class SQLiteStore:
    """A `Store` in one file that the threads and processes of one machine share.

    Args:
        path: The database file; its folder is made when it is missing.
        clock: Seconds since the epoch.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = SQLiteFile(path, SESSION_SCHEMA)
        self._clock = clock

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, or None if it is absent or expired."""
        rows = self._file.run(
            "SELECT value FROM store WHERE key = ? AND expires_at > ?", key, self._clock()
        )
        return rows[0][0] if rows else None

    def set(self, key: bytes, value: bytes, lifetime: int) -> None:
        """Store a value for `lifetime` seconds."""
        now = self._clock()
        self._file.sweep("DELETE FROM store WHERE expires_at <= ?", now)
        self._file.run(
            "INSERT INTO store VALUES (?1, ?2, ?3)"
            " ON CONFLICT DO UPDATE SET value = ?2, expires_at = ?3",
            key,
            value,
            now + lifetime,
        )

    def extend(self, key: bytes, lifetime: int) -> None:
        """Let a key expire in `lifetime` seconds. An absent key stays absent."""
        now = self._clock()
        self._file.run(
            "UPDATE store SET expires_at = ? WHERE key = ? AND expires_at > ?",
            now + lifetime,
            key,
            now,
        )

    def delete(self, key: bytes) -> None:
        """Delete a key."""
        self._file.run("DELETE FROM store WHERE key = ?", key)


class SQLiteRateLimits:
    """A `RateLimitStore` in one file that the threads and processes of one machine share.

    Args:
        path: The file. Counts of an earlier server are dropped.
        clock: Seconds since the epoch.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                path.with_name(path.name + suffix).unlink()
        self._file = SQLiteFile(path, RATE_LIMIT_SCHEMA)
        self._clock = clock

    def count(self, allowed: Mapping[str, int], minutes: int) -> float:
        """Count an attempt for each key in turn. Stop before the first that reached its limit."""
        now = self._clock()
        self._file.sweep("DELETE FROM counts WHERE expires_at <= ?", now)
        keys = list(allowed)
        tries = [value for place, key in enumerate(keys) for value in (place, key, allowed[key])]
        statement = COUNT_ATTEMPTS.format(tries=", ".join(["(?, ?, ?)"] * len(keys)))
        counted = self._file.run(statement, *tries, now + minutes * 60, now, len(keys))
        if len(counted) == len(keys):
            return 0
        ((first,),) = self._file.run(
            "SELECT min(expires_at) FROM counts WHERE key = ? AND expires_at > ?",
            keys[len(counted)],
            now,
        )
        # None if the last one has just expired by another thread's clock.
        return max(1, (first or now) - now)


class SQLiteFile:
    """A database file that threads and processes share, statement by statement.

    Args:
        path: The file; its folder is made when it is missing.
        schema: Statements that a new connection runs first.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self._path = path
        self._schema = schema
        self._next_sweep = 0.0
        # Connections must not cross a fork, and gunicorn forks after loading the app.
        self._idle: defaultdict[int, deque[sqlite3.Connection]] = defaultdict(deque)
        weakref.finalize(self, _close, self._idle)

    def run(self, statement: str, *values: object) -> list[Any]:
        """Run one statement, which is one transaction, and return its rows.

        Raises:
            StoreError: The file cannot be used right now.
        """
        idle = self._idle[os.getpid()]
        kept = connection = _pop(idle)
        try:
            connection = kept or self._connect()
            rows = connection.execute(statement, values).fetchall()
        except (OSError, sqlite3.Error) as error:
            if connection:
                connection.close()
            # A connection that was opened while the file was read-only stays read-only.
            if kept and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
                return self.run(statement, *values)
            raise StoreError(f"{self._path.name} failed: {type(error).__name__}") from None
        idle.append(connection)
        return rows

    def sweep(self, statement: str, now: float) -> None:
        """Run a statement that deletes expired rows, unless it ran recently.

        Raises:
            StoreError: The file cannot be used right now.
        """
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP_SECONDS
            self.run(statement, now)

    def _connect(self) -> sqlite3.Connection:
        create_private_file(self._path)  # SQLite gives its other files the mode of this one
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _write_ahead(connection)
            connection.executescript(self._schema)
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on write-ahead logging. The busy timeout does not apply while somebody else writes."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _pop(idle: deque[sqlite3.Connection]) -> sqlite3.Connection | None:
    try:
        return idle.pop()
    except IndexError:  # another thread may have created it meanwhile
        return None


def _close(idle: dict[int, deque[sqlite3.Connection]]) -> None:
    for connection in idle.pop(os.getpid(), ()):
        connection.close()
