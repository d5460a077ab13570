"""Faults that need the real server: clients that stall, and workers that are killed."""

import json
import os
import signal
import socket
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event

import pytest

from config.buffering_worker import RECEIVE_SECONDS
from tests.contract.pools import EMAIL_POOL, ENDPOINT
from tests.contract.servers import HOST, get, serving, serving_app
from tests.faulty_pool import PATIENCE, Exchange, faulty_pool, relayed_to
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD
from tests.person import Browser, children
from tests.redis_server import RedisServer
from user_pool import UserPoolService

pytestmark = pytest.mark.slow

EMAIL = "ada@example.com"
HEAD = b"POST /sign-up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n"


@pytest.fixture
def pool_url(tmp_path: Path) -> Iterator[str]:
    command = ("user_pool", "serve", "--db", f"{tmp_path}/user_pool.db")
    outputs = ("--amplify-outputs", f"{EMAIL_POOL}")
    with serving(*command, *outputs, health="/healthz", log=tmp_path / "pool.log") as url:
        yield url


@pytest.mark.asvs("13.1.2", "15.1.3", "15.2.2")
def test_nobody_slow_stays_for_ever(tmp_path: Path) -> None:
    with (
        serving_app("-w", "1", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (_process, url),
        ExitStack() as slow,
    ):
        address = (HOST, int(url.rpartition(":")[2]))
        clients = []
        for sent in (b"", HEAD, HEAD + b"\r\nemail="):
            client = slow.enter_context(
                socket.create_connection(address, RECEIVE_SECONDS + PATIENCE)
            )
            client.sendall(sent)
            clients.append(client)
        trickling = slow.enter_context(socket.create_connection(address, 1))
        assert is_cut_off(trickling, HEAD + b"\r\n", seconds=RECEIVE_SECONDS + PATIENCE)
        assert [client.recv(1) for client in clients] == [b"", b"", b""]


def is_cut_off(client: socket.socket, beginning: bytes, seconds: int) -> bool:
    """Send a beginning and then a byte a second. Return whether the server hangs up."""
    try:
        client.sendall(beginning)
        for _ in range(seconds):
            with suppress(TimeoutError):
                return client.recv(1) == b""
            client.sendall(b"e")
    except ConnectionError:
        return True
    return False


@pytest.mark.asvs("2.2.3", "16.5.2")
def test_somebody_whose_worker_was_killed_goes_on(tmp_path: Path, pool_url: str) -> None:
    created = Event()

    def hang_once(exchange: Exchange) -> None:
        """Let the account be made and say nothing of it."""
        created.set()
        exchange.pool.over.wait(PATIENCE)

    with faulty_pool() as pool:
        pool.fault = relayed_to(pool_url, hang_once)
        settings = {"DATA_DIR": str(tmp_path), ENDPOINT: pool.url}
        with serving_app("-w", "1", log=tmp_path / "log", **settings) as (process, url):
            person = Browser(url)
            (worker,) = children(process.pid)
            with ThreadPoolExecutor(1) as waiting:
                answer = waiting.submit(person.post, "/sign-up", email=EMAIL, password=PASSWORD)
                assert created.wait(PATIENCE)
                os.kill(worker, signal.SIGKILL)
                assert isinstance(answer.exception(PATIENCE), OSError)

            pool.fault = relayed_to(pool_url)
            # What they do next: reload the page of the form, and send it again.
            assert person.post("/sign-up", email=EMAIL, password=PASSWORD)[0] == 303
            assert person.get("/confirm-sign-up")[0] == 200
            _status, outbox = get(f"{pool_url}/outbox?to={EMAIL}")
            code = json.loads(outbox)[0]["code"]
            status, location = person.post("/confirm-sign-up", confirmation_code=code)
            # Whose account it was that was there, nobody can know: its password is set anew.
            assert (status, location) == (303, "/confirm-reset-password")
            _status, outbox = get(f"{pool_url}/outbox?to={EMAIL}")
            fields = {"confirmation_code": json.loads(outbox)[0]["code"], "password": PASSWORD}
            assert person.post("/confirm-reset-password", **fields) == (303, AFTER_SIGN_IN_URL)
            assert EMAIL in person.get("/account")[1]


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.mark.asvs("16.5.2")
def test_somebody_whose_host_was_killed_goes_on_at_another(
    tmp_path: Path, pool_url: str, redis_server: RedisServer
) -> None:
    shared = {"SECRET_KEY": "5f1d" * 10, "REDIS_URL": redis_server.url, ENDPOINT: pool_url}
    with (
        serving_app(log=tmp_path / "here.log", DATA_DIR=f"{tmp_path}/1", **shared) as (host, here),
        serving_app(log=tmp_path / "there.log", DATA_DIR=f"{tmp_path}/2", **shared) as (_, there),
    ):
        person = Browser(here)
        signed_up = person.post("/sign-up", email=EMAIL, password=PASSWORD)
        assert signed_up == (303, "/confirm-sign-up")
        for process in (host.pid, *children(host.pid)):
            os.kill(process, signal.SIGKILL)

        person.go_to(there)
        _status, outbox = get(f"{pool_url}/outbox?to={EMAIL}")
        code = json.loads(outbox)[0]["code"]
        confirmed = person.post("/confirm-sign-up", confirmation_code=code)
        assert confirmed == (303, "/auto-sign-in")
        assert person.post("/auto-sign-in") == (303, AFTER_SIGN_IN_URL)
        assert EMAIL in person.get("/account")[1]


@pytest.mark.asvs("14.2.1", "16.2.2", "16.2.4", "16.2.5", "16.4.1")
def test_every_line_of_production_is_json_and_has_nothing_of_a_visitors(tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = {"APP_ENV": "production", "SECRET_KEY": "k" * 32, "ALLOW_EMBEDDED_POOL": "1"}
    settings |= {"TRUSTED_PROXIES": "1", "MIN_FILL_SECONDS": "0"}
    through_proxy = {"X-Forwarded-For": "203.0.113.77", "X-Forwarded-Proto": "https"}
    with serving_app(log=log, DATA_DIR=str(tmp_path), **settings) as (_process, url):
        browser = Browser(url, through_proxy)
        assert browser.get("/account")[0] == 303
        assert browser.get("/nothing%0a%1b[2K")[0] == 404
        signed_up = browser.post("/sign-up", email=EMAIL, password=PASSWORD)
        assert signed_up == (303, "/confirm-sign-up")
        assert browser.post("/confirm-sign-up", confirmation_code="000000")[0] == 422
        with socket.create_connection((HOST, int(url.rpartition(":")[2]))) as client:
            client.sendall(b"this is no HTTP\r\n\x1b[2K\r\n\r\n")
            client.settimeout(PATIENCE)
            assert b"400" in client.recv(1000)
    (message,) = UserPoolService(tmp_path / "user_pool.db").outbox(EMAIL)
    cookie = browser.cookie.partition("=")[2]
    for secret in (EMAIL, PASSWORD, message.code, cookie, "203.0.113.77", f"ip={HOST}"):
        assert secret
        assert secret not in log.read_text()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert len({frozenset(line) for line in lines}) == 1
    assert {"sequence_fail", "input_validation_fail"} <= {line["event"] for line in lines}


def test_everything_on_the_disk_is_its_owners(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    wide_open = ("sh", "-c", 'umask 0 && exec "$0" "$@"')
    with serving_app(log=tmp_path / "log", under=wide_open, DATA_DIR=str(folder)) as (_, url):
        signed_up = Browser(url).post("/sign-up", email=EMAIL, password=PASSWORD)
        assert signed_up == (303, "/confirm-sign-up")
        assert get(f"{url}/metrics")[0] == 200
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    names = {path.name for path in modes}
    assert {"metrics", "secret_key", "sessions.db", "limits.db", "user_pool.db"} <= names
    assert {path.name: oct(mode) for path, mode in modes.items()} == {
        path.name: oct(0o700 if path.is_dir() else 0o600) for path in modes
    }


@pytest.mark.asvs("4.1.3")
@pytest.mark.parametrize(("proxies", "status"), [("0", 308), ("1", 200)])
def test_the_scheme_is_believed_for_trusted_proxies_alone(
    tmp_path: Path, proxies: str, status: int
) -> None:
    """gunicorn by itself believes whoever is on this machine."""
    settings = {"APP_ENV": "production", "SECRET_KEY": "k" * 32, "ALLOW_EMBEDDED_POOL": "1"}
    settings |= {"TRUSTED_PROXIES": proxies, "DATA_DIR": str(tmp_path)}
    with serving_app("-w", "1", log=tmp_path / "log", **settings) as (_process, url):
        assert Browser(url, {"X-Forwarded-Proto": "https"}).send("GET", "/sign-up")[0] == status
