"""SetUserPoolMfaConfig and GetUserPoolMfaConfig."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.errors import invalid_parameter
from user_pool.registry import operation
from user_pool.settings import read_user_pool

if TYPE_CHECKING:
    from user_pool.context import Call

_MEMBERS = (
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    """Set a pool's second factors, and whether they are required."""
    pool_id = call.pool.id
    changes = {name: value for name, value in call.request.items() if name != "UserPoolId"}
    with call.store.write() as db:
        row = db.execute("SELECT definition FROM user_pools WHERE id = ?", (pool_id,)).fetchone()
        definition = json.loads(row["definition"]) | changes
        if (
            definition.get("MfaConfiguration") == "ON"
            and not read_user_pool(pool_id, json.dumps(definition)).mfa_methods
        ):
            raise invalid_parameter(
                "At least one of [SMS_MFA] or [SOFTWARE_TOKEN_MFA] must be provided."
            )
        definitions.put_user_pool(db, pool_id, definition, call.now)
    return changes


@operation("GetUserPoolMfaConfig")
def get_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    """Return a pool's second factors, and whether they are required."""
    pool = call.pool
    with call.store.read() as db:
        row = db.execute("SELECT definition FROM user_pools WHERE id = ?", (pool.id,)).fetchone()
    definition = json.loads(row["definition"])
    configured = {name: definition[name] for name in _MEMBERS if name in definition}
    return {**configured, "MfaConfiguration": pool.mfa}
