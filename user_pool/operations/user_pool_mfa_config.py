"""SetUserPoolMfaConfig and GetUserPoolMfaConfig."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.errors import invalid_parameter
from user_pool.registry import operation
from user_pool.second_factors import MFA_OFF, MFA_REQUIRED
from user_pool.settings import read_user_pool
from user_pool.web_authn import WEB_AUTHN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.settings import UserPool

_FACTORS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")
_MEMBERS = (*_FACTORS, "WebAuthnConfiguration")
_OFF = {"Enabled": False}


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    """Set a pool's second factors, and whether they are required."""
    pool_id = call.pool.id
    changes = {name: value for name, value in call.request.items() if name != "UserPoolId"}
    with call.store.write() as db:
        row = db.execute("SELECT definition FROM user_pools WHERE id = ?", (pool_id,)).fetchone()
        definition = json.loads(row["definition"]) | changes
        _check(changes, read_user_pool(pool_id, json.dumps(definition)))
        definitions.put_user_pool(db, pool_id, definition, call.now)
    return changes


def _check(changes: Mapping[str, Any], pool: UserPool) -> None:
    """Check that the second factors go together with each other and with the first factors.

    Raises:
        ServiceError: `InvalidParameterException` if they do not.
    """
    named = [changes[name] for name in _FACTORS if name in changes]
    if changes.get("MfaConfiguration") == MFA_OFF and any(each != _OFF for each in named):
        raise invalid_parameter(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        )
    if pool.mfa != MFA_REQUIRED:
        return
    if not pool.mfa_methods:
        raise invalid_parameter(
            "At least one of [SMS_MFA] or [SOFTWARE_TOKEN_MFA] must be provided."
        )
    if not {"EMAIL_OTP", "SMS_OTP"}.isdisjoint(pool.first_factors):
        raise invalid_parameter(
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA "
            "is enabled"
        )
    if WEB_AUTHN in pool.first_factors and not pool.web_authn.is_multi_factor:
        raise invalid_parameter(
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and "
            "WebAuthn is an allowed first auth factor"
        )


@operation("GetUserPoolMfaConfig")
def get_user_pool_mfa_config(call: Call) -> dict[str, Any]:
    """Return a pool's second factors, and whether they are required."""
    pool = call.pool
    with call.store.read() as db:
        row = db.execute("SELECT definition FROM user_pools WHERE id = ?", (pool.id,)).fetchone()
    definition = json.loads(row["definition"])
    configured = {name: definition[name] for name in _MEMBERS if name in definition}
    return {**configured, "MfaConfiguration": pool.mfa}
