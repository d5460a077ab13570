"""`cognito create`: create a user pool and its app client, and write `amplify_outputs.json`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
from botocore import xform_name

from cognito_setup import files, user_pools
from cognito_setup.amplify_outputs import amplify_outputs
from cognito_setup.aws import connect, one_line_errors
from cognito_setup.commands import options
from cognito_setup.plan import Change, Found, PlanError, plan
from cognito_setup.settings import LOGINS, PASSWORD_POLICIES, Wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from types_boto3_cognito_idp import CognitoIdentityProviderClient

_UPDATES = ("UpdateUserPool", "UpdateUserPoolClient")
_NEEDS_IDS: Mapping[str, tuple[str, ...]] = {
    "create_user_pool": (),
    "set_user_pool_mfa_config": ("UserPoolId",),
    "update_user_pool": ("UserPoolId",),
    "create_user_pool_client": ("UserPoolId",),
    "update_user_pool_client": ("UserPoolId", "ClientId"),
}
_DONE: Mapping[str, str] = {
    "create_user_pool": "Created the user pool {UserPoolId}.",
    "set_user_pool_mfa_config": "Set up passkeys in the user pool {UserPoolId}.",
    "update_user_pool": "Updated the user pool {UserPoolId}.",
    "create_user_pool_client": "Created the app client {ClientId}.",
    "update_user_pool_client": "Updated the app client {ClientId}.",
}
_TEXTS_NEED_A_ROLE = (
    "--login phone requires an IAM role that lets Cognito send text messages. Create one that "
    "trusts cognito-idp.amazonaws.com with an external id and allows sns:Publish (docs/cognito.md "
    "has both policies), and pass --sms-role-arn and --sms-external-id."
)


@click.command("create")
@click.option("--name", required=True, help="Name of the pool and of its app client.")
@click.option(
    "--login", required=True, type=click.Choice(list(LOGINS)), help="What people sign in with."
)
@click.option(
    "--password-policy",
    type=click.Choice(list(PASSWORD_POLICIES)),
    default="cognito",
    show_default=True,
    help="8 characters of four kinds, or NIST's 15 of any kind.",
)
@click.option("--passwordless", is_flag=True, help="Let people sign in with a code instead.")
@click.option(
    "--passkeys",
    metavar="DOMAIN",
    callback=options.relying_party,
    help="Let people sign in with passkeys for this domain, such as example.com or localhost.",
)
@click.option("--client-secret", is_flag=True, help="Create a client secret and write it to .env.")
@click.option("--sms-role-arn", metavar="ARN", help="IAM role for text messages.")
@click.option("--sms-external-id", metavar="ID", help="External id of that role.")
@click.option("--ses-arn", metavar="ARN", help="Amazon SES identity for mail.")
@click.option("--from", "from_address", metavar="ADDRESS", help="Sender of that mail.")
@options.region
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=options.OUTPUTS,
    show_default=True,
    help="The file to write.",
)
@click.option("--dry-run", is_flag=True, help="Show the settings and change nothing.")
@options.yes
@click.option("--force", is_flag=True, help="Replace a file that names another pool.")
def command(
    *,
    region: str | None,
    output: Path,
    dry_run: bool,
    yes: bool,
    force: bool,
    **asked: str | bool | None,
) -> None:
    """Create a user pool for this app, or update one that it created.

    Shows the settings, asks, and writes an amplify_outputs.json. Run it again to finish an
    interrupted run.
    """
    wanted = Wanted(**asked)  # type: ignore[arg-type] # click has checked each option
    _check_senders(wanted)
    cognito = connect(region)
    found = user_pools.find(cognito, wanted.name)
    changes = _plan(cognito, wanted, found)
    _check_files(wanted, output, found, force=force)
    to_write = _to_write(wanted, output, found)
    for change in changes:
        click.echo(f"{change.title}:")
        for line in change.lines:
            click.echo(f"  {line}")
    for line in to_write:
        click.echo(line)
    if not changes and not to_write:
        click.echo("Nothing to do: the pool already matches.")
    elif dry_run:
        click.echo("This was a dry run: nothing was changed.")
        return
    else:
        options.ask(f"Apply this at {cognito.meta.endpoint_url}?", yes=yes)
        _write(cognito, wanted, output, *_carry_out(cognito, changes, found))
    click.echo(f"Next:\n  AMPLIFY_OUTPUTS={quote(str(output))} make run")


def _check_senders(wanted: Wanted) -> None:
    if bool(wanted.sms_role_arn) != bool(wanted.sms_external_id):
        raise click.UsageError("Pass --sms-role-arn and --sms-external-id together")
    if wanted.from_address and not wanted.ses_arn:
        raise click.UsageError("--from requires --ses-arn")
    if LOGINS[wanted.login].verified == "phone_number" and not wanted.sms_role_arn:
        raise click.ClickException(_TEXTS_NEED_A_ROLE)


def _plan(
    cognito: CognitoIdentityProviderClient, wanted: Wanted, found: Found | None
) -> tuple[Change, ...]:
    members: dict[str, Collection[str]] = {}
    for operation in _UPDATES:
        shape = cognito.meta.service_model.operation_model(operation).input_shape
        members[xform_name(operation)] = set(shape.members) if shape else set()
    try:
        return plan(wanted, found, members)
    except PlanError as error:
        raise click.ClickException(str(error)) from None


def _check_files(wanted: Wanted, output: Path, found: Found | None, *, force: bool) -> None:
    files.check_free(output, found.user_pool["Id"] if found else None, force=force)
    if wanted.client_secret:
        secret = found.client.get("ClientSecret") if found and found.client else None
        files.check_secret_free(options.ENV_FILE, secret, force=force)


def _to_write(wanted: Wanted, output: Path, found: Found | None) -> list[str]:
    """Describe the files that must be written."""
    client = found.client if found else None
    lines = []
    if (
        found is None
        or client is None
        or files.differs(output, amplify_outputs(wanted, found.user_pool["Id"], client["ClientId"]))
    ):
        named = files.user_pool_in(output)
        instead = found is None or found.user_pool["Id"] != named
        lines.append(f"Write {output}" + (f", replacing {named}'s" if named and instead else ""))
    if wanted.client_secret and (
        client is None or files.secret_in(options.ENV_FILE) != client.get("ClientSecret")
    ):
        lines.append(f"Write {files.VARIABLE} to {options.ENV_FILE}, which only you can read")
    return lines


def _carry_out(
    cognito: CognitoIdentityProviderClient, changes: Sequence[Change], found: Found | None
) -> tuple[str, str]:
    """Make the calls, and return the ids of pool and client."""
    ids: dict[str, str] = {}
    if found:
        ids["UserPoolId"] = found.user_pool["Id"]
    if found and found.client:
        ids["ClientId"] = found.client["ClientId"]
    for change in changes:
        named = {name: ids[name] for name in _NEEDS_IDS[change.operation]}
        try:
            with one_line_errors():
                answer = getattr(cognito, change.operation)(**named, **change.request)
        except click.ClickException as error:
            done = f"The user pool {ids['UserPoolId']} exists" if ids else "Nothing was created"
            failure = error.message.removesuffix(".")
            raise click.ClickException(
                f"{failure}. {done}. Run the same command again to continue."
            ) from None
        if change.operation == "create_user_pool":
            ids["UserPoolId"] = answer["UserPool"]["Id"]
        if change.operation == "create_user_pool_client":
            ids["ClientId"] = answer["UserPoolClient"]["ClientId"]
        click.echo(_DONE[change.operation].format_map(ids))
    return ids["UserPoolId"], ids["ClientId"]


def _write(
    cognito: CognitoIdentityProviderClient,
    wanted: Wanted,
    output: Path,
    user_pool_id: str,
    client_id: str,
) -> None:
    files.write(output, amplify_outputs(wanted, user_pool_id, client_id))
    click.echo(f"Wrote {output}.")
    if wanted.client_secret:
        client = user_pools.describe_client(cognito, user_pool_id, client_id)
        files.write_secret(options.ENV_FILE, client["ClientSecret"])
        click.echo(f"Wrote {files.VARIABLE} to {options.ENV_FILE}.")
