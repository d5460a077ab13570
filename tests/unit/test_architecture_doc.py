"""docs/architecture.md: the files exist, and its table of imports is the linter's."""

import re
import tomllib
from collections import defaultdict

from config.settings import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()
# Made when the app runs, or by a brand.
NOT_IN_THE_REPOSITORY = re.compile(r"instance/|static/brand\.css$")


def section(heading: str) -> str:
    """Return the text under a heading."""
    (_before, _heading, rest) = PAGE.partition(f"{heading}\n")
    assert rest, heading
    return re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_every_file_and_folder_exists() -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:py|toml|example))`", PAGE))
    named = {name for name in named if not NOT_IN_THE_REPOSITORY.match(name)}
    assert len(named) > 30
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_table_of_imports_is_what_the_linter_enforces() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    enforced: defaultdict[str, set[str]] = defaultdict(set)
    for contract in contracts["contracts"]:
        if contract["type"] == "forbidden":
            for module in contract["source_modules"]:
                enforced[module] |= set(contract["forbidden_modules"])
    rows = re.findall(
        r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section("## Who may import whom"), re.MULTILINE
    )
    assert {room: set(re.findall(r"`(\w+)`", others)) for room, others, _why in rows} == enforced
    assert set(enforced) == set(contracts["root_packages"])


def test_the_layers_are_the_linters() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (
        contract["layers"] for contract in contracts["contracts"] if contract["type"] == "layers"
    )
    rows = re.findall(r"^\| `signup/(\w+)(?:/|\.py)` \|", section("## The house"), re.MULTILINE)
    assert rows == layers
