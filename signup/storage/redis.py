"""Sessions and rate limits in Redis, shared by several hosts. Imported only with `REDIS_URL`."""

import logging
import time
import weakref
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import redis
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import RedisStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException
from redis.retry import Retry

from signup.storage.interface import StoreError

logger = logging.getLogger(__name__)

PREFIX = b"signup:session:"
ANSWER_SECONDS = 1.0
"""Time limit to connect and to answer, short because Redis is near."""

CONNECTION: dict[str, Any] = {
    "socket_connect_timeout": ANSWER_SECONDS,
    "socket_timeout": ANSWER_SECONDS,
    # Reconnect once if an idle connection was closed. Nothing else is retried.
    "retry": Retry(NoBackoff(), 1),
}
TO_SENTINEL = CONNECTION | {"retry": Retry(NoBackoff(), 0)}
"""For sentinels. The server's retry asks all of them again."""

FAILURES = (redis.RedisError, RedisClusterException)  # an unreachable cluster is no RedisError

Answer = TypeVar("Answer")


def _connect(owner: object, url: str) -> RedisStorage:
    """Return a client whose connections are closed with their owner."""
    options = dict(CONNECTION)
    if urlsplit(url).scheme == "redis+sentinel":
        options["sentinel_kwargs"] = TO_SENTINEL
    storage = cast("RedisStorage", storage_from_string(url, **options))
    weakref.finalize(owner, _close, storage)
    return storage


def _close(storage: Any) -> None:  # noqa: ANN401 - for one server, for a cluster or for sentinels
    sentinel = getattr(storage, "sentinel", None)
    for client in (storage.storage, *(sentinel.sentinels if sentinel else ())):
        client.close()


class RedisStore:
    """A `Store` in Redis, whose clock expires values.

    Args:
        url: The address of Redis, of a cluster or of sentinels, as `limits` spells it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._is_down = False

    @cached_property
    def _redis(self) -> Any:  # noqa: ANN401 - a client of one server, of a cluster or of sentinels
        # Connecting to a cluster queries its nodes, so this happens on first use.
        return _connect(self, self._url).storage

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, or None if it is absent or expired."""
        value: bytes | None = self._ask(lambda: self._get(PREFIX + key))
        return value

    def _get(self, key: bytes) -> bytes | None:
        try:
            value: bytes | None = self._redis.get(key)
        except redis.ResponseError as error:
            if not _is_damaged(error):
                raise
            self._redis.delete(key)
            return None
        return value

    def set(self, key: bytes, value: bytes, lifetime: int) -> None:
        """Store a value for `lifetime` seconds."""
        self._ask(lambda: self._redis.set(PREFIX + key, value, ex=lifetime))

    def extend(self, key: bytes, lifetime: int) -> None:
        """Let a key expire in `lifetime` seconds. An absent key stays absent."""
        self._ask(lambda: self._redis.expire(PREFIX + key, lifetime))

    def delete(self, key: bytes) -> None:
        """Delete a key."""
        self._ask(lambda: self._redis.delete(PREFIX + key))

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        try:
            answer = question()
        except FAILURES as error:
            if not self._is_down:  # one line per failure, however many requests it affects
                logger.error("Redis is down: %s", type(error).__name__)  # noqa: TRY400 - the traceback adds nothing
            self._is_down = True
            raise StoreError(f"Redis failed: {type(error).__name__}") from None
        if self._is_down:
            logger.warning("Redis is back")
        self._is_down = False
        return answer


class RedisRateLimits:
    """A `RateLimitStore` in Redis, by the scripts of `limits` and this machine's clock.

    Args:
        url: The address, as for `RedisStore`.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def _limiter(self) -> MovingWindowRateLimiter:
        return MovingWindowRateLimiter(_connect(self, self._url))

    def count(self, allowed: Mapping[str, int], minutes: int) -> float:
        """Count an attempt for each key, each in one atomic script."""
        try:
            for key, tries in allowed.items():
                item = RateLimitItemPerMinute(tries, minutes)
                if not self._hit(item, key):
                    reset_at, _ = self._limiter.get_window_stats(item, key)
                    return max(1, reset_at - time.time())
        except FAILURES as error:
            raise StoreError(f"Redis failed: {type(error).__name__}") from None
        return 0

    def _hit(self, item: RateLimitItem, key: str) -> bool:
        try:
            return self._limiter.hit(item, key)
        except redis.ResponseError as error:
            if not _is_damaged(error):
                raise
            self._limiter.clear(item, key)
            return self._limiter.hit(item, key)


def _is_damaged(error: redis.ResponseError) -> bool:
    """Return whether a key has a value that this release did not write."""
    return any(sign in str(error) for sign in ("WRONGTYPE", "attempt to compare"))
