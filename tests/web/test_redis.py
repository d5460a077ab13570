"""Several hosts with one Redis: shared sessions and limits, and an outage of Redis."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from socket import create_server, socket

import pytest
from flask import Flask

from signup.session.interface import SIGNED_IN, WAITING
from signup.storage.interface import StoreError
from signup.storage.redis import CONNECTION, PREFIX, TO_SENTINEL, RedisRateLimits, RedisStore
from signup.web import rate_limits
from signup.web.rate_limits import RULES
from tests.contract.servers import HOST
from tests.doubles import Clock
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD, Visitor
from tests.redis_server import RedisServer, redis_cluster, redis_sentinel
from tests.web.test_rate_limits import hammer

EMAIL = "ada@example.com"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def running() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def redis_server(running: RedisServer) -> RedisServer:
    running.client.flushall()
    return running


@pytest.fixture
def hosts(make_app: Callable[..., Flask], redis_server: RedisServer) -> list[Flask]:
    """Return two instances of the app with one Redis, one pool and one SECRET_KEY."""
    return [make_app(REDIS_URL=redis_server.url) for _ in range(2)]


@pytest.fixture
def store(redis_server: RedisServer) -> RedisStore:
    return RedisStore(redis_server.url)


def test_two_hosts_serve_one_sign_up(hosts: list[Flask]) -> None:
    here, there = hosts
    visitor = Visitor(here)
    visitor.choose("no-user-auth")  # whose password waits on the server, too
    visitor.client.application = there
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    visitor.client.application = here
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"
    visitor.client.application = there
    assert visitor.auto_sign_in().location == AFTER_SIGN_IN_URL
    visitor.client.application = here
    assert EMAIL in visitor.get("/account").text
    assert visitor.sign_out().status == 303
    visitor.client.application = there
    assert visitor.get("/account").location == "/sign-in"


@pytest.mark.asvs("2.4.1", "15.4.1")
def test_hosts_count_together_and_exactly(hosts: list[Flask]) -> None:
    passed = sum(hammer(hosts[0])) + sum(hammer(hosts[1]))
    assert passed == RULES["signup.sign_in"].network


@pytest.mark.asvs("2.4.1", "2.3.2")
def test_an_account_is_refused_on_every_host(hosts: list[Flask]) -> None:
    statuses = [Visitor(hosts[n % 2]).sign_in(EMAIL, "Wrong-password-1").status for n in range(11)]
    assert statuses == [422] * 10 + [429]
    refused = Visitor(hosts[0]).sign_in(EMAIL)
    assert refused.response.headers["Retry-After"] == "1200"


@pytest.mark.asvs("14.2.7", "7.3.1")
def test_redis_holds_nothing_in_clear_and_nothing_for_ever(
    hosts: list[Flask], redis_server: RedisServer
) -> None:
    visitor = Visitor(hosts[0])
    visitor.sign_up(EMAIL)
    client = redis_server.client
    pending = {*client.keys("signup:session:*")}  # the session, and a learner's steps beside it
    assert all(0 < client.ttl(key) <= WAITING.idle for key in pending)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.auto_sign_in()
    later = {*client.keys("signup:session:*")}
    assert not later & pending
    (signed_in,) = [key for key in later if client.ttl(key) <= SIGNED_IN.idle]
    client.expire(signed_in, 60)
    visitor.get("/account")
    assert 60 < client.ttl(signed_in) <= SIGNED_IN.idle

    keys: list[bytes] = client.keys("*")  # type: ignore[assignment] # typed for asyncio, too
    assert len(keys) > 2
    for key in keys:
        assert client.ttl(key) > 0
        kept = b"".join([key, client.dump(key) or b""])
        assert not [word for word in (EMAIL, PASSWORD, "127.0.0.1") if word.encode() in kept]


def test_what_is_set_is_got(store: RedisStore, caplog: pytest.LogCaptureFixture) -> None:
    assert store.get(b"key") is None
    store.set(b"key", b"value", 60)
    assert store.get(b"key") == b"value"
    store.delete(b"key")
    store.extend(b"key", 60)
    assert store.get(b"key") is None
    assert caplog.messages == []


def test_a_lifetime_is_extended(store: RedisStore, redis_server: RedisServer) -> None:
    store.set(b"key", b"value", 60)
    store.extend(b"key", 120)
    assert 60 < redis_server.client.ttl(PREFIX + b"key") <= 120


def test_a_key_of_another_type_is_as_good_as_none(
    store: RedisStore, redis_server: RedisServer
) -> None:
    """Another release or another app may have left it there."""
    redis_server.client.rpush(PREFIX + b"key", b"value")
    assert store.get(b"key") is None
    assert not redis_server.client.exists(PREFIX + b"key")
    store.set(b"key", b"value", 60)
    assert store.get(b"key") == b"value"


@pytest.mark.parametrize("garbage", ["list", "string"])
def test_a_damaged_count_starts_again(redis_server: RedisServer, garbage: str) -> None:
    limits = RedisRateLimits(redis_server.url)
    assert limits.count({"account": 1}, 1) == 0
    (key,) = redis_server.client.keys("*account*")
    redis_server.client.delete(key)
    if garbage == "list":
        redis_server.client.lpush(key, "not a time")
    else:
        redis_server.client.set(key, "not a list")
    assert limits.count({"account": 1}, 1) == 0
    assert limits.count({"account": 1}, 1) > 0


@pytest.fixture
def limited_user(redis_server: RedisServer) -> Iterator[str]:
    """Return the address for a user who may delete, but neither read nor run scripts."""
    client = redis_server.client
    client.acl_setuser(
        "limited",
        enabled=True,
        nopass=True,
        keys=["*"],
        commands=["+@all", "-get", "-eval", "-evalsha"],
    )
    yield redis_server.url.replace("redis://", "redis://limited:any@")
    client.acl_deluser("limited")


@pytest.mark.asvs("16.5.2")
def test_what_redis_refuses_to_do_is_an_outage(
    store: RedisStore, redis_server: RedisServer, limited_user: str
) -> None:
    """It says nothing against the value, which stays."""
    store.set(b"key", b"value", 60)
    with pytest.raises(StoreError):
        RedisStore(limited_user).get(b"key")
    assert store.get(b"key") == b"value"

    limits = RedisRateLimits(redis_server.url)
    assert limits.count({"account": 1}, 1) == 0
    with pytest.raises(StoreError):
        RedisRateLimits(limited_user).count({"account": 1}, 1)
    assert limits.count({"account": 1}, 1) > 0


@pytest.mark.asvs("2.3.2")
def test_the_wait_ends_with_the_oldest_attempt(
    redis_server: RedisServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", clock)
    limits = RedisRateLimits(redis_server.url)
    assert limits.count({"account": 1}, 1) == 0
    for passed, wait in ((0, 60), (30, 30), (29.5, 1)):  # no wait is shorter than a second
        clock.advance(passed)
        assert limits.count({"account": 1}, 1) == wait
    clock.advance(1)
    assert limits.count({"account": 1}, 1) == 0


@pytest.mark.asvs("15.2.2", "16.5.2")
@pytest.mark.parametrize(
    ("url", "connections"),
    [("redis://{}/0", 2), ("redis+sentinel://{}/main", 2), ("redis+cluster://{}", 1)],
)
def test_a_redis_that_never_answers_is_asked_a_few_times(
    monkeypatch: pytest.MonkeyPatch, url: str, connections: int
) -> None:
    for options in (CONNECTION, TO_SENTINEL):
        monkeypatch.setitem(options, "socket_timeout", 0.05)
    with create_server((HOST, 0)) as silent:
        address = f"{HOST}:{silent.getsockname()[1]}"
        with pytest.raises(StoreError):
            RedisStore(url.format(address)).get(b"key")
        silent.setblocking(False)
        for _ in range(connections):
            silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.mark.asvs("16.5.2")
def test_redis_killed_and_back(
    hosts: list[Flask],
    redis_server: RedisServer,
    caplog: pytest.LogCaptureFixture,
    clock: Clock,
) -> None:
    app = hosts[0]
    visitor = Visitor(app)
    assert visitor.sign_up(EMAIL).status == 303
    newcomer = Visitor(app)
    blank = newcomer.hidden("/sign-up", "/sign-up")
    redis_server.kill()
    try:
        sent = {**blank, "email": "grace@example.com", "password": PASSWORD}
        page = newcomer.post_raw("/sign-up", sent)
        assert (page.status, page.value("email")) == (503, "grace@example.com")
        for path in ("/sign-up", "/confirm-sign-up", "/sign-up"):
            page = visitor.get(path)
            assert page.status == 503
            assert int(page.response.headers["Retry-After"]) > 0
        assert visitor.get("/healthz").status == 200
        assert visitor.get("/readyz").response.get_json()["session_store"] is False
        with app.test_request_context("/sign-in"), pytest.raises(StoreError):
            rate_limits.count(EMAIL)
        said = [record.message for record in caplog.records if record.levelno == logging.ERROR]
        assert [line for line in said if "Redis" in line] == ["Redis is down: ConnectionError"]
    finally:
        redis_server.start()
    clock.advance(1)
    assert visitor.get("/readyz").status == 200
    assert visitor.get("/confirm-sign-up").location == "/sign-up"  # it was in Redis, which is new
    assert visitor.sign_up(EMAIL).status == 303
    assert "Redis is back" in caplog.messages


def test_the_connections_to_one_server_are_closed(redis_server: RedisServer) -> None:
    assert_closes_its_connections(redis_server.url)


@pytest.mark.asvs("16.5.2")
@pytest.mark.parametrize("start", [redis_cluster, redis_sentinel])
def test_a_cluster_and_sentinels_that_die(
    make_app: Callable[..., Flask],
    tmp_path: Path,
    start: Callable[[Path], AbstractContextManager[str]],
) -> None:
    with start(tmp_path) as url:
        app = make_app(REDIS_URL=url)
        visitor = Visitor(app)
        assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
        assert [visitor.confirm("000000").status for _ in range(6)] == [422] * 5 + [429]
        assert visitor.client.get("/readyz").status_code == 200
        assert_closes_its_connections(url)
        store, limits = RedisStore(url), RedisRateLimits(url)
        store.set(b"key", b"value", 60)
        limits.count({"account": 1}, 1)
    assert visitor.get("/confirm-sign-up").status == 503
    for sessions, counts in ((store, limits), (RedisStore(url), RedisRateLimits(url))):
        with pytest.raises(StoreError):
            sessions.get(b"key")
        with pytest.raises(StoreError):
            counts.count({"account": 1}, 1)


def assert_closes_its_connections(url: str) -> None:
    """Stores leave nothing to the garbage collector, which may find a socket before its owner."""
    others = open_sockets()
    store, limits = RedisStore(url), RedisRateLimits(url)
    store.get(b"key")
    limits.count({"account": 1}, 1)
    opened = open_sockets() - others
    assert opened
    del store, limits
    assert not opened & open_sockets()


def open_sockets() -> set[socket]:
    return {thing for thing in gc.get_objects() if type(thing) is socket and thing.fileno() >= 0}
