"""Operations that create, describe, update, list and delete app clients."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from user_pool import definitions
from user_pool.errors import ServiceError, invalid_parameter
from user_pool.pagination import page_of
from user_pool.registry import operation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call

_SECRET_LENGTH = 51
_DEFAULTS = {
    "RefreshTokenValidity": 30,
    "EnableTokenRevocation": True,
    "AuthSessionValidity": 3,
    "AllowedOAuthFlowsUserPoolClient": False,
}
# An update that leaves these out keeps them. Everything else returns to its default.
_KEPT = ("ClientName", "ClientSecret")


@operation("CreateUserPoolClient")
def create_user_pool_client(call: Call) -> dict[str, Any]:
    """Create an app client, with a secret if the request asks for one."""
    settings = dict(call.request)
    pool_id = settings.pop("UserPoolId")
    client_id = call.environment.new_id(26)
    if settings.pop("GenerateSecret", False):
        settings["ClientSecret"] = call.environment.new_id(_SECRET_LENGTH)
    _check_flows(settings)
    with call.store.write() as db:
        definitions.put_client(db, client_id, call.pool.id, settings, call.now)
    return _describe(call, client_id, pool_id)


@operation("DescribeUserPoolClient")
def describe_user_pool_client(call: Call) -> dict[str, Any]:
    """Return a client's settings, including its secret."""
    return _describe(call, call.request["ClientId"], call.pool.id)


@operation("UpdateUserPoolClient")
def update_user_pool_client(call: Call) -> dict[str, Any]:
    """Update an app client. Settings that the request leaves out return to their defaults."""
    names = ("UserPoolId", "ClientId")
    changes = {name: value for name, value in call.request.items() if name not in names}
    pool_id, client_id = call.pool.id, call.request["ClientId"]
    before = _describe(call, client_id, pool_id)["UserPoolClient"]
    kept = {name: before[name] for name in _KEPT if name in before}
    _check_flows(changes)
    with call.store.write() as db:
        definitions.put_client(db, client_id, pool_id, kept | changes, call.now)
    return _describe(call, client_id, pool_id)


@operation("ListUserPoolClients")
def list_user_pool_clients(call: Call) -> dict[str, Any]:
    """Return a page of a pool's app clients, oldest first."""
    with call.store.read() as db:
        rows = db.execute(
            "SELECT rowid, * FROM user_pool_clients WHERE user_pool_id = ? ORDER BY rowid",
            (call.pool.id,),
        ).fetchall()
    return page_of("UserPoolClients", rows, call.request, _summary)


@operation("DeleteUserPoolClient")
def delete_user_pool_client(call: Call) -> dict[str, Any]:
    """Delete an app client."""
    client_id = call.request["ClientId"]
    _describe(call, client_id, call.pool.id)
    with call.store.write() as db:
        db.execute("DELETE FROM user_pool_clients WHERE id = ?", (client_id,))
    return {}


def _check_flows(settings: Mapping[str, Any]) -> None:
    """Check that a client's `ExplicitAuthFlows` have names of one kind.

    Raises:
        ServiceError: `InvalidParameterException`.
    """
    flows = settings.get("ExplicitAuthFlows", ())
    if len({name.startswith("ALLOW_") for name in flows}) > 1:
        raise invalid_parameter(
            "Existing ExplicitAuthFlows and flows that start with ALLOW_ cannot be set together."
        )


def _summary(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "ClientId": row["id"],
        "UserPoolId": row["user_pool_id"],
        "ClientName": json.loads(row["definition"]).get("ClientName", row["id"]),
    }


def _describe(call: Call, client_id: str, pool_id: str) -> dict[str, Any]:
    with call.store.read() as db:
        row = db.execute(
            "SELECT * FROM user_pool_clients WHERE id = ? AND user_pool_id = ?",
            (client_id, pool_id),
        ).fetchone()
    if row is None:
        raise ServiceError(
            "ResourceNotFoundException", f"User pool client {client_id} does not exist."
        )
    return {
        "UserPoolClient": {
            **_DEFAULTS,
            **json.loads(row["definition"]),
            "UserPoolId": pool_id,
            "ClientId": client_id,
            "CreationDate": row["created_at"],
            "LastModifiedDate": row["modified_at"],
        }
    }
