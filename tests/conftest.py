"""Fixtures of all tests: an app with its own clock and folder, and its visitors."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import hypothesis
import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from config.settings import Settings
from tests.doubles import Clock, CompiledTemplates, Immediate, RepeatingKeys, compiled_once
from tests.pages import Visitor

COMPILED_TEMPLATES = CompiledTemplates()
SECRET_KEY = "a key for tests only, long enough"

# A new app makes two SQLite files, and waits for the disk twenty times to do so. Memory is faster.
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that is its user's alone
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Leave modules and tests out of garbage collections, which took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


# The same examples in every run, and no limit on the time of each.
hypothesis.settings.load_profile("ci")

# `make test` would tell a make that a test starts that it is one of its own.
for _name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
    os.environ.pop(_name, None)


@pytest.fixture(autouse=True, scope="session")
def shared_by_all_apps() -> Iterator[None]:
    """Let the apps of all tests share a few signing keys, and compiled URL rules."""
    builder = compiled_once(Rule._compile_builder)  # noqa: SLF001 - no cache is public
    with (
        patch("user_pool.signing_keys.generate_private_key", RepeatingKeys()),
        patch.object(Rule, "_compile_builder", builder),
    ):
        yield


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the app and of its pool."""
    return Clock()


@pytest.fixture
def make_app(tmp_path: Path, clock: Clock) -> Callable[..., Flask]:
    """Return a factory of apps, whose arguments are environment variables."""

    def make(**environment: str) -> Flask:
        defaults = {"DATA_DIR": str(tmp_path), "SECRET_KEY": SECRET_KEY}
        app = create_app(Settings.from_environment(defaults | environment), clock=clock)
        app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
        if environment.get("APP_ENV") == "production":
            app.config["PREFERRED_URL_SCHEME"] = "https"  # which Flask's test client goes by
        app.extensions["signup"] = replace(
            app.extensions["signup"], background=Immediate(), response_step=0
        )
        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return an app on the embedded pool."""
    return make_app()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Return a new visitor."""
    return Visitor(app)


@pytest.fixture
def new_visitor(app: Flask) -> Callable[[], Visitor]:
    """Return a factory of further visitors."""
    return lambda: Visitor(app)
