"""Pinned packages, the bill of materials, and settings that production refuses."""

import json
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from shutil import which
from sysconfig import get_path

import pytest
from flask import Flask

from config.settings import ROOT, SettingsError
from tests.pages import Visitor

POOL = {
    "version": "1.5",
    "auth": {
        "aws_region": "eu-west-1",
        "user_pool_id": "eu-west-1_Example12",
        "user_pool_client_id": "1example23456789",
        "username_attributes": ["email"],
    },
}
PINNED = re.compile(r"^[a-z0-9._-]+(\[[a-z0-9, -]+\])?==\S+")
EXTRAS = re.compile(r"\[[^]]*\]")


def pins(name: str) -> list[str]:
    """Return the logical lines of a requirements file."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


@pytest.mark.asvs("15.2.4")
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_by_hash(name: str) -> None:
    assert pins(name)
    for line in pins(name):
        assert PINNED.match(line.lower()), line
        assert "--hash=sha256:" in line
        assert "://" not in line, "a package from elsewhere than the index"


@pytest.mark.asvs("15.2.4")
def test_nothing_is_installed_without_its_hash() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "--require-hashes" in makefile
    assert "pip install" not in makefile.replace("pip install --quiet --disable-pip", "")


@pytest.mark.asvs("15.2.4")
def test_the_app_needs_no_package_that_it_does_not_name() -> None:
    named = {re.split(r"[<>;]", EXTRAS.sub("", line))[0] for line in pins("requirements.in")}
    pinned = {EXTRAS.sub("", line).split("==")[0] for line in pins("requirements.txt")}
    assert named <= pinned
    tools = {"pytest", "ruff", "mypy", "moto", "hypothesis", "playwright", "uv"}
    assert not tools & pinned


@pytest.mark.slow
@pytest.mark.asvs("15.1.2")
def test_the_bill_of_materials_lists_what_is_pinned() -> None:
    uv = which("uv", path=get_path("scripts"))
    assert uv
    command = [str(ROOT / "scripts" / "sbom"), uv]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    bill = json.loads(done.stdout)
    assert bill["bomFormat"] == "CycloneDX"
    listed = {f"{part['name']}=={part['version']}" for part in bill["components"]}
    pinned = {re.split(r"[ ;]", EXTRAS.sub("", line))[0] for line in pins("requirements.txt")}
    assert listed == pinned
    for part in bill["components"]:
        assert part["purl"].startswith("pkg:pypi/")
        assert all(file["hashes"] for file in part["externalReferences"])


@pytest.mark.asvs("15.1.1")
def test_the_policy_has_a_time_for_every_severity() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    rows = re.findall(r"^\| (critical|high|medium|low).*\| (\d+) days \|", text, re.MULTILINE)
    assert [name for name, _ in rows] == ["critical", "high", "medium", "low"]
    days = [int(number) for _, number in rows]
    assert days == sorted(days)
    assert "Report a vulnerability" in text


@pytest.fixture
def real_pool(tmp_path: Path) -> str:
    path = tmp_path / "amplify_outputs.json"
    path.write_text(json.dumps(POOL))
    return str(path)


@pytest.mark.asvs("13.3.1", "13.4.5", "15.2.3")
@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "dev"}, "SECRET_KEY"),
        ({"SECRET_KEY": "k" * 31}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me change-me change-me change-me"}, "SECRET_KEY"),
        ({"AMPLIFY_OUTPUTS": ""}, "ALLOW_EMBEDDED_POOL"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"FLASK_DEBUG": "true"}, "FLASK_DEBUG"),
    ],
)
def test_production_refuses(
    make_app: Callable[..., Flask],
    real_pool: str,
    changed: dict[str, str],
    named: str,
) -> None:
    good = {"SECRET_KEY": "Zm9yIHRlc3RzIG9ubHksIGxvbmcgZW5vdWdo"}
    given = {"APP_ENV": "production", "AMPLIFY_OUTPUTS": real_pool, **good}
    assert not make_app(**given).debug
    with pytest.raises((SystemExit, SettingsError), match=named):
        make_app(**given | changed)


@pytest.mark.asvs("3.3.1", "13.4.2")
def test_production_sets_no_cookie_for_plain_http(make_app: Callable[..., Flask]) -> None:
    app = make_app(APP_ENV="production", ALLOW_EMBEDDED_POOL="1")
    for scheme in ("http", "https"):
        page = Visitor(app, **{"wsgi.url_scheme": scheme}).get("/sign-up")
        for cookie in page.response.headers.getlist("Set-Cookie"):
            assert cookie.startswith("__Host-")
            assert "; Secure" in cookie
    assert Visitor(app).get("/console").status == 404


VERSIONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
)
PURE_PYTHON_WITHOUT_A_COMPILER = {"rcssmin", "rjsmin"}
"""Have wheels for Linux only. From source they install everywhere: their C code is optional."""


@pytest.mark.slow
def test_every_pin_has_a_wheel() -> None:
    uv = which("uv", path=get_path("scripts"))
    assert uv
    command = [uv, "pip", "compile", "-", "--quiet", "--no-deps", "--only-binary", ":all:"]
    command += ["--no-python-downloads", "--no-header"]
    wanted = "\n".join(
        line
        for line in pins("requirements.txt")
        if line.split("==")[0] not in PURE_PYTHON_WITHOUT_A_COMPILER
    )

    def refusal(place: tuple[str, str]) -> str:
        version, platform = place
        done = subprocess.run(
            [*command, "--python-version", version, "--python-platform", platform],
            input=wanted,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stderr if done.returncode else ""

    with ThreadPoolExecutor(len(PLATFORMS)) as threads:
        refusals = [*threads.map(refusal, product(VERSIONS, PLATFORMS))]
    if any("error sending request for url (https://pypi" in text for text in refusals):
        pytest.skip("the package index is out of reach")
    assert not any(refusals), "\n".join(refusals)
