"""Files that cannot be read or written: the page says so, and nothing is half done."""

import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask

from config.settings import ROOT
from tests.doubles import Clock
from tests.pages import PASSWORD, Page, Visitor

EMAIL = "ada@example.com"
SESSIONS, POOL = "sessions.db", "user_pool.db"

pytestmark = pytest.mark.asvs("16.5.2", "16.5.3")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signup.storage.sqlite.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("user_pool.store.BUSY_TIMEOUT", 0.1)


@pytest.fixture
def visitor(make_app: Callable[..., Flask]) -> Visitor:
    """Return somebody whose app has used its files before."""
    app = make_app()
    Visitor(app).sign_up("before@example.com")
    return Visitor(app)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture, visitor: Visitor) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    assert visitor.get("/readyz").status == 200
    caplog.clear()
    return caplog


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def assert_out_of_order(
    page: Page, log: pytest.LogCaptureFixture, event: str = "store_unreachable"
) -> None:
    assert page.status == 503
    assert int(page.response.headers["Retry-After"]) > 0
    assert "sqlite" not in page.response.text.casefold()
    events = [str(record.event) for record in log.records if hasattr(record, "event")]
    assert [name for name in events if name in {"store_unreachable", "pool_failed"}] == [event]
    assert "sys_crash" not in events
    log.clear()


def test_sessions_that_are_locked(
    visitor: Visitor, log: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with locked(tmp_path / SESSIONS):
        assert_out_of_order(visitor.sign_up(EMAIL), log)
        assert_out_of_order(visitor.reset_password("before@example.com"), log)
        assert visitor.get("/healthz").status == 200
    assert not visitor.messages(EMAIL), "there is an account that nobody was told of"
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"


@pytest.mark.parametrize("fault", ["locked", "no database"])
def test_a_sign_up_keeps_what_was_typed_while_sessions_are_down(
    make_app: Callable[..., Flask], log: pytest.LogCaptureFixture, tmp_path: Path, fault: str
) -> None:
    """The blank form needs no session, so an outage may show only once the form is sent."""
    folder = tmp_path / "other"
    app = make_app(DATA_DIR=str(folder))
    visitor = Visitor(app)
    blank = visitor.hidden("/sign-up", "/sign-up")
    fields = {"email": EMAIL, "password": PASSWORD}
    with ExitStack() as faults:
        if fault == "locked":
            Visitor(app).sign_up("grace@example.com")
            faults.enter_context(locked(folder / SESSIONS))
        else:
            (folder / SESSIONS).write_bytes(b"this is no database" * 1000)
        log.clear()
        page = visitor.post_raw("/sign-up", blank | fields)
        assert (page.heading, page.value("email")) == ("Create an account", EMAIL)
        assert not page.value("password")
        assert len(page.errors) == 1
        assert_out_of_order(page, log)
        invalid = visitor.post_raw("/sign-up", blank | fields | {"password": "short"})
        assert (invalid.status, invalid.value("email")) == (422, EMAIL)
        assert visitor.get("/sign-up").status == (200 if fault == "locked" else 503)
    assert not app.extensions["demo"].outbox(EMAIL)
    if fault != "locked":
        (folder / SESSIONS).unlink()
    again = {"csrf_token": str(page.value("csrf_token")), **fields}
    assert visitor.post_raw("/sign-up", again).location == "/confirm-sign-up"


def test_a_pool_that_is_locked(
    visitor: Visitor, log: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with locked(tmp_path / POOL):
        page = visitor.sign_up(EMAIL)
        assert page.value("email") == EMAIL
        assert_out_of_order(page, log, "pool_failed")
    assert visitor.sign_up(EMAIL).location == "/confirm-sign-up"
    assert visitor.confirm(visitor.newest_code(EMAIL)).location == "/auto-sign-in"


def test_a_pool_that_is_no_database(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    other = tmp_path / "other"
    app = make_app(DATA_DIR=str(other))
    visitor = Visitor(app)
    visitor.choose("link")
    for path in other.glob("user_pool.db*"):
        path.write_bytes(b"this is no database" * 1000)
    assert visitor.get("/outbox").status == 503
    assert visitor.get("/confirmUser?token=x").status == 503
    assert visitor.post_raw("/confirmUser", {"token": "x"}).status == 503
    ready = visitor.get("/readyz")
    assert (ready.status, ready.response.get_json()["user_pool"]) == (503, False)


@pytest.mark.parametrize("name", [SESSIONS, POOL])
def test_a_data_dir_that_cannot_be_used_is_named_at_the_start(
    make_app: Callable[..., Flask], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "other"
    (folder / name).mkdir(parents=True)
    if name == POOL:
        with pytest.raises(SystemExit, match=f"DATA_DIR: .*/{POOL} cannot be used"):
            make_app(DATA_DIR=str(folder))
    else:
        assert Visitor(make_app(DATA_DIR=str(folder))).sign_up(EMAIL).status == 503


FULL_DISK = """
import json, resource, sys
from app import create_app
from config.settings import Settings
from tests.pages import Visitor

app = create_app(Settings.from_environment({"DATA_DIR": sys.argv[1]}))
person, other = Visitor(app), Visitor(app)
told = [other.sign_up("before@example.com").status]
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, most))
told += [person.sign_up("ada@example.com").status for _ in range(3)]
told.append(other.confirm(other.newest_code("before@example.com")).status)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
told.append(person.sign_up("ada@example.com").status)
told.append(person.confirm(person.newest_code("ada@example.com")).status)
told.append(other.confirm(other.newest_code("before@example.com")).status)
print(json.dumps(told))
"""


@pytest.mark.slow
@pytest.mark.asvs("2.2.3")
def test_a_full_disk_loses_nothing_and_heals(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "full")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [303, 503, 503, 503, 503, 303, 303, 303]
    assert "sys_crash" not in done.stderr


READ_ONLY = """
import json, os, sys
from pathlib import Path
from app import create_app
from config.settings import Settings
from tests.pages import Visitor

folder = Path(sys.argv[1])
settings = Settings.from_environment({"DATA_DIR": str(folder)})
Visitor(create_app(settings)).sign_up("before@example.com")
person = Visitor(create_app(settings))
told = [person.get("/sign-up").status]
person.get("/nothing")  # compiles the page of an error while Python's own files can be read
for path in (*folder.iterdir(), folder):
    path.chmod(0o555)
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write whatever the mode says
told.append(person.sign_up("ada@example.com").status)
os.seteuid(os.getuid())
for path in (folder, *folder.iterdir()):
    path.chmod(0o755)
told.append(person.sign_up("ada@example.com").status)
print(json.dumps(told))
"""


@pytest.mark.slow
def test_sessions_that_can_only_be_read() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        command = [sys.executable, "-c", READ_ONLY, folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [200, 503, 303]
    assert done.stderr.count(" store_unreachable ") == 1
    assert "sys_crash" not in done.stderr


@pytest.mark.parametrize("jump", [-10 * 365 * 86_400, -3600, 3600, 10 * 365 * 86_400])
def test_a_clock_that_jumps_strands_nobody(visitor: Visitor, clock: Clock, jump: float) -> None:
    visitor.sign_up(EMAIL)
    clock.advance(jump)
    for path in ("/", "/sign-up", "/confirm-sign-up", "/auto-sign-in", "/sign-in", "/account"):
        assert visitor.get(path).status in {200, 303}
    visitor.sign_up(EMAIL)
    page = visitor.confirm(visitor.newest_code(EMAIL))
    assert page.status == 303
    visitor.sign_in(EMAIL, PASSWORD)
    assert visitor.get("/account").status == 200
