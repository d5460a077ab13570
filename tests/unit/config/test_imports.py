"""config/ imports nothing of the app, not even in gunicorn's file, which import-linter skips."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import ROOT

APP = {"amplify_auth", "app", "cognito_setup", "demo", "signup", "user_pool"}
FILES = sorted((ROOT / "config").glob("*.py"))


def imported_packages(source: str) -> Iterator[str]:
    """Yield the top-level packages that a module imports, wherever the imports stand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_configuration_imports_nothing_of_the_app(file: Path) -> None:
    assert APP.isdisjoint(imported_packages(file.read_text(encoding="utf-8")))


def test_gunicorns_file_is_among_them() -> None:
    assert "gunicorn.conf.py" in {file.name for file in FILES}


@pytest.mark.parametrize(
    "source", ["import signup.metrics", "def f():\n    from demo import x", "from app import y"]
)
def test_an_import_of_the_app_is_found(source: str) -> None:
    assert not APP.isdisjoint(imported_packages(source))
