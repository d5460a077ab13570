"""deploy/: what is not built here names files that exist, and keeps its promises."""

import json
import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from sysconfig import get_path

import pytest

from config.settings import ROOT
from tests.contract.servers import free_port
from tests.gunicorn_conf import gunicorn_conf

DEPLOY = ROOT / "deploy"
GRACEFUL = gunicorn_conf()["graceful_timeout"]
ECS_STOP_SECONDS = 30
"""After which ECS kills a container, unless its task definition says otherwise."""


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text()


@pytest.fixture
def copied() -> list[str]:
    """Return what the Dockerfile copies from the project."""
    lines = re.findall(r"^COPY (?!--from)(\S+) \S+$", text_of("Dockerfile"), re.MULTILINE)
    assert lines
    return lines


def test_the_dockerfile_copies_what_there_is_and_all_that_runs(copied: list[str]) -> None:
    assert all((ROOT / path).exists() for path in copied)
    # Whatever the app imports is a module here, or a folder of modules.
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    modules = packages | {path.name for path in ROOT.glob("*.py")}
    assert modules - {"tests"} <= {*copied}
    assert {"static", "templates", "requirements.txt"} <= {*copied}


@pytest.mark.asvs("15.2.4")
def test_the_dockerfile_installs_what_is_pinned_for_a_user_of_its_own() -> None:
    text = text_of("Dockerfile")
    assert "Not built in CI" in text
    installs = re.findall(r"pip install .*", text)
    assert installs
    assert all("--require-hashes -r requirements.txt" in line for line in installs)
    (user,) = re.findall(r"^USER (\d+)$", text, re.MULTILINE)
    assert int(user) > 0
    assert f"--uid {user}" in text
    assert text.index("USER ") < text.index("CMD [")


def command_of(instruction: str) -> list[str]:
    """Return the command that an instruction of the Dockerfile runs."""
    (command,) = re.findall(rf"^{instruction}\b.*?(\[.*\])$", text_of("Dockerfile"), re.MULTILINE)
    return [str(word) for word in json.loads(command)]


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/auth"])
def test_what_is_copied_runs_and_is_healthy(tmp_path: Path, copied: list[str], prefix: str) -> None:
    for path in copied:
        source, target = ROOT / path, tmp_path / "app" / path
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    environment = dict(re.findall(r"^ {4}([A-Z_]+)=(\S+)", text_of("Dockerfile"), re.MULTILINE))
    assert environment["APP_ENV"] == "production"
    environment |= {
        "AMPLIFY_OUTPUTS": str(ROOT / "tests" / "data" / "amplify_outputs.json"),
        "DATA_DIR": str(tmp_path / "data"),
        "HOST": "127.0.0.1",
        "PATH": f"{get_path('scripts')}:{os.environ['PATH']}",
        "PORT": str(free_port()),
        "SCRIPT_NAME": prefix,
        "SECRET_KEY": "5f1d" * 10,
    }
    with subprocess.Popen(command_of("CMD"), cwd=tmp_path / "app", env=environment) as server:
        check = command_of("HEALTHCHECK")
        while server.poll() is None:
            done = subprocess.run(check, env=environment, capture_output=True, check=False)
            if done.returncode == 0:
                break
        assert server.poll() is None
        server.terminate()


@pytest.mark.slow
def test_the_template_is_valid_and_checks_the_apps_health() -> None:
    template = DEPLOY / "ecs-express.yaml"
    linter = Path(get_path("scripts"), "cfn-lint")
    done = subprocess.run([linter, template], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    text = template.read_text(encoding="utf-8")
    (port,) = re.findall(r"ContainerPort: (\d+)", text)
    assert f"EXPOSE {port}" in text_of("Dockerfile")
    (path,) = re.findall(r"HealthCheckPath: (\S+)", text)
    assert path in " ".join(command_of("HEALTHCHECK"))
    command = re.findall(r"^ {10}- (\S+)$", text, re.MULTILINE)
    assert [word for word in command if word in command_of("CMD")] == command_of("CMD")
    (seconds,) = re.findall(r"--graceful-timeout=(\d+)", text)
    assert int(seconds) < ECS_STOP_SECONDS


@pytest.mark.asvs("13.3.1", "13.4.1")
@pytest.mark.parametrize(
    "path", [".env", ".env.local", ".git", "instance", ".venv", "tests", "config/.env", "a.db"]
)
def test_nothing_private_goes_to_the_machine_that_builds(path: str, copied: list[str]) -> None:
    everything, *exceptions = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert everything == "*"
    let_in = {line.removeprefix("!") for line in exceptions if line.startswith("!")}
    assert let_in == {*copied}
    kept_out = [line.removeprefix("**/") for line in exceptions if not line.startswith("!")]
    assert Path(path).parts[0] not in let_in or any(
        fnmatch(Path(path).name, pattern) for pattern in kept_out
    )


def test_compose_names_files_that_exist_and_gives_away_nothing() -> None:
    text = text_of("compose.yaml")
    assert "Not run in CI" in text
    assert (DEPLOY / "..").resolve() == ROOT
    (dockerfile,) = re.findall(r"dockerfile: (\S+)", text)
    assert (ROOT / dockerfile).exists()
    assert "read_only: true" in text
    assert text.count("cap_drop: [ALL]") == text.count("no-new-privileges:true") == 2
    ports = re.findall(r'- "([\d.:]+)"', text)
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports), "TLS ends in front"
    assert "SECRET_KEY:" not in text


@pytest.mark.parametrize(
    ("name", "setting"),
    [("sign-up.service", r"TimeoutStopSec=(\d+)"), ("compose.yaml", r"stop_grace_period: (\d+)s")],
)
def test_a_stop_is_waited_for_until_gunicorn_is_done(name: str, setting: str) -> None:
    (seconds,) = re.findall(setting, text_of(name))
    assert int(seconds) > GRACEFUL


def test_nginx_waits_no_longer_than_gunicorn_and_hangs_up_first() -> None:
    gunicorn = gunicorn_conf()
    text = text_of("nginx.conf")
    (kept,) = re.findall(r"keepalive_timeout (\d+)s;", text)
    assert int(kept) < gunicorn["keepalive"]
    (read,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(read) == gunicorn["timeout"]
