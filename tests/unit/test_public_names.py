"""Our own code and tests use the two packages as anybody else would: by their public names.

A test may import the one module inside them that it is named after, and limits, which are
constants, from where they are defined. No test touches a name that begins with an underscore.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import amplify_auth
import user_pool
from config.settings import ROOT

PACKAGES = {"amplify_auth": amplify_auth, "user_pool": user_pool}
PUBLIC_MODULES = {"amplify_auth", "user_pool", "user_pool.pytest_plugin"}
ENTRY_POINTS = {"user_pool.__main__"}
PRIVATE = re.compile(
    r"\b(?:amplify_auth|cognito_setup|config|demo|signup|user_pool)(?:\.\w+)*\._[a-z]\w*"
)
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


def violations(files: list[Path], names_in: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """Return the names that files must not use, by file."""
    assert len(files) > 100
    found = {str(file.relative_to(ROOT)): names_in(file) for file in files}
    return {file: names for file, names in found.items() if names}


def test_only_public_names_are_used() -> None:
    assert violations(USERS, lambda file: internal_names(file.read_text(encoding="utf-8"))) == {}


HIDDEN = "_ask"
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def is_named_after(test: Path, module: str) -> bool:
    """Return whether a file is the test of a module, or a helper of that name."""
    _, _, name = module.partition(".")
    return test.stem.removeprefix("test_") == name.replace(".", "_")


def internal_names_in_test(file: Path) -> list[str]:
    source = file.read_text(encoding="utf-8")
    found = PRIVATE.findall(source)
    for module, names in imports(source):
        found += [f"{module}.{name}" for name in names if re.match("_[a-z]", name)]
        if module in ENTRY_POINTS or is_named_after(file, module):
            continue
        statement = f"from {module} import {', '.join(names)}" if names else f"import {module}"
        if not names or any(not name.isupper() for name in names):
            found += internal_names(statement)
    return found


def test_only_public_names_are_tested() -> None:
    assert violations(TESTS, internal_names_in_test) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from amplify_auth.client import CognitoClient", ["amplify_auth.client"]),
        ("from amplify_auth.client import RETRY_SECONDS", []),
        ("from user_pool.store import Store", []),
        (f"from signup.flows import {HIDDEN}", [f"signup.flows.{HIDDEN}"]),
        (f"patch('signup.flows.{HIDDEN}')", [f"signup.flows.{HIDDEN}"]),
    ],
)
def test_an_internal_name_is_found_in_a_test(tmp_path: Path, source: str, found: list[str]) -> None:
    file = tmp_path / "test_store.py"
    file.write_text(source)
    assert internal_names_in_test(file) == found


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
