"""Test doubles: a clock, an executor, and what all apps share to start sooner."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context
from itertools import count
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from types import CodeType

Builder = Callable[..., tuple[str, str]]

DIFFERENT_KEYS = 4


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Immediate(Executor):
    """An executor that has done its work when `submit` returns, in no request, as in a thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
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
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._code[bucket.key, bucket.checksum] = bucket.code


def compiled_once(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[..., Builder]:
    """Let apps share what Werkzeug compiles for a URL rule; each app would take 4 ms for all."""
    compiled: dict[tuple[object, ...], Builder] = {}

    def compile_once(rule: Rule, append_unknown: bool) -> Builder:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    return compile_once
