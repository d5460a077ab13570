"""Where limits are counted on one machine: a storage of `limits`, over a file of SQLite's.

Why not `limits`' own memory: gunicorn runs several processes, and each would count for itself; its
expiry timer is started by whichever thread comes, which fifty at once turn into a `RuntimeError`;
and it reads the time where no test can set it. Counts last as long as the server, as they would
there.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from limits.storage import MovingWindowSupport, Storage

from signup.store import SQLiteFile, StoreError

SCHEME = "signup-counts"
STORAGE_URI = f"{SCHEME}://"
SCHEMA = """
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS counts (key TEXT NOT NULL, expires_at REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS counts_by_key ON counts (key, expires_at);
    CREATE INDEX IF NOT EXISTS counts_by_expiry ON counts (expires_at);
"""


class CountStorage(Storage, MovingWindowSupport):
    """Counts that all threads and processes of one machine share, exact however many count at once.

    Args:
        uri: `STORAGE_URI`, by which `limits` finds this class.
        path: The file; what an earlier server counted in it is dropped.
        clock: Seconds since the epoch.
        options: What `limits` has for all storages.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - `limits` declares it so

    def __init__(
        self,
        uri: str,
        *,
        path: Path,
        clock: Callable[[], float],
        **options: Any,  # noqa: ANN401 - `limits`' own
    ) -> None:
        super().__init__(uri, **options)
        self.clock = clock
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        self._file = SQLiteFile(path, SCHEMA)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the other methods raise when the file cannot be used."""
        return StoreError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count, unless that makes more than `limit`; one statement, which nobody comes between."""
        now = self.clock()
        self._file.sweep("DELETE FROM counts WHERE expires_at <= ?", now)
        counted = self._file.run(
            "INSERT INTO counts SELECT ?1, ?2 WHERE"
            " (SELECT count(*) FROM counts WHERE key = ?1 AND expires_at > ?3) + ?4 <= ?5"
            " RETURNING 1",
            key,
            now + expiry,
            now,
            amount,
            limit,
        )
        return bool(counted)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - `limits`' own
        """Return when the oldest of what is counted was counted, and how much is."""
        now = self.clock()
        ((first, count),) = self._file.run(
            "SELECT min(expires_at), count(*) FROM counts WHERE key = ? AND expires_at > ?",
            key,
            now,
        )
        return (first - expiry if count else now), count

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not offered: it is for fixed windows, which let twice as much through at their seam."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Return how much is counted under a key."""
        return self.get_moving_window(key, 0, 0)[1]

    def get_expiry(self, key: str) -> float:
        """Return when the oldest of what is counted is forgotten."""
        return self.get_moving_window(key, 0, 0)[0]

    def check(self) -> bool:
        """Return whether the file can be used."""
        try:
            self.get("")
        except StoreError:
            return False
        return True

    def reset(self) -> None:
        """Forget everything."""
        self._file.run("DELETE FROM counts")

    def clear(self, key: str) -> None:
        """Forget what is counted under a key."""
        self._file.run("DELETE FROM counts WHERE key = ?", key)
