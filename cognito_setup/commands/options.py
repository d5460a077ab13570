"""Shared options and prompts."""

from __future__ import annotations

from pathlib import Path

import click

ENV_FILE = Path(".env")
OUTPUTS = Path("amplify_outputs.json")

region = click.option("--region", help="AWS Region, such as eu-west-1.  [default: boto3's own]")
yes = click.option("--yes", is_flag=True, help="Do not ask.")


def ask(question: str, *, yes: bool, answer: str | None = None) -> None:
    """Ask for confirmation.

    Args:
        question: The question.
        yes: Whether `--yes` answers it.
        answer: The text to type, None for yes or no.

    Raises:
        click.ClickException: The answer differs, or standard input is closed.
    """
    if yes:
        return
    try:
        agreed = click.confirm(question) if answer is None else click.prompt(question) == answer
    except click.Abort:
        click.echo()
        raise click.ClickException(
            "No answer, so nothing was changed. Pass --yes to continue without asking."
        ) from None
    if not agreed:
        raise click.ClickException("Nothing was changed")
