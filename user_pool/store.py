"""The SQLite file: what was answered is on the disk, whatever happens to the process next.

Write-ahead logging lets readers pass writers, and `BEGIN IMMEDIATE` takes the writer's place at
once, so that a transaction never finds half-way through that another one was faster. Nobody is
answered before the log is on the disk; threads that commit while it is being flushed share the
next flush, for that is what takes time.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from user_pool.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA = Path(__file__).with_name("schema.sql")
_BUSY_TIMEOUT = 5.0
"""Seconds that a thread waits for other threads, and then for other processes. Their commits take
milliseconds each, and whoever asked has given up by then: so do `amplify_auth`'s calls."""


class Store:
    """A database file that threads and processes share.

    Args:
        path: The file. It and its folder are made when they are missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Connections do not survive a fork, so every process keeps its own.
        self._idle: dict[int, deque[sqlite3.Connection]] = {}
        weakref.finalize(self, _close_all, self._idle)
        self._log = Path(f"{path}-wal")
        self._writer = threading.Lock()
        self._flusher = threading.Lock()
        self._committed = self._flushed = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with self._connection() as db:
            self._retry_while_busy(db, "PRAGMA journal_mode = WAL")
            db.executescript(f"BEGIN IMMEDIATE;{_SCHEMA.read_text('utf-8')}COMMIT;")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection to look things up with; every statement sees the latest commit."""
        with self._connection() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes beside.

        A `ServiceError` is an answer, so what led to it is kept (a wrong code must count); any
        other exception undoes the transaction.
        """
        # Threads queue at the lock, where they are woken in turn; only other processes are left
        # to SQLite's busy timeout, which polls.
        answer: ServiceError | None = None
        if not self._writer.acquire(timeout=_BUSY_TIMEOUT):
            raise sqlite3.OperationalError("database is locked")
        try:
            with self._connection() as db:
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                except ServiceError as error:
                    answer = error
                db.execute("COMMIT")
            self._committed += 1
            mine = self._committed
        finally:
            self._writer.release()
        self._flush(mine)
        if answer:
            raise answer

    def _flush(self, commit: int) -> None:
        """Wait until the disk has this commit, by flushing it or after somebody else did."""
        with self._flusher:
            if self._flushed >= commit:
                return
            covered = self._committed
            try:
                # Opened each time: SQLite may have begun another file. It deletes one only when
                # everything in it is in the database, and that on the disk.
                with self._log.open("rb+") as log:
                    os.fsync(log.fileno())
            except FileNotFoundError:
                pass
            self._flushed = covered

    def close(self) -> None:
        """Close this process's idle connections. The store stays usable."""
        _close_all(self._idle)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        idle = self._idle_here()
        try:
            db = idle.pop()
        except IndexError:
            db = self._connect()
        try:
            yield db
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")
            idle.append(db)

    def _idle_here(self) -> deque[sqlite3.Connection]:
        return self._idle.setdefault(os.getpid(), deque())

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self._path, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
        )
        db.row_factory = sqlite3.Row
        # A commit alone does not wait for the disk: see `_flush`.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        return db

    @staticmethod
    def _retry_while_busy(db: sqlite3.Connection, statement: str) -> None:
        """Run a statement that SQLite's busy timeout does not cover."""
        deadline = time.monotonic() + _BUSY_TIMEOUT
        while True:
            try:
                db.execute(statement)
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return


def _close_all(idle: dict[int, deque[sqlite3.Connection]]) -> None:
    """Close this process's idle connections; another process's are not ours to touch."""
    for db in idle.pop(os.getpid(), ()):
        db.close()
