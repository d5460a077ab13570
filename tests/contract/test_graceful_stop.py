"""Stopping and reloading gunicorn: whoever has begun to send is answered."""

import json
import os
import re
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event

import pytest

from config.buffering_worker import RECEIVE_SECONDS
from tests.contract.pools import EMAIL_POOL, ENDPOINT
from tests.contract.servers import HOST, PAUSE, TRIES, get, serving, serving_app
from tests.faulty_pool import PATIENCE, Exchange, faulty_pool, relayed_to
from tests.pages import PASSWORD
from tests.person import Browser, children

pytestmark = pytest.mark.slow

EMAIL = "ada@example.com"
WORKERS = 2


class SlowPool:
    """A pool that takes until it is told to go on.

    Attributes:
        url: Where the pool that works is, behind the slow one.
        asked: Set when the first call has come.
        go_on: To be set when it may be answered.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked = Event()
        self.go_on = Event()

    def __call__(self, exchange: Exchange) -> None:
        self.asked.set()
        assert self.go_on.wait(PATIENCE)
        relayed_to(self.url)(exchange)

    def has_sent_a_code(self) -> bool:
        _status, outbox = get(f"{self.url}/outbox?to={EMAIL}")
        return [message["code"] for message in json.loads(outbox)] != []


@pytest.fixture
def slow_pool(tmp_path: Path) -> Iterator[SlowPool]:
    command = ("user_pool", "serve", "--db", f"{tmp_path}/user_pool.db")
    outputs = ("--amplify-outputs", f"{EMAIL_POOL}")
    with serving(*command, *outputs, health="/healthz", log=tmp_path / "pool.log") as url:
        yield SlowPool(url)


@contextmanager
def app_on(pool: SlowPool, folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Run the app, as production does, on a slow pool."""
    with faulty_pool() as stub:
        stub.fault = pool
        settings = {"DATA_DIR": str(folder), ENDPOINT: stub.url}
        with serving_app(log=folder / "log", **settings) as (process, url):
            until(lambda: all_handle_signals(process), process)
            yield process, url


def until(done: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Ask again and again, while the process lives."""
    for _ in range(TRIES):
        if done():
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(PAUSE)
            break
    pytest.fail("it did not happen")


def all_handle_signals(process: "subprocess.Popen[bytes]") -> bool:
    """Return whether all workers are there and can be told to stop."""
    return sum(map(handles_signals, children(process.pid))) == WORKERS


def handles_signals(worker: int) -> bool:
    """Return whether a worker has gunicorn's handlers; what comes before that it never hears of."""
    (caught,) = re.findall(r"SigCgt:\s+(\w+)", Path(f"/proc/{worker}/status").read_text())
    return bool(int(caught, 16) >> (signal.SIGABRT - 1) & 1)  # the last of them, and a worker's own


def refuses(url: str) -> bool:
    """Return whether new connections are refused; those that are let in have to be answered."""
    try:
        # One that comes as the last socket closes is reset, and that is no answer to go by.
        with suppress(ConnectionResetError):
            assert get(f"{url}/healthz")[0] == 200
    except ConnectionRefusedError:
        return True
    return False


def test_a_form_that_is_in_flight_is_answered_before_the_server_stops(
    tmp_path: Path, slow_pool: SlowPool
) -> None:
    with app_on(slow_pool, tmp_path) as (process, url), ThreadPoolExecutor(1) as waiting:
        person = Browser(url)
        answer = waiting.submit(person.post, "/sign-up", email=EMAIL, password=PASSWORD)
        assert slow_pool.asked.wait(PATIENCE)
        process.send_signal(signal.SIGTERM)
        until(lambda: refuses(url), process)
        assert not answer.done()
        assert not slow_pool.has_sent_a_code()
        slow_pool.go_on.set()
        assert answer.result(PATIENCE) == (303, "/confirm-sign-up")
        assert slow_pool.has_sent_a_code()
        assert process.wait(PATIENCE) == 0


def test_a_reload_loses_nobody(tmp_path: Path, slow_pool: SlowPool) -> None:
    with app_on(slow_pool, tmp_path) as (process, url), ThreadPoolExecutor(1) as waiting:
        person = Browser(url)
        before = {*children(process.pid)}
        handles = [os.pidfd_open(worker) for worker in before]
        answer = waiting.submit(person.post, "/sign-up", email=EMAIL, password=PASSWORD)
        assert slow_pool.asked.wait(PATIENCE)
        process.send_signal(signal.SIGHUP)
        # The new ones serve while an old one is waiting for the pool.
        until(lambda: len({*children(process.pid)} - before) == len(before), process)
        assert get(f"{url}/healthz")[0] == 200
        assert not answer.done()
        slow_pool.go_on.set()
        assert answer.result(PATIENCE) == (303, "/confirm-sign-up")
        for handle in handles:
            assert select.select([handle], [], [], PATIENCE)[0]
            os.close(handle)
        assert person.get("/confirm-sign-up")[0] == 200
        assert slow_pool.has_sent_a_code()


def test_a_form_that_is_arriving_is_answered_and_one_that_stalls_is_not_waited_for(
    tmp_path: Path, slow_pool: SlowPool
) -> None:
    slow_pool.go_on.set()
    with app_on(slow_pool, tmp_path) as (process, url):
        address = (HOST, int(url.rpartition(":")[2]))
        head, body = Browser(url).form("/sign-up", email=EMAIL, password=PASSWORD)
        with socket.create_connection(address) as arriving, socket.create_connection(address) as no:
            arriving.settimeout(PATIENCE)
            no.settimeout(RECEIVE_SECONDS + PATIENCE)
            for client in (arriving, no):
                client.sendall(head + body[:10])
            process.send_signal(signal.SIGTERM)
            until(lambda: refuses(url), process)
            arriving.sendall(body[10:])
            answer = b"".join(iter(lambda: arriving.recv(65_536), b""))
            assert answer.startswith(b"HTTP/1.1 303 ")
            assert b"\r\nConnection: close\r\n" in answer
            assert slow_pool.has_sent_a_code()
            assert no.recv(1) == b""
            assert process.wait(PATIENCE) == 0


def test_connections_that_were_waiting_to_be_accepted_are_answered(tmp_path: Path) -> None:
    with (
        serving_app(log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (process, url),
        ExitStack() as waiting,
    ):
        until(lambda: all_handle_signals(process), process)
        workers = children(process.pid)
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        address = (HOST, int(url.rpartition(":")[2]))
        clients = [
            waiting.enter_context(socket.create_connection(address, PATIENCE)) for _ in range(8)
        ]
        process.send_signal(signal.SIGTERM)
        until(lambda: b"Handling signal: term" in (tmp_path / "log").read_bytes(), process)
        for worker in workers:
            os.kill(worker, signal.SIGTERM)
            os.kill(worker, signal.SIGCONT)
        for client in clients:
            with client:
                client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert client.recv(65_536).startswith(b"HTTP/1.1 200 ")
        assert process.wait(PATIENCE) == 0


def test_idle_connections_are_not_waited_for(tmp_path: Path) -> None:
    """A proxy keeps connections open, which would otherwise delay every stop."""
    with serving_app(log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (process, url):
        until(lambda: all_handle_signals(process), process)
        address = (HOST, int(url.rpartition(":")[2]))
        with socket.create_connection(address, PATIENCE) as idle:
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"\r\nConnection: keep-alive\r\n" in idle.recv(65_536)
            process.send_signal(signal.SIGTERM)
            assert idle.recv(65_536) == b""
            assert process.wait(PATIENCE) == 0
