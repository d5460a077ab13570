"""The commands without an app, and what they refuse before any call."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask

import app as app_module
from cognito_setup import cognito
from config.settings import ROOT

CREATE = ("create", "--name", "shop", "--region", "eu-west-1", "--yes")


def test_flask_has_the_commands(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["cognito", "--help"])
    assert result.exit_code == 0
    assert all(name in result.output for name in ("create", "check", "delete"))


def test_there_are_no_others() -> None:
    result = CliRunner().invoke(cognito, ["destroy"])
    assert result.exit_code == 2
    assert "No such command 'destroy'" in result.stderr


@pytest.mark.slow
def test_a_web_process_does_not_load_them() -> None:
    code = (
        "import sys; import app; app.cognito;"
        "loaded = [name for name in sys.modules if name.startswith('cognito_setup.')];"
        "assert not loaded, loaded;"
        "assert 'boto3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_commands_need_no_app() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "cognito_setup", "create", "--help"],
        cwd=ROOT,
        env={"APP_ENV": "production", "PATH": ""},
        check=True,
        capture_output=True,
        text=True,
    )
    assert result.stdout.startswith("Usage: python -m cognito_setup create")


def test_an_app_that_cannot_start_leads_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with click.Context(click.Command("flask")), pytest.raises(SystemExit) as looking:
        app_module.create_app()
    assert "SECRET_KEY" in str(looking.value)
    assert "`python -m cognito_setup`" in str(looking.value)
    with pytest.raises(SystemExit) as serving:
        app_module.create_app()
    assert "cognito_setup" not in str(serving.value)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ((*CREATE, "--login", "fax"), 2, "'fax' is not one of"),
        (("create", "--login", "email"), 2, "--name"),
        ((*CREATE, "--login", "phone"), 1, "--sms-role-arn and --sms-external-id"),
        ((*CREATE, "--login", "email", "--sms-role-arn", "arn"), 2, "together"),
        ((*CREATE, "--login", "email", "--from", "a@example.com"), 2, "requires --ses-arn"),
        *[
            ((*CREATE, "--login", "email", "--passkeys", domain), 2, "a domain such as")
            for domain in ("https://example.com", "127.0.0.1", "example.com:5000", "", "a" * 128)
        ],
        (("check", "--address", "example.com"), 2, "a web address such as"),
        (("check", "--address", "http://["), 2, "a web address such as"),
        (("check", "--user-pool-id", "eu-west-1_A"), 2, "together"),
        (("check", "--outputs", "missing.json"), 1, "missing.json: No such file"),
        (("check", "--outputs", str(ROOT / "config/amplify_outputs.json")), 1, "embedded"),
        (("delete", "--outputs", "missing.json"), 1, "missing.json names no user pool"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anybody_is_asked(
    arguments: tuple[str, ...],
    status: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", raising=False)
    result = CliRunner().invoke(cognito, arguments)
    assert result.exit_code == status
    assert says in result.stderr
    assert list(tmp_path.iterdir()) == []
