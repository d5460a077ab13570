"""CreateUserPool, DescribeUserPool and DeleteUserPool: what tools and tests set a pool up with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.errors import invalid_parameter
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("CreateUserPool")
def create_user_pool(call: Call) -> dict[str, Any]:
    """Make a pool."""
    environment = call.environment
    pool_id = f"{environment.region}_{environment.new_id(9)}"
    if call.request.get("UsernameAttributes") and call.request.get("AliasAttributes"):
        raise invalid_parameter("Only one of the aliasAttributes or usernameAttributes can be set.")
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
    schema = definition.pop("Schema", [])
    region = pool_id.partition("_")[0]
    return {
        "UserPool": {
            **definition,
            "Id": pool_id,
            "Arn": f"arn:aws:cognito-idp:{region}:000000000000:userpool/{pool_id}",
            "Name": definition.pop("PoolName", pool_id),
            "SchemaAttributes": schema,
            "EstimatedNumberOfUsers": users,
            "CreationDate": row["created_at"],
            "LastModifiedDate": row["modified_at"],
        }
    }
