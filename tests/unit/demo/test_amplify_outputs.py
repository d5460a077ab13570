"""The embedded pool opens every file that the helper reads."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from amplify_auth import AmplifyOutputsError, load_amplify_outputs
from config.settings import ROOT
from user_pool import UserPoolService, user_pool_from_amplify_outputs

FILES = sorted((ROOT / "config" / "scenarios").glob("*.json"))


def without_each_key(
    document: dict[str, Any], section: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Yield a document without each of the keys of a section, and of the sections in it."""

    def inside(of: dict[str, Any]) -> dict[str, Any]:
        for name in section:
            of = of[name]
        return of

    for key, value in inside(document).items():
        copy = deepcopy(document)
        del inside(copy)[key]
        yield copy
        if isinstance(value, dict):
            yield from without_each_key(document, (*section, key))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_what_a_file_may_leave_out_has_a_default(tmp_path: Path, file: Path) -> None:
    service = UserPoolService(tmp_path / "user_pool.db")
    opened = 0
    for document in without_each_key(json.loads(file.read_text("utf-8")), ("auth",)):
        path = tmp_path / "amplify_outputs.json"
        path.write_text(json.dumps(document), "utf-8")
        try:
            load_amplify_outputs(path)
        except AmplifyOutputsError:
            continue
        service.ensure_user_pool(user_pool_from_amplify_outputs(document))
        opened += 1
    assert opened > 5
