"""What Redis holds of one sign-up, by its own count, on a real redis-server.

Run it as `python -m bench.redis_memory`: it takes half a minute. Everybody signs up from a network
of their own; `MEMORY USAGE` is then asked of every key.
"""

import statistics
import tempfile
from collections import defaultdict

from flask import Flask

from app import create_app
from config.settings import Settings
from tests.pages import Visitor
from tests.redis_server import RedisServer

PEOPLE = 500


def main() -> None:
    """Measure and print."""
    redis = RedisServer()
    redis.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            environment = {"DATA_DIR": folder, "REDIS_URL": redis.url, "ALLOW_EMBEDDED_POOL": "1"}
            app = create_app(Settings.from_environment(environment))
            redis.client.ping()
            empty = used(redis)
            people = [sign_up(app, number) for number in range(PEOPLE)]
            show(redis, "who wait for the code", used(redis) - empty)
            for number, person in enumerate(people):
                code = app.extensions["demo"].outbox(address(number))[0]["code"]
                assert person.confirm(code).location == "/auto-sign-in"
                assert person.auto_sign_in().location == "/account"
            show(redis, "who are signed in", used(redis) - empty)
    finally:
        redis.kill()


def address(number: int) -> str:
    """Somebody's address."""
    return f"person-{number}@example.com"


def sign_up(app: Flask, number: int) -> Visitor:
    """Somebody who has signed up, from a network where nobody else is."""
    person = Visitor(app, REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}")
    assert person.sign_up(address(number)).location == "/confirm-sign-up"
    return person


def used(redis: RedisServer) -> int:
    """Bytes that Redis has allocated."""
    return int(redis.client.info("memory")["used_memory"])


def show(redis: RedisServer, when: str, grown: int) -> None:
    """Print what each kind of key takes, and all of them for one person."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for key in redis.client.scan_iter(count=1000):
        sizes[key.split(b":")[0].decode(errors="replace")].append(
            int(redis.client.memory_usage(key, samples=0))
        )
    print(f"Redis, {PEOPLE} people {when}")
    for kind, bytes_of in sorted(sizes.items()):
        each = len(bytes_of) / PEOPLE
        print(f"  {kind:<12} {each:4.1f} keys each, {statistics.mean(bytes_of):6.0f} bytes a key")
    total = sum(map(sum, sizes.values())) / PEOPLE
    print(
        f"  one sign-up  {total:6.0f} bytes by MEMORY USAGE, {grown / PEOPLE:6.0f} by used_memory"
    )


if __name__ == "__main__":
    main()
