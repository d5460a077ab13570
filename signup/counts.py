"""Where limits are counted on one machine: a file of SQLite's. Redis is in `signup.redis_store`.

gunicorn runs several processes, which have to count together. Counts last as long as the server.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from signup.store import SQLiteFile

SCHEMA = """
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS counts (key TEXT NOT NULL, expires_at REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS counts_by_key ON counts (key, expires_at);
    CREATE INDEX IF NOT EXISTS counts_by_expiry ON counts (expires_at);
"""


class Counts(Protocol):
    """Counts tries in windows that move with the clock, exact however many count at once."""

    def count(self, key: str, limit: int, minutes: int) -> float:
        """Count one try, unless that makes more than `limit` in the last `minutes`.

        Returns:
            0 where it is counted, else the seconds until one will be.

        Raises:
            StoreError: It cannot be counted right now.
        """


class SQLiteCounts:
    """`Counts` in one file that the threads and processes of one machine share.

    Args:
        path: The file; what an earlier server counted in it is dropped.
        clock: Seconds since the epoch.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        self._file = SQLiteFile(path, SCHEMA)
        self._clock = clock

    def count(self, key: str, limit: int, minutes: int) -> float:
        """Count one try in one statement, which nobody comes between."""
        now = self._clock()
        self._file.sweep("DELETE FROM counts WHERE expires_at <= ?", now)
        counted = self._file.run(
            "INSERT INTO counts SELECT ?1, ?2 WHERE"
            " (SELECT count(*) FROM counts WHERE key = ?1 AND expires_at > ?3) < ?4"
            " RETURNING 1",
            key,
            now + minutes * 60,
            now,
            limit,
        )
        if counted:
            return 0
        ((first,),) = self._file.run(
            "SELECT min(expires_at) FROM counts WHERE key = ? AND expires_at > ?", key, now
        )
        # None where another thread's clock went on and the last of them has just expired.
        return max(1, (first or now) - now)
