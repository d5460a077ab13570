"""Options that the commands share."""

from __future__ import annotations

from pathlib import Path

import click

ENV_FILE = Path(".env")
OUTPUTS = Path("amplify_outputs.json")

region = click.option("--region", help="AWS region, such as eu-west-1.  [default: boto3's own]")
yes = click.option("--yes", is_flag=True, help="Do not ask.")


def ask(question: str, *, yes: bool, answer: str | None = None) -> None:
    """Ask before anything is changed.

    Args:
        question: Without the answers.
        yes: Whether `--yes` answers it.
        answer: What has to be typed, None for yes or no.

    Raises:
        click.ClickException: The answer is another one, or nobody is there to give it.
    """
    if yes:
        return
    try:
        agreed = click.confirm(question) if answer is None else click.prompt(question) == answer
    except click.Abort:
        click.echo()
        raise click.ClickException(
            "Nobody answered, so nothing was changed: --yes goes ahead without asking"
        ) from None
    if not agreed:
        raise click.ClickException("Nothing was changed")
