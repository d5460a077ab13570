"""User pools on Amazon Cognito: find and describe them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from cognito_setup.aws import one_line_errors
from cognito_setup.plan import Found
from cognito_setup.settings import TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True, slots=True)
class UserPool:
    """The settings of a pool and one of its clients.

    Attributes:
        user_pool: `DescribeUserPool`'s `UserPool`.
        client: `DescribeUserPoolClient`'s `UserPoolClient`.
        mfa: `GetUserPoolMfaConfig`'s answer.
    """

    user_pool: Mapping[str, Any]
    client: Mapping[str, Any] = field(repr=False)
    mfa: Mapping[str, Any]


def find(cognito: CognitoIdentityProviderClient, name: str) -> Found | None:
    """Find the pool that `create` made, and its client, by name.

    Args:
        cognito: boto3's client.
        name: The pool's name.

    Returns:
        The pool, or None if no pool has the name.

    Raises:
        click.ClickException: A pool of that name was not made by `create`, several pools have
            it, or the request failed.
    """
    with one_line_errors():
        pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60})
        ids = [pool["Id"] for page in pages for pool in page["UserPools"] if pool["Name"] == name]
        if not ids:
            return None
        if len(ids) > 1:
            raise click.ClickException(
                f"Several user pools are called {name} ({', '.join(ids)}). Choose another --name, "
                "or delete all but one."
            )
        description = describe(cognito, ids[0])
        if not is_ours(description):
            raise click.ClickException(
                f"The user pool {ids[0]} is also called {name}, but was not created by this "
                f"command (it has no tag {TAG}={name}). Choose another --name."
            )
        client_ids = [
            client_id
            for client_id, client_name in clients(cognito, ids[0]).items()
            if client_name == name
        ]
        if len(client_ids) > 1:
            raise click.ClickException(
                f"Several app clients of {ids[0]} are called {name}. Delete all but one."
            )
        client = describe_client(cognito, ids[0], client_ids[0]) if client_ids else None
        return Found(description, client, _mfa(cognito, ids[0]))


def is_ours(description: Mapping[str, Any]) -> bool:
    """Return whether `create` made a pool, by its tag."""
    tags = description.get("UserPoolTags", {})
    return bool(tags.get(TAG) == description["Name"])


def clients(cognito: CognitoIdentityProviderClient, user_pool_id: str) -> dict[str, str]:
    """Return the names of a pool's app clients by id."""
    with one_line_errors():
        pages = cognito.get_paginator("list_user_pool_clients").paginate(
            UserPoolId=user_pool_id, PaginationConfig={"PageSize": 60}
        )
        return {
            client["ClientId"]: client["ClientName"]
            for page in pages
            for client in page["UserPoolClients"]
        }


def describe(cognito: CognitoIdentityProviderClient, user_pool_id: str) -> Mapping[str, Any]:
    """Read a pool's settings.

    Raises:
        click.ClickException: There is no such pool, or the request failed.
    """
    with one_line_errors():
        try:
            return dict(cognito.describe_user_pool(UserPoolId=user_pool_id)["UserPool"])
        except cognito.exceptions.ResourceNotFoundException:
            raise click.ClickException(f"There is no user pool {user_pool_id}") from None


def describe_client(
    cognito: CognitoIdentityProviderClient, user_pool_id: str, client_id: str
) -> Mapping[str, Any]:
    """Read an app client's settings.

    Raises:
        click.ClickException: There is no such client, or the request failed.
    """
    with one_line_errors():
        try:
            answer = cognito.describe_user_pool_client(UserPoolId=user_pool_id, ClientId=client_id)
        except cognito.exceptions.ResourceNotFoundException:
            raise click.ClickException(
                f"The user pool {user_pool_id} has no app client {client_id}"
            ) from None
        return dict(answer["UserPoolClient"])


def read(cognito: CognitoIdentityProviderClient, user_pool_id: str, client_id: str) -> UserPool:
    """Read everything that `check` needs."""
    description = describe(cognito, user_pool_id)
    client = describe_client(cognito, user_pool_id, client_id)
    return UserPool(description, client, _mfa(cognito, user_pool_id))


def _mfa(cognito: CognitoIdentityProviderClient, user_pool_id: str) -> Mapping[str, Any]:
    with one_line_errors():
        return dict(cognito.get_user_pool_mfa_config(UserPoolId=user_pool_id))
