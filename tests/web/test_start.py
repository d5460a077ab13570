"""What a start waits for, and what is got ready behind the first page."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from flask import Flask
from jinja2.environment import create_cache

import app as wiring
from amplify_auth import NetworkError
from config.settings import ROOT
from signup import warm_up
from signup.compiled_templates import CompiledTemplates
from tests.pages import Visitor

LATE = {
    "amplify_auth.apis.sign_up",
    "amplify_auth.options",
    "amplify_auth.results",
    "babel.messages",
    "boto3",
    "cryptography",
    "email_validator",
    "jwt",
    "signup.registration",
    "signup.views.confirm_sign_up",
    "signup.views.sign_up",
}
WHERE_ASKED_FOR = {"limits", "phonenumbers", "redis"}
NOT_IN_PRODUCTION = {"signup.teaching", "user_pool"}
BEHIND_THE_DEMO = {
    "opened_pool",
    "signup.teaching.behind",
    "signup.teaching.calls",
    "signup.teaching.exchanges",
    "signup.teaching.learn",
    "signup.teaching.outcomes",
    "signup.teaching.steps",
    "signup.teaching.workbench",
    "user_pool.service",
}
SCRIPT = """
import sys
from app import create_app
from signup import warm_up
app = create_app()
https = {"X-Forwarded-Proto": "https"}
assert app.test_client().get("/sign-up", headers=https).status_code == 200
print(*sys.modules)
warm_up.warm_up(app.extensions["signup"])
print(*sys.modules)
"""


PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "5f1d" * 10,
    "TRUSTED_PROXIES": "1",
    "AMPLIFY_OUTPUTS": str(ROOT / "tests" / "data" / "amplify_outputs.json"),
}


def imported(folder: Path, **settings: str) -> tuple[set[str], set[str]]:
    """Return the modules that an app has after its first page, and after warming up."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **settings}
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, warm = done.stdout.splitlines()
    return set(first.split()), set(warm.split())


@pytest.mark.parametrize(
    ("settings", "late", "never"),
    [(PRODUCTION, LATE, NOT_IN_PRODUCTION), ({}, LATE | BEHIND_THE_DEMO, set())],
    ids=["production", "demo"],
)
def test_what_the_first_page_does_without_is_imported_after_it(
    tmp_path: Path, settings: dict[str, str], late: set[str], never: set[str]
) -> None:
    first, warm = imported(tmp_path, **settings)
    assert not first & (late | never | WHERE_ASKED_FOR)
    assert warm >= late
    assert not warm & never


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Return what stands in for the thread."""
    begin = Mock()
    monkeypatch.setattr(warm_up, "begin", begin)
    return begin


def test_it_begins_once_and_after_the_first_answer(app: Flask, begin: Mock) -> None:
    warm_up.init_app(app)
    client = app.test_client()
    answer = client.get("/healthz", buffered=False)
    begin.assert_not_called()
    answer.close()
    begin.assert_called_once()
    client.get("/healthz").close()
    begin.assert_called_once()


def test_servers_warm_up_and_tests_do_not(
    make_app: Callable[..., Flask], begin: Mock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Visitor(make_app()).get("/sign-up")
    begin.assert_not_called()
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(wiring, "load_dotenv", lambda: None)
    wiring.create_app().test_client().get("/healthz").close()
    begin.assert_called_once()


def test_a_pool_that_is_down_stops_no_start() -> None:
    pools = Mock()
    pools.auth.warm_up.side_effect = NetworkError
    warm_up.warm_up(pools)
    pools.auth.warm_up.assert_called_once()


def test_templates_are_compiled_once(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "compiled"
    app.jinja_env.bytecode_cache = CompiledTemplates(str(folder))
    Visitor(app).get("/sign-up")
    kept = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert kept
    app.jinja_env.cache = create_cache(100)
    Visitor(app).get("/sign-up")
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == kept


def test_what_cannot_be_kept_is_compiled_again(app: Flask, tmp_path: Path) -> None:
    app.jinja_env.bytecode_cache = CompiledTemplates(str(tmp_path / "not there" / "compiled"))
    assert Visitor(app).get("/sign-up").status == 200
