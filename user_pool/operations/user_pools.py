"""Operations that create, describe, update, list and delete user pools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.errors import invalid_parameter
from user_pool.pagination import page_of
from user_pool.registry import operation
from user_pool.schema import check_schema
from user_pool.settings import MFA_METHODS, OLDER_TEMPLATES, read_user_pool

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call

_DEFAULTS = {
    "DeletionProtection": "INACTIVE",
    "UserPoolTier": "ESSENTIALS",
    "UsernameConfiguration": {"CaseSensitive": True},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
}
_KEPT = (
    # Members that UpdateUserPool does not have.
    "UsernameAttributes",
    "AliasAttributes",
    "UsernameConfiguration",
    "Schema",
    "LinkBaseUrl",
    # Members that an update keeps when it leaves them out.
    "PoolName",
    "MfaConfiguration",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
    "IssuerConfiguration",
)


@operation("CreateUserPool")
def create_user_pool(call: Call) -> dict[str, Any]:
    """Create a pool."""
    environment = call.environment
    pool_id = f"{environment.region}_{environment.new_id(9)}"
    if call.request.get("UsernameAttributes") and call.request.get("AliasAttributes"):
        raise invalid_parameter("Only one of the aliasAttributes or usernameAttributes can be set.")
    check_schema(call.request.get("Schema", ()))
    definition = _mirrored(call.request)
    _check_mfa(definition)
    with call.store.write() as db:
        definitions.put_user_pool(db, pool_id, definition, call.now)
    return _describe(call, pool_id)


@operation("DescribeUserPool")
def describe_user_pool(call: Call) -> dict[str, Any]:
    """Return a pool's settings."""
    return _describe(call, call.pool.id)


@operation("UpdateUserPool")
def update_user_pool(call: Call) -> dict[str, Any]:
    """Update a pool. Most settings that the request leaves out return to their defaults."""
    pool_id = call.pool.id
    changes = {name: value for name, value in call.request.items() if name != "UserPoolId"}
    with call.store.write() as db:
        before = _definition(db, pool_id)
        kept = {name: before[name] for name in _KEPT if name in before}
        policies = before.get("Policies", {}) | changes.get("Policies", {})
        definition = kept | _mirrored(changes) | ({"Policies": policies} if policies else {})
        _check_mfa(definition)
        definitions.put_user_pool(db, pool_id, definition, call.now)
    return {}


@operation("ListUserPools")
def list_user_pools(call: Call) -> dict[str, Any]:
    """Return a page of all pools, oldest first."""
    with call.store.read() as db:
        rows = db.execute("SELECT rowid, * FROM user_pools ORDER BY rowid").fetchall()
    return page_of("UserPools", rows, call.request, _summary)


@operation("DeleteUserPool")
def delete_user_pool(call: Call) -> dict[str, Any]:
    """Delete a pool with its clients and users."""
    description = _describe(call, call.pool.id)["UserPool"]
    if description.get("DeletionProtection") == "ACTIVE":
        raise invalid_parameter(
            "The user pool cannot be deleted because deletion protection is activated."
        )
    with call.store.write() as db:
        db.execute("DELETE FROM user_pools WHERE id = ?", (call.pool.id,))
    return {}


def _check_mfa(definition: Mapping[str, Any]) -> None:
    """Check that a pool which asks for a second factor has one.

    Raises:
        ServiceError: `InvalidParameterException`.
    """
    if definition.get("MfaConfiguration", "OFF") == "OFF":
        return
    if not ({"SmsConfiguration", *MFA_METHODS} & definition.keys()):
        raise invalid_parameter(
            "SMS configuration and Auto verification for phone_number are required when MFA is"
            " required/optional"
        )


def _mirrored(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings whose older message members equal those of the template."""
    template = settings.get("VerificationMessageTemplate", {})
    older = {
        name: settings[member] for name, member in OLDER_TEMPLATES.items() if member in settings
    }
    merged = {"DefaultEmailOption": "CONFIRM_WITH_CODE"} | older | template
    members = {member: merged[name] for name, member in OLDER_TEMPLATES.items() if name in merged}
    return {**settings, **members, "VerificationMessageTemplate": merged}


def _definition(db: sqlite3.Connection, pool_id: str) -> dict[str, Any]:
    row = db.execute("SELECT definition FROM user_pools WHERE id = ?", (pool_id,)).fetchone()
    definition: dict[str, Any] = json.loads(row["definition"])
    return definition


def _summary(row: sqlite3.Row) -> dict[str, Any]:
    definition = json.loads(row["definition"])
    return {
        "Id": row["id"],
        "Name": definition.get("PoolName", row["id"]),
        "LambdaConfig": definition.get("LambdaConfig", {}),
        "CreationDate": row["created_at"],
        "LastModifiedDate": row["modified_at"],
    }


def _describe(call: Call, pool_id: str) -> dict[str, Any]:
    with call.store.read() as db:
        row = db.execute("SELECT * FROM user_pools WHERE id = ?", (pool_id,)).fetchone()
        (users,) = db.execute(
            "SELECT count(*) FROM users WHERE user_pool_id = ?", (pool_id,)
        ).fetchone()
    definition = json.loads(row["definition"])
    pool = read_user_pool(pool_id, row["definition"])
    return {
        "UserPool": {
            **_DEFAULTS,
            "MfaConfiguration": pool.mfa,
            **definition,
            "Policies": {
                "SignInPolicy": {"AllowedFirstAuthFactors": pool.first_factors},
                **definition.get("Policies", {}),
                "PasswordPolicy": pool.password_policy.description(),
            },
            "Id": pool_id,
            "Arn": f"arn:aws:cognito-idp:{pool.region}:000000000000:userpool/{pool_id}",
            "Name": definition.pop("PoolName", pool_id),
            "SchemaAttributes": [rule.description(name) for name, rule in pool.schema.items()],
            "EstimatedNumberOfUsers": users,
            "CreationDate": row["created_at"],
            "LastModifiedDate": row["modified_at"],
        }
    }
