"""docs/architecture.md is true: the files are there, the linter agrees, the walk is walked."""

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask

from config.settings import ROOT
from tests.pages import PASSWORD, Page, Visitor

PAGE = (ROOT / "docs" / "architecture.md").read_text()
STEP = re.compile(r"^\d+\. `(\S+\.py)` `(\w+)\(\)`", re.MULTILINE)
# Made when the app runs, or by a brand.
NOT_IN_THE_REPOSITORY = re.compile(r"instance/|static/brand\.css$")
EMAIL = "ada@example.com"

Call = tuple[str, str]


def section(heading: str) -> str:
    """Return what stands under a heading."""
    (_before, _heading, rest) = PAGE.partition(f"{heading}\n")
    assert rest, heading
    return re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_every_file_and_folder_is_there() -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:py|toml|example))`", PAGE))
    named = {name for name in named if not NOT_IN_THE_REPOSITORY.match(name)}
    assert len(named) > 40
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_table_of_imports_is_what_the_linter_enforces() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    enforced: defaultdict[str, set[str]] = defaultdict(set)
    for contract in contracts["contracts"]:
        assert contract["type"] == "forbidden"
        for module in contract["source_modules"]:
            enforced[module] |= set(contract["forbidden_modules"])
    rows = re.findall(
        r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section("## Who may import whom"), re.MULTILINE
    )
    assert {room: set(re.findall(r"`(\w+)`", others)) for room, others, _why in rows} == enforced
    assert set(enforced) == set(contracts["root_packages"])


class Walk:
    """Notes which functions of the project are called, in their order."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:  # noqa: ANN401 - Python's own
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT) and ".venv" not in path.parts:
            self.calls.append((str(path.relative_to(ROOT)), frame.f_code.co_name))

    def of(self, act: Callable[[], Page]) -> Page:
        sys.setprofile(self)
        try:
            return act()
        finally:
            sys.setprofile(None)


@pytest.mark.parametrize("path", ["/sign-up", "/confirm-sign-up", "/auto-sign-in"])
def test_the_walk_is_walked_in_its_order(app: Flask, path: str) -> None:
    visitor = Visitor(app)
    fields = {"email": EMAIL, "password": PASSWORD}
    if path != "/sign-up":
        visitor.post("/sign-up", fields)
        fields = {"confirmation_code": visitor.newest_code(EMAIL)}
    if path == "/auto-sign-in":
        visitor.post("/confirm-sign-up", fields)
        fields = {}
    fields |= visitor.hidden(path, path)

    walk = Walk()
    page = walk.of(lambda: visitor.post_raw(path, fields))

    said = section(f"### `POST {path}`")
    steps = STEP.findall(said)
    assert len(steps) == len(re.findall(r"^\d+\.", said, re.MULTILINE)) > 5
    assert page.status == 303
    assert f"`{page.location}`" in said
    called = iter(walk.calls)
    for step in steps:
        assert step in called, f"{step} is not called after the steps before it"
