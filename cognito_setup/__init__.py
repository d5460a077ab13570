"""Commands that create, check and delete a user pool on Amazon Cognito for this app.

`flask --app app cognito` and, without starting the app, `python -m cognito_setup` run them. Each
command is imported, with boto3, only when it runs, so that web processes load this file alone.
"""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["cognito"]

_COMMANDS = ("create", "check", "delete")


class _LazyGroup(click.Group):
    """Imports each command from the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"cognito_setup.commands.{cmd_name}").command
        return command


cognito = _LazyGroup("cognito", help="Create, check and delete a user pool on Amazon Cognito.")
