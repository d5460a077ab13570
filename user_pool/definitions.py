"""Definitions of pools and clients, in the vocabulary of Cognito's own requests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Environment


class DefinitionError(ValueError):
    """A definition is invalid. The message names the setting."""


@dataclass(frozen=True, slots=True)
class UserPoolDefinition:
    """Pool with one client, and their ids.

    Attributes:
        user_pool_id: `<region>_<name>`.
        client_id: The client's id.
        user_pool: Members of `CreateUserPool`. `LinkBaseUrl` is an addition: the start of
            verification links.
        client: Members of `CreateUserPoolClient`.
    """

    user_pool_id: str
    client_id: str
    user_pool: Mapping[str, Any]
    client: Mapping[str, Any] = field(repr=False)


def ensure(environment: Environment, definition: UserPoolDefinition) -> None:
    """Create a pool and its client, or update their settings. Users stay."""
    now = environment.clock()
    with environment.store.write() as db:
        put_user_pool(db, definition.user_pool_id, definition.user_pool, now)
        put_client(db, definition.client_id, definition.user_pool_id, definition.client, now)


def put_user_pool(
    db: sqlite3.Connection, pool_id: str, settings: Mapping[str, Any], now: float
) -> None:
    """Store a pool's settings."""
    db.execute(
        "INSERT INTO user_pools VALUES (:id, :definition, :now, :now) ON CONFLICT (id)"
        " DO UPDATE SET definition = excluded.definition, modified_at = excluded.modified_at"
        " WHERE definition != excluded.definition",
        {"id": pool_id, "definition": json.dumps(settings), "now": now},
    )


def put_client(
    db: sqlite3.Connection, client_id: str, pool_id: str, settings: Mapping[str, Any], now: float
) -> None:
    """Store a client's settings."""
    db.execute(
        "INSERT INTO user_pool_clients VALUES (:id, :pool_id, :definition, :now, :now)"
        " ON CONFLICT (id) DO UPDATE SET user_pool_id = excluded.user_pool_id,"
        " definition = excluded.definition, modified_at = excluded.modified_at"
        " WHERE definition != excluded.definition OR user_pool_id != excluded.user_pool_id",
        {"id": client_id, "pool_id": pool_id, "definition": json.dumps(settings), "now": now},
    )
