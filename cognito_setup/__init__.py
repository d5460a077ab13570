"""Commands that create, check and delete a user pool on Amazon Cognito for this app.

`flask --app app cognito` and, without starting the app, `python -m cognito_setup` run them.
"""

from __future__ import annotations

import click

__all__ = ["cognito"]


class _Commands(click.Group):
    """A group whose commands are imported when one runs, so that web processes load none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["create", "check", "delete"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from cognito_setup.commands import check, create, delete  # noqa: PLC0415 - boto3 takes 0.2 s

        commands = {"create": create.command, "check": check.command, "delete": delete.command}
        return commands.get(cmd_name)


cognito = _Commands("cognito", help="Create, check and delete a user pool on Amazon Cognito.")
