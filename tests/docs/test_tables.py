"""Tables in documents, compared with what the code has."""

import re
import tomllib
from collections import defaultdict
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from config.settings import ROOT
from signup.observability.events import Event
from signup.session.interface import SIGNED_IN, WAITING
from signup.web.rate_limits import RULES
from tests.docs.markdown import read, section, table_rows
from user_pool.operations import OPERATIONS

LEVELS = {"A", "AA", "AAA"}
ARCHITECTURE = read("docs/architecture.md")


@pytest.fixture(scope="module")
def contracts() -> list[dict[str, Any]]:
    """Return what import-linter enforces."""
    linter = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]
    found: list[dict[str, Any]] = linter["contracts"]
    return found


def test_forbidden_imports(contracts: list[dict[str, Any]]) -> None:
    enforced: defaultdict[str, set[str]] = defaultdict(set)
    for contract in contracts:
        if contract["type"] == "forbidden":
            for module in contract["source_modules"]:
                enforced[module] |= set(contract["forbidden_modules"])
    table = section(ARCHITECTURE, "## Who may import whom")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| .*? \|$", table, re.MULTILINE)
    assert {room: set(re.findall(r"`(\w+)`", others)) for room, others in rows} == enforced
    packages = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["root_packages"]
    assert set(enforced) == set(packages)


def test_layers_of_the_pages(contracts: list[dict[str, Any]]) -> None:
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    house = section(ARCHITECTURE, "## The house")
    assert re.findall(r"^\| `signup/(\w+)(?:/|\.py)` \|", house, re.MULTILINE) == layers


def test_apis_in_the_readme() -> None:
    rows = re.findall(r"^\| `.*?` \| `(.*?)` \|$", read("README.md"), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"\b([A-Za-z_]+)\(", row)}
    assert names >= {"configure", "sign_up", "confirm_sign_up", "auto_sign_in", "sign_out"}
    assert all(hasattr(amplify_auth, name) for name in names)


@pytest.mark.asvs("6.1.1", "6.3.1", "2.1.3")
def test_rate_limits(app: Flask) -> None:
    rows = re.findall(
        r"^\| `(/[a-z/-]+)` \| (\d+) \(([a-z -]+)\) \| (\d+) \| (\d+) minutes \|$",
        read("docs/limits-and-sessions.md"),
        re.MULTILINE,
    )
    paths = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    assert rows == [
        (paths[endpoint], str(rule.account), rule.counts, str(rule.network), str(rule.minutes))
        for endpoint, rule in RULES.items()
    ]


@pytest.mark.asvs("7.1.1")
def test_lifetimes_of_sessions() -> None:
    rows = re.findall(
        r"^\| [a-z :-]+ \| (\d+) (hours|minutes) without a [a-z]+ \| (\d+) hours \|$",
        read("docs/limits-and-sessions.md"),
        re.MULTILINE,
    )
    seconds = {"hours": 3600, "minutes": 60}
    assert [(int(idle) * seconds[unit], int(absolute) * 3600) for idle, unit, absolute in rows] == [
        (session.idle, session.absolute) for session in (WAITING, SIGNED_IN)
    ]


@pytest.mark.asvs("16.1.1")
def test_events_of_the_log() -> None:
    rows = re.findall(r"^\| `([a-z_]+)`", read("docs/logging.md"), re.MULTILINE)
    keys = {"time", "level", "logger", "message", "event", "request_id", "method", "who"}
    keys |= {"client", "reason", "error"}
    assert {name for name in rows if name not in keys} == {*Event}


def test_tests_of_the_accessibility_criteria() -> None:
    criteria = [row for row in table_rows(read("docs/accessibility.md")) if row[0][0].isdigit()]
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
    }
    for criterion, level, _, kept_by in criteria:
        assert level in LEVELS, criterion
        named = set(re.findall(r"`(test_\w+)`", kept_by))
        assert named or "by hand" in kept_by, criterion
        assert named <= written, (criterion, named - written)
    numbers = [[int(part) for part in row[0].split(" ")[0].split(".")] for row in criteria]
    assert numbers == sorted(numbers)
    assert len(numbers) > 30


def test_properties_of_the_theme() -> None:
    stylesheet = re.sub(r"/\*.*?\*/", "", read("static/style.css"), flags=re.DOTALL)
    (root, *_) = re.findall(r":root \{(.*?)\}", stylesheet, re.DOTALL)
    properties = set(re.findall(r"^ *(--[a-z-]+):", root, re.MULTILINE))
    documented = {
        name
        for row in table_rows(read("docs/theming.md"))
        for name in re.findall("`(--[a-z-]+)`", row[0])
    }
    assert documented == properties
    used = "".join(read(f"static/{name}.css") for name in ("style", "components", "pages"))
    assert set(re.findall(r"var\((--[a-z-]+)\)", used)) >= properties


def test_scripts_of_the_pages() -> None:
    named = re.findall(r"^\| `(\S+\.js)` \|", read("docs/pages.md"), re.MULTILINE)
    scripts = {path.name: path.read_text() for path in (ROOT / "static" / "js").glob("*.js")}
    assert set(named) == set(scripts)
    for name, script in scripts.items():
        assert re.match(r"// [A-Z].*", script), f"{name} does not say at its top what it adds"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operations_of_the_embedded_pool(operation: str) -> None:
    assert re.search(rf"\b{operation}\b", read("docs/user-pool.md"))
