"""A start of the app: imports, and settings that stop it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config.settings import ROOT
from tests.outputs import write_outputs
from tests.pages import Visitor

ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
IMPORTED_LATE = {"boto3", "redis", "limits", "opentelemetry"}
SCRIPT = """
import sys
from app import create_app
app = create_app()
assert app.test_client().get("/sign-up").status_code == 200
print(*sys.modules)
app.extensions["signup"].auth.warm_up()
print(*sys.modules)
"""


def test_the_first_page_needs_no_client_and_a_warm_up_imports_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, warm = (set(line.split()) for line in done.stdout.splitlines())
    assert not first & IMPORTED_LATE
    assert warm >= {"boto3"}


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (ENDPOINT, "http://cognito.example.com", "must be https, or http on a loopback address"),
        (ENDPOINT, "localhost:9229", "must be https, or http on a loopback address"),
        ("AWS_CA_BUNDLE", "/nowhere.pem", "AWS_CA_BUNDLE must name a file of certificates"),
        ("HTTPS_PROXY", "socks5://127.0.0.1", "HTTPS_PROXY must be the http or https URL"),
    ],
)
def test_a_connection_that_cannot_work_stops_the_start_with_one_line(
    variable: str,
    value: str,
    message: str,
    make_app: Callable[..., Flask],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("https_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    pool = {"AMPLIFY_OUTPUTS": str(ROOT / "tests" / "data" / "amplify_outputs.json")}
    with pytest.raises(SystemExit, match=f"^Cannot start: .*{message}") as stopped:
        make_app(**pool, **{variable: value})
    assert str(stopped.value).count("\n") == 0


def test_a_wrong_setting_of_the_embedded_pool_stops_the_start_with_one_line(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    path = write_outputs(tmp_path, custom={"user_pool": {"verification": "lnk"}})
    message = rf"^Cannot start: {path}: custom\.user_pool\.verification must be code or link$"
    with pytest.raises(SystemExit, match=message):
        make_app(AMPLIFY_OUTPUTS=path)


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "HTTPS_PROXY"])
def test_the_embedded_pool_needs_no_connection(
    variable: str, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "/nowhere")
    assert Visitor(make_app()).sign_up("ada@example.com").location == "/confirm-sign-up"
