"""Our own code uses the two packages as anybody else would: by their public names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import amplify_auth
import user_pool
from config.settings import ROOT

PACKAGES = {"amplify_auth": amplify_auth, "user_pool": user_pool}
PUBLIC_MODULES = {"amplify_auth", "user_pool", "user_pool.pytest_plugin"}
USERS = [
    ROOT / "app.py",
    *(
        file
        for folder in ("signup", "demo", "cognito_setup", "examples")
        for file in sorted((ROOT / folder).rglob("*.py"))
    ),
]


def imports(source: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the modules that a source imports, and the names that it imports from them."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, [alias.name for alias in node.names]


def internal_names(source: str) -> list[str]:
    found = []
    for module, names in imports(source):
        package = PACKAGES.get(module.partition(".")[0])
        if package is None:
            continue
        if module not in PUBLIC_MODULES:
            found.append(module)
        elif module in PACKAGES:
            found += [f"{module}.{name}" for name in names if name not in package.__all__]
    return found


@pytest.mark.parametrize("file", USERS, ids=lambda file: str(file.relative_to(ROOT)))
def test_only_public_names_are_used(file: Path) -> None:
    assert internal_names(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from amplify_auth.errors import AuthError", ["amplify_auth.errors"]),
        ("import user_pool.service", ["user_pool.service"]),
        ("from amplify_auth import client", ["amplify_auth.client"]),
        ("from amplify_auth import AuthError\nimport amplify_auth, flask", []),
    ],
)
def test_an_internal_name_is_found(source: str, found: list[str]) -> None:
    assert internal_names(source) == found


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES)
def test_what_is_public_is_there_once(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined] # both have it
    assert all(hasattr(package, name) for name in names)
    assert len(set(names)) == len(names)
