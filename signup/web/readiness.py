"""Readiness of the user pool and the session store, probed once a second at most.

Anyone may request it, and probing an unreachable pool takes seconds. So one request probes at a
time, and the others get the last result.
"""

from collections.abc import Mapping
from threading import Lock

from flask import Flask, current_app

from signup.storage.interface import StoreError
from signup.user_pools import UserPools, current_pools

EXTENSION = "signup_readiness"
LIFETIME = 1
"""Seconds for which a result is reused."""


class Readiness:
    """The last result. Before the first probe, nothing is ready."""

    def __init__(self) -> None:
        self._result: Mapping[str, bool] = {"user_pool": False, "session_store": False}
        self._probed_at = float("-inf")
        self._probing = Lock()

    def result(self, pools: UserPools) -> Mapping[str, bool]:
        """Return whether each service can be reached, by name.

        Args:
            pools: The pool and the store.
        """
        age = pools.clock() - self._probed_at
        if not 0 <= age < LIFETIME and self._probing.acquire(blocking=False):
            try:
                self._result = _probe(pools)
                self._probed_at = pools.clock()
            finally:
                self._probing.release()
        return self._result


def init_app(app: Flask) -> None:
    """Add readiness to an app."""
    app.extensions[EXTENSION] = Readiness()


def readiness() -> Mapping[str, bool]:
    """Return whether the current app can reach each service, by name."""
    current: Readiness = current_app.extensions[EXTENSION]
    return current.result(current_pools())


def _probe(pools: UserPools) -> Mapping[str, bool]:
    return {"user_pool": pools.pool.is_reachable(), "session_store": _store_answers(pools)}


def _store_answers(pools: UserPools) -> bool:
    try:
        pools.store.get(b"readyz")
    except StoreError:
        return False
    return True
