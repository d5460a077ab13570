"""`cognito check`: whether a pool supports the app."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amplify_auth import AmplifyOutputs, AmplifyOutputsError, load_amplify_outputs
from cognito_setup import files, user_pools
from cognito_setup.aws import connect
from cognito_setup.checks import findings
from cognito_setup.commands import options
from cognito_setup.findings import Finding, Reading, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

_EMBEDDED = "user_pool"
_ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"


@click.command("check")
@click.option(
    "--outputs",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="AMPLIFY_OUTPUTS",
    show_envvar=True,
    default=options.OUTPUTS,
    show_default=True,
    help="File that names the pool.",
)
@click.option("--user-pool-id", help="Check this pool instead of the file's.")
@click.option("--client-id", help="App client of that pool.")
@click.option(
    "--address",
    metavar="URL",
    callback=options.address,
    help="The app's own address, such as https://example.com, to check passkeys for.",
)
def command(
    *, outputs: Path, user_pool_id: str | None, client_id: str | None, address: str | None
) -> None:
    """Check whether a user pool supports this app, and say how to fix what does not.

    Changes nothing. The exit status is 1 if people cannot sign up or sign in.
    """
    if bool(user_pool_id) != bool(client_id):
        raise click.UsageError("Pass --user-pool-id and --client-id together")
    file = None if user_pool_id else _load(outputs)
    pool_id = user_pool_id or (file.auth.user_pool_id if file else "")
    app_client_id = client_id or (file.auth.user_pool_client_id if file else "")
    cognito = connect(pool_id.partition("_")[0])
    pool = user_pools.read(cognito, pool_id, app_client_id)
    named = f", from {outputs}" if file else ""
    click.echo(f"{pool.user_pool['Name']} ({pool_id}), app client {app_client_id}{named}\n")
    secret = os.environ.get(files.VARIABLE) or None
    found = findings(Reading(pool.user_pool, pool.client, pool.mfa, file, secret, address))
    _print(found)
    if any(finding.verdict is Verdict.NO for finding in found):
        raise click.exceptions.Exit(1)


def _load(path: Path) -> AmplifyOutputs:
    try:
        outputs = load_amplify_outputs(path)
    except AmplifyOutputsError as error:
        raise click.ClickException(
            f"{error}. Run `cognito create`, or pass another file with --outputs."
        ) from None
    if _EMBEDDED in outputs.custom and not os.environ.get(_ENDPOINT):
        raise click.ClickException(
            f"{path} names the embedded user pool, which needs no check. Pass another file with "
            "--outputs."
        )
    return outputs


def _print(found: Sequence[Finding]) -> None:
    width = max(len(finding.subject) for finding in found)
    for finding in found:
        click.echo(f"{finding.verdict:<8} {finding.subject:<{width}}  {finding.detail}")
        if finding.fix:
            click.echo(f"{'':8} {'':{width}}  > {finding.fix}")
    counts = {verdict: sum(finding.verdict is verdict for finding in found) for verdict in Verdict}
    click.echo(
        f"\n{counts[Verdict.OK]} ok, {counts[Verdict.UNKNOWN]} unknown, "
        f"{counts[Verdict.WARNING]} warnings, {counts[Verdict.NO]} problems."
    )
