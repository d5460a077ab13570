"""Test doubles: a clock, an executor and a cache of templates."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jinja2.bccache import Bucket, BytecodeCache

DIFFERENT_KEYS = 4


class Clock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Immediate(Executor):
    """An executor that has done its work when `submit` returns, in no request, as in a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - Executor's own
        future: Future[Any] = Future()
        future.set_result(Context().run(fn, *args, **kwargs))
        return future


class RepeatingKeys:
    """A generator of RSA keys that makes a few, and then returns them again: each takes 50 ms."""

    def __init__(self) -> None:
        self._keys: list[RSAPrivateKey] = []
        self._calls = count()

    def __call__(self, public_exponent: int, key_size: int) -> RSAPrivateKey:
        number = next(self._calls)
        if number < DIFFERENT_KEYS:
            self._keys.append(generate_private_key(public_exponent, key_size))
        return self._keys[number % DIFFERENT_KEYS]


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all apps of a test run; each app would do it again."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()
