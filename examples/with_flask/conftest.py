"""The app's connection to the pool of `user_pool.pytest_plugin`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from amplify_auth import Auth, configure, load_amplify_outputs
from user_pool import LocalUserPool

pytest_plugins = ["user_pool.pytest_plugin"]


@pytest.fixture
def auth(user_pool: LocalUserPool, amplify_outputs: Mapping[str, Any], tmp_path: Path) -> Auth:
    """Connect to the test's pool."""
    file = tmp_path / "amplify_outputs.json"
    file.write_text(json.dumps(amplify_outputs))
    outputs = load_amplify_outputs(file)
    return configure(outputs, fetch_jwks=lambda _url: user_pool.jwks(), clock=user_pool.clock)
