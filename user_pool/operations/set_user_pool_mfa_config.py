"""SetUserPoolMfaConfig."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    """Say which second factors a pool has, and whether they are asked for."""
    pool_id = call.pool.id
    changes = {name: value for name, value in call.request.items() if name != "UserPoolId"}
    with call.store.write() as db:
        row = db.execute("SELECT definition FROM user_pools WHERE id = ?", (pool_id,)).fetchone()
        definition = json.loads(row["definition"]) | changes
        definitions.put_user_pool(db, pool_id, definition, call.now)
    return changes
