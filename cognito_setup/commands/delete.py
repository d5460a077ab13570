"""`cognito delete`: delete a pool that `create` made, with its users."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cognito_setup import files, user_pools
from cognito_setup.aws import connect, one_line_errors
from cognito_setup.commands import options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_cognito_idp import CognitoIdentityProviderClient


@click.command("delete")
@click.option("--name", help="Name of the pool.  [default: the pool that the file names]")
@options.region
@click.option(
    "--outputs",
    type=click.Path(path_type=Path, dir_okay=False),
    default=options.OUTPUTS,
    show_default=True,
    help="File that names the pool; also deleted.",
)
@options.yes
def command(*, name: str | None, region: str | None, outputs: Path, yes: bool) -> None:
    """Delete a user pool that `create` made, with its users.

    Asks for the pool's name. Also deletes the amplify_outputs.json that names the pool, and the
    client's secret in .env.
    """
    user_pool_id = None if name else _named_in(outputs)
    cognito = connect(user_pool_id.partition("_")[0] if user_pool_id else region)
    pool = _find(cognito, name, user_pool_id)
    user_pool_id = pool["Id"]
    if pool.get("DeletionProtection") == "ACTIVE":
        raise click.ClickException(
            f"The user pool {user_pool_id} is protected. Set its DeletionProtection to INACTIVE "
            "first, in the console under Settings."
        )
    clients = user_pools.clients(cognito, user_pool_id)
    secrets = _secrets(cognito, user_pool_id, clients)
    click.echo(
        f"Delete the user pool {user_pool_id} ({pool['Name']}) at {cognito.meta.endpoint_url}:\n"
        f"  about {pool.get('EstimatedNumberOfUsers', 0)} users and {len(clients)} app clients, "
        "which cannot be restored."
    )
    options.ask("Type the pool's name to confirm", yes=yes, answer=pool["Name"])
    with one_line_errors():
        cognito.delete_user_pool(UserPoolId=user_pool_id)
    click.echo(f"Deleted the user pool {user_pool_id}.")
    if files.remove(outputs, user_pool_id):
        click.echo(f"Removed {outputs}.")
    if files.remove_secret(options.ENV_FILE, secrets):
        click.echo(f"Removed {files.VARIABLE} from {options.ENV_FILE}.")


def _named_in(outputs: Path) -> str:
    user_pool_id = files.user_pool_in(outputs)
    if user_pool_id is None:
        raise click.ClickException(f"{outputs} names no user pool. Pass --name or --outputs.")
    return user_pool_id


def _find(
    cognito: CognitoIdentityProviderClient, name: str | None, user_pool_id: str | None
) -> Mapping[str, Any]:
    """Find a pool by name or id. Refuse pools that `create` did not make."""
    if user_pool_id is None:
        found = user_pools.find(cognito, name or "")
        if found is None:
            raise click.ClickException(
                f"There is no user pool called {name} in {cognito.meta.region_name}"
            )
        return found.user_pool
    pool = user_pools.describe(cognito, user_pool_id)
    if not user_pools.is_ours(pool):
        raise click.ClickException(
            f"The user pool {user_pool_id} was not created by `cognito create`. Delete it with the "
            "tool that created it."
        )
    return pool


def _secrets(
    cognito: CognitoIdentityProviderClient, user_pool_id: str, client_ids: Mapping[str, str]
) -> set[str]:
    described = (
        user_pools.describe_client(cognito, user_pool_id, client_id) for client_id in client_ids
    )
    return {client["ClientSecret"] for client in described if "ClientSecret" in client}
