"""Metrics of several processes, summed whichever of them answers."""

import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.contract.servers import PAUSE, get, serving_app
from tests.faulty_pool import PATIENCE
from tests.person import children

if TYPE_CHECKING:
    import subprocess

pytestmark = pytest.mark.slow

HEALTHZ = {"route": "signup.healthz", "method": "GET"}


@contextmanager
def stopped(process_id: int) -> Iterator[None]:
    """Let the other worker do the work."""
    os.kill(process_id, signal.SIGSTOP)
    yield
    os.kill(process_id, signal.SIGCONT)


def workers(process_id: int, number: int) -> list[int]:
    """Wait until there are so many workers."""
    until = time.monotonic() + PATIENCE
    while len(found := children(process_id)) < number and time.monotonic() < until:
        time.sleep(PAUSE)
    return found


@contextmanager
def serving_on_a_small_disk(
    folder: Path, *, kib: int
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """Run the app with one worker whose metrics are on a disk of their own."""
    (folder / "metrics").mkdir()
    mount = f'mount -t tmpfs -o size={kib}k tmpfs "$0" && exec "$@"'
    under = ("unshare", "--map-root-user", "--mount", "sh", "-c", mount, f"{folder}/metrics")
    with serving_app(
        "-w", "1", log=folder / "log", under=under, DATA_DIR=str(folder)
    ) as app_and_url:
        yield app_and_url


def fill(folder: Path) -> None:
    """Write to a disk until it is full."""
    with suppress(OSError), (folder / "other").open("wb", buffering=0) as other:
        while True:
            other.write(bytes(1024))


def visit(url: str, times: int) -> None:
    for _ in range(times):
        assert get(f"{url}/healthz")[0] == 200


def count(url: str, name: str, **labels: str) -> float:
    status, body = get(f"{url}/metrics")
    assert status == 200
    samples = [
        sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
        if sample.name == name and sample.labels == labels
    ]
    assert len(samples) == 1, "one series, and not one for each process"
    return samples[0]


def test_two_workers_count_together_and_nothing_is_lost_with_one(tmp_path: Path) -> None:
    with serving_app("-w", "2", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (process, url):
        one, other = workers(process.pid, 2)
        answered = {**HEALTHZ, "status": "200"}
        for worker in (one, other):
            with stopped(worker):  # what the other has counted so far is there when it is asked
                visit(url, 1)
                count(url, "http_requests_total", **answered)
        before = count(url, "http_requests_total", **answered)
        with stopped(one):
            visit(url, 7)
            assert count(url, "http_requests_total", **answered) == before + 7
        with stopped(other):
            visit(url, 5)
            assert count(url, "http_requests_total", **answered) == before + 12
            assert count(url, "http_request_duration_seconds_count", **HEALTHZ) == before + 12
            assert count(url, "signup_events_total", event="sys_crash") == 0
            assert count(url, "user_pool_circuits_open") == 0

        handle = os.pidfd_open(one)
        os.kill(one, signal.SIGKILL)
        assert select.select([handle], [], [], PATIENCE)[0]
        os.close(handle)
        with stopped(other):
            visit(url, 1)  # by the one that has taken its place
            assert count(url, "http_requests_total", **answered) == before + 13
        # The one that is asked, and none that has ended.
        assert count(url, "http_requests_in_progress", route="signup.metrics") == 1
        assert [*(tmp_path / "metrics").glob("*.db")]


def test_a_start_begins_at_zero_and_a_reload_does_not(tmp_path: Path) -> None:
    answered = {**HEALTHZ, "status": "200"}
    with serving_app("-w", "1", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (process, url):
        visit(url, 20)
        before = count(url, "http_requests_total", **answered)
        (worker,) = children(process.pid)
        handle = os.pidfd_open(worker)
        process.send_signal(signal.SIGHUP)
        assert select.select([handle], [], [], PATIENCE)[0]
        os.close(handle)
        assert count(url, "http_requests_total", **answered) == before >= 20
    with serving_app("-w", "1", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (_process, url):
        assert count(url, "http_requests_total", **answered) < 20


def test_a_disk_that_is_full_at_the_start_ends_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving_on_a_small_disk(tmp_path, kib=64) as (process, url):
        before = count(url, "http_requests_total", **HEALTHZ, status="200")
        visit(url, 3)
        assert count(url, "http_requests_total", **HEALTHZ, status="200") == before + 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert "This process counts for itself only" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_disk_that_fills_up_later_ends_nothing(tmp_path: Path) -> None:
    answered = {**HEALTHZ, "status": "200"}
    with serving_on_a_small_disk(tmp_path, kib=1024) as (process, url):
        visit(url, 1)
        fill(Path(f"/proc/{process.pid}/root{tmp_path}/metrics"))
        for path in ("/sign-up", "/account", "/nothing", "/readyz", "/sign-in"):
            get(f"{url}{path}")
        before = count(url, "http_requests_total", **answered)
        visit(url, 3)
        assert count(url, "http_requests_total", **answered) == before + 3
        (worker,) = children(process.pid)
        handle = os.pidfd_open(worker)
        process.send_signal(signal.SIGHUP)  # the next worker finds the disk full
        assert select.select([handle], [], [], PATIENCE)[0]
        os.close(handle)
        visit(url, 2)
        assert count(url, "http_requests_total", **answered) == 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert "was sent SIGBUS" not in (tmp_path / "log").read_text()


def test_the_files_are_allocated(tmp_path: Path) -> None:
    """A hole in a mapped file ends the process when the disk is full."""
    with serving_app("-w", "1", log=tmp_path / "log", DATA_DIR=str(tmp_path)) as (process, url):
        for path in ("/sign-up", "/account", "/nothing", "/readyz", "/sign-in"):
            get(f"{url}{path}")
        assert count(url, "signup_events_total", event="sequence_fail") == 1
        (worker,) = children(process.pid)
        files = {path.name: path.stat() for path in (tmp_path / "metrics").iterdir()}
        kinds = ("counter", "histogram", "gauge_livesum")
        assert files.keys() == {f"{kind}_{worker}.db" for kind in kinds}
        for name, file in files.items():
            assert file.st_blocks * 512 >= file.st_size == 256 * 1024, name
