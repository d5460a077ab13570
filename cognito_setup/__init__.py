"""A user pool on Amazon Cognito for this app: `create`, `check` and `delete` as commands.

`cognito` is the group of them. `flask --app app cognito` has it from `app.py`, and
`python -m cognito_setup` has it without starting the app. A web process imports no more than this
file: the commands, and boto3, are loaded when one of them is called.
"""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["cognito"]

_COMMANDS = ("create", "check", "delete")


class _LazyGroup(click.Group):
    """Finds each command in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"cognito_setup.commands.{cmd_name}").command
        return command


cognito = _LazyGroup("cognito", help="Make, check and delete a user pool on Amazon Cognito.")
