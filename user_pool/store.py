"""SQLite store. A change is on disk before the call is answered.

Write-ahead logging lets readers and writers work in parallel. `BEGIN IMMEDIATE` takes the write
lock at once, so transactions never conflict half-way. Flushing takes most of the time, so threads
that commit during a flush share the next one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from user_pool.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEMA = Path(__file__).with_name("schema.sql")
BUSY_TIMEOUT = 5.0
"""Seconds that a thread waits for other threads, and then for other processes. Their commits take
milliseconds each, and clients give up after the same time."""


class Store:
    """Database file that threads and processes share.

    Args:
        path: The file. It and its folder are created if they are missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Connections do not survive a fork, so every process has its own.
        self._idle: dict[int, deque[sqlite3.Connection]] = {}
        weakref.finalize(self, _close_all, self._idle)
        self._log = Path(f"{path}-wal")
        self._writer = threading.Lock()
        self._flusher = threading.Lock()
        self._committed = self._flushed = 0
        create_private_file(path)
        with self._connection() as db:
            self._retry_while_busy(db, "PRAGMA journal_mode = WAL")
            db.executescript(f"BEGIN IMMEDIATE;{_SCHEMA.read_text('utf-8')}COMMIT;")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Return a connection for reading, whose every statement sees the latest commit."""
        with self._connection() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Return a connection in an exclusive write transaction.

        A `ServiceError` is an answer, so the transaction is committed: a wrong code must count. Any
        other exception rolls it back.
        """
        # Threads queue at the lock, which wakes them in turn. Only other processes wait by SQLite's
        # busy timeout, which polls.
        answer: ServiceError | None = None
        if not self._writer.acquire(timeout=BUSY_TIMEOUT):
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
        """Wait until the disk has this commit. Another thread may have flushed it."""
        with self._flusher:
            if self._flushed >= commit:
                return
            covered = self._committed
            try:
                # Opened each time, because SQLite may have started another file. It deletes a file
                # only when the database on the disk has everything in it.
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
            self._path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
        )
        db.row_factory = sqlite3.Row
        # A commit alone does not wait for the disk: see `_flush`.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        # Overwrite deleted codes and messages, so that they cannot be read from the file.
        db.execute("PRAGMA secure_delete = ON")
        return db

    @staticmethod
    def _retry_while_busy(db: sqlite3.Connection, statement: str) -> None:
        """Run a statement that SQLite's busy timeout does not cover."""
        deadline = time.monotonic() + BUSY_TIMEOUT
        while True:
            try:
                db.execute(statement)
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                return


def create_private_file(path: Path) -> None:
    """Create a file that only its owner can read and write, in a folder of the same kind.

    The umask makes no difference. An existing file becomes private. An existing folder stays as it
    is, because it may contain other files.

    Raises:
        OSError: The file cannot be written.
    """
    for folder in reversed([folder for folder in path.parents if not folder.exists()]):
        with suppress(FileExistsError):  # another process was faster
            folder.mkdir()
            folder.chmod(0o700)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        # SQLite gives its other files the mode of this one.
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _close_all(idle: dict[int, deque[sqlite3.Connection]]) -> None:
    """Close this process's idle connections, and no other process's."""
    for db in idle.pop(os.getpid(), ()):
        db.close()
