"""Where sealed sessions are kept: one small interface, over SQLite."""

import os
import sqlite3
import time
import weakref
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

BUSY_SECONDS = 5

SCHEMA = """
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS store (
        key BLOB PRIMARY KEY, value BLOB NOT NULL, expires_at REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS store_by_expiry ON store (expires_at);
"""


class StoreError(Exception):
    """The store cannot be read or written right now."""


class Store(Protocol):
    """Keeps bytes under a key for a while. Each method raises `StoreError` when it cannot."""

    def get(self, key: bytes) -> bytes | None:
        """Return the value under a key, or None when there is none or its time is over."""

    def set(self, key: bytes, value: bytes, lifetime: int) -> None:
        """Keep a value under a key for `lifetime` seconds."""

    def delete(self, key: bytes) -> None:
        """Forget a key."""


class SQLiteStore:
    """A `Store` in one file that the threads and processes of one machine share.

    Args:
        path: The database file; its folder is made when it is missing.
        clock: Seconds since the epoch.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        # Connections must not cross a fork, and gunicorn forks after the app is loaded.
        self._idle: defaultdict[int, deque[sqlite3.Connection]] = defaultdict(deque)
        weakref.finalize(self, _close, self._idle)

    def get(self, key: bytes) -> bytes | None:
        """Return the value under a key, or None when there is none or its time is over."""
        rows = self._run(
            "SELECT value FROM store WHERE key = ? AND expires_at > ?", (key, self._clock())
        )
        return rows[0][0] if rows else None

    def set(self, key: bytes, value: bytes, lifetime: int) -> None:
        """Keep a value under a key for `lifetime` seconds."""
        now = self._clock()
        self._run("DELETE FROM store WHERE expires_at <= ?", (now,))
        self._run("INSERT OR REPLACE INTO store VALUES (?, ?, ?)", (key, value, now + lifetime))

    def delete(self, key: bytes) -> None:
        """Forget a key."""
        self._run("DELETE FROM store WHERE key = ?", (key,))

    def _run(self, statement: str, values: tuple[object, ...]) -> list[tuple[bytes]]:
        idle = self._idle[os.getpid()]
        try:
            connection = idle.pop() if idle else self._connect()
            rows = connection.execute(statement, values).fetchall()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"The session store failed: {type(error).__name__}") from None
        idle.append(connection)
        return rows

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _write_ahead(connection)
            connection.executescript(SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers pass writers. SQLite's busy timeout does not cover this one statement."""
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


def _close(idle: dict[int, deque[sqlite3.Connection]]) -> None:
    for connection in idle.pop(os.getpid(), ()):
        connection.close()
