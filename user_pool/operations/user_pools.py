"""CreateUserPool, DescribeUserPool and DeleteUserPool: what tools and tests set a pool up with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.errors import invalid_parameter
from user_pool.registry import operation
from user_pool.settings import read_user_pool

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("CreateUserPool")
def create_user_pool(call: Call) -> dict[str, Any]:
    """Make a pool."""
    environment = call.environment
    pool_id = f"{environment.region}_{environment.new_id(9)}"
    if call.request.get("UsernameAttributes") and call.request.get("AliasAttributes"):
        raise invalid_parameter("Only one of the aliasAttributes or usernameAttributes can be set.")
    # Reading it finds what does not fit together before it is kept.
    read_user_pool(pool_id, json.dumps(call.request))
    with call.store.write() as db:
        definitions.put_user_pool(db, pool_id, call.request, call.now)
    return _describe(call, pool_id)


@operation("DescribeUserPool")
def describe_user_pool(call: Call) -> dict[str, Any]:
    """A pool's settings."""
    return _describe(call, call.pool.id)


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
            "MfaConfiguration": pool.mfa,
            "Policies": {"PasswordPolicy": pool.password_policy.description()},
            **definition,
            "Id": pool_id,
            "Arn": f"arn:aws:cognito-idp:{pool.region}:000000000000:userpool/{pool_id}",
            "Name": definition.pop("PoolName", pool_id),
            "SchemaAttributes": [rule.description(name) for name, rule in pool.schema.items()],
            "EstimatedNumberOfUsers": users,
            "CreationDate": row["created_at"],
            "LastModifiedDate": row["modified_at"],
        }
    }
