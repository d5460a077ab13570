"""`amplify_outputs.json` files for tests: the default scenario's, with changes."""

import json
from pathlib import Path
from typing import Any

from config.settings import ROOT

FULL = Path(__file__).parent / "data" / "amplify_outputs.json"


def write_outputs(
    folder: Path, auth: dict[str, Any] | None = None, custom: dict[str, Any] | None = None
) -> str:
    """Write a file like the default one, with some keys of `auth` and `custom` replaced."""
    document = json.loads((ROOT / "config" / "amplify_outputs.json").read_text())
    document["auth"] |= {"user_pool_id": "eu-central-1_Test"} | (auth or {})
    document["custom"] |= custom or {}
    path = folder / "amplify_outputs.json"
    path.write_text(json.dumps(document))
    return str(path)
