"""Shared options and prompts."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import click

ENV_FILE = Path(".env")
OUTPUTS = Path("amplify_outputs.json")

region = click.option("--region", help="AWS Region, such as eu-west-1.  [default: boto3's own]")
yes = click.option("--yes", is_flag=True, help="Do not ask.")


_DOMAIN = re.compile(r"(?=.{1,127}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?")


def relying_party(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> str | None:
    """Check the domain that passkeys are for.

    Args:
        value: The option's value.

    Raises:
        click.BadParameter: It is no domain. WebAuthn takes no address of numbers.
    """
    if value is None or _DOMAIN.fullmatch(value):
        return value
    raise click.BadParameter("a domain such as example.com or localhost, without https:// and port")


def address(_context: object, _option: object, value: str | None) -> str | None:
    """Check the app's own address.

    Args:
        value: The option's value.

    Raises:
        click.BadParameter: It is no web address.
    """
    if value is None:
        return value
    try:
        url = urlsplit(value)
    except ValueError:
        url = urlsplit("")
    if url.scheme in {"http", "https"} and url.hostname:
        return value
    raise click.BadParameter("a web address such as https://example.com")


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
