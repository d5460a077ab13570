"""Where limits are counted on one machine: a file of SQLite's. Redis is in `signup.redis_store`.

gunicorn runs several processes, which have to count together. Counts last as long as the server.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from signup.store import SQLiteFile

# Nothing waits for the disk: whatever a power cut leaves of the file, the next server drops it.
SCHEMA = """
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS counts (key TEXT NOT NULL, expires_at REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS counts_by_key ON counts (key, expires_at);
"""

COUNT = """
    WITH tries (place, key, allowed) AS (VALUES {tries})
    INSERT INTO counts SELECT key, ? FROM tries
    WHERE place < ifnull(
        (SELECT min(place) FROM tries WHERE allowed <=
            (SELECT count(*) FROM counts WHERE counts.key = tries.key AND expires_at > ?)),
        ?)
    RETURNING 1
"""
"""Each place before the first that has had its tries; one statement, which nobody comes between."""


class Counts(Protocol):
    """Counts tries in windows that move with the clock, exact however many count at once."""

    def count(self, allowed: Mapping[str, int], minutes: int) -> float:
        """Count one try for each key in turn, and stop before the first that has had its tries.

        Args:
            allowed: By key, how many tries are let through in any so many minutes.
            minutes: How long a try counts.

        Returns:
            0 where all are counted, else the seconds until the first that is not would be.

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

    def count(self, allowed: Mapping[str, int], minutes: int) -> float:
        """Count one try for each key in turn, and stop before the first that has had its tries."""
        now = self._clock()
        self._file.sweep("DELETE FROM counts WHERE expires_at <= ?", now)
        keys = list(allowed)
        tries = [value for place, key in enumerate(keys) for value in (place, key, allowed[key])]
        statement = COUNT.format(tries=", ".join(["(?, ?, ?)"] * len(keys)))
        counted = self._file.run(statement, *tries, now + minutes * 60, now, len(keys))
        if len(counted) == len(keys):
            return 0
        ((first,),) = self._file.run(
            "SELECT min(expires_at) FROM counts WHERE key = ? AND expires_at > ?",
            keys[len(counted)],
            now,
        )
        # None where another thread's clock went on and the last of them has just expired.
        return max(1, (first or now) - now)
