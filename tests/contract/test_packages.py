"""`amplify_auth` and `user_pool`, installed outside of the checkout, and the apps that use them."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from config.settings import ROOT
from tests.docs.markdown import code_blocks, read

pytestmark = pytest.mark.slow

APPS = ("with_flask", "with_fastapi", "with_django")
TOOLS = ("django", "django-stubs", "fastapi", "flask", "httpx2", "mypy", "pyright", "pytest")
# Starts what only a call to a pool would start, without a pool.
WARM_UP = """
import amplify_auth
outputs = amplify_auth.load_amplify_outputs("amplify_outputs.json")
amplify_auth.configure(outputs).warm_up()
"""
PASSKEYS = "import user_pool.web_authn, fido2.server"


class Environment:
    """A virtual environment, with a folder of its own to run in."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "venv" / "bin"
        self.mypy_cache = folder / "mypy_cache"
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)

    def install(self, *packages: str) -> None:
        """Install packages by uv, which is faster than pip and keeps what it has downloaded."""
        command = [sys.executable, "-m", "uv", "pip", "install", "--quiet"]
        subprocess.run([*command, "--python", self.bin / "python", *packages], check=True)

    def run(self, folder: Path, *command: str) -> str:
        """Run a module, which must succeed, and return what it printed."""
        done = subprocess.run(
            [self.bin / "python", "-m", *command],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Both packages, three frameworks, and the tools that check types."""
    environment = Environment(tmp_path_factory.mktemp("environment"))
    environment.install(str(ROOT / "amplify_auth"), f"{ROOT / 'user_pool'}[pytest]", *TOOLS)
    return environment


@pytest.fixture(scope="module")
def typed_environment(environment: Environment) -> Environment:
    """The same, with boto3's types. Tests that want none have to come before."""
    environment.install("types-boto3[cognito-idp]")
    return environment


def copied(app: str, folder: Path) -> Path:
    return Path(copytree(ROOT / "examples" / app, folder / app))


@pytest.mark.parametrize(
    ("package", "code"),
    [("amplify_auth", WARM_UP), ("user_pool", PASSKEYS)],
)
def test_a_package_needs_nothing_but_itself(package: str, code: str, tmp_path: Path) -> None:
    environment = Environment(tmp_path)
    environment.run(tmp_path, "pip", "install", "--quiet", str(ROOT / package))
    (tmp_path / "amplify_outputs.json").write_text(read("config/amplify_outputs.json"))
    (tmp_path / "use.py").write_text(f"{code}\nimport {package}\nprint({package}.__file__)")
    printed = environment.run(tmp_path, "use")
    assert Path(printed.strip()).is_relative_to(tmp_path / "venv")
    environment.run(tmp_path, "pip", "check")
    assert (ROOT / package / "LICENSE").read_text() == read("LICENSE")


def test_the_served_pool_is_a_command_of_its_package(
    environment: Environment, tmp_path: Path
) -> None:
    assert "--amplify-outputs" in environment.run(tmp_path, "user_pool", "serve", "--help")


def test_the_readme_of_the_pool(environment: Environment, tmp_path: Path) -> None:
    conftest, test, script = code_blocks(read("user_pool/README.md"), "python")
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "test_sign_up.py").write_text(test)
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "amplify_outputs.json").write_text(read("config/amplify_outputs.json"))
    assert "1 passed" in environment.run(tmp_path, "pytest", "-W", "error")
    assert len(environment.run(tmp_path, "script").strip()) == len("123456")


@pytest.mark.parametrize("app", APPS)
def test_an_app_signs_people_up(app: str, environment: Environment, tmp_path: Path) -> None:
    assert "1 passed" in environment.run(copied(app, tmp_path), "pytest", "-W", "error")


def check_types(app: str, environment: Environment, folder: Path) -> None:
    python = str(environment.bin / "python")
    cache = f"--cache-dir={environment.mypy_cache}"
    environment.run(copied(app, folder), "mypy", "--strict", cache, ".")
    environment.run(folder / app, "pyright", "--warnings", "--pythonpath", python, ".")


@pytest.mark.parametrize("app", APPS)
def test_types_are_right(app: str, environment: Environment, tmp_path: Path) -> None:
    check_types(app, environment, tmp_path)


@pytest.mark.parametrize("app", APPS)
def test_types_are_right_with_boto3s(
    app: str, typed_environment: Environment, tmp_path: Path
) -> None:
    check_types(app, typed_environment, tmp_path)
