"""The two files that the commands write: `amplify_outputs.json`, and a secret in `.env`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from dotenv import dotenv_values, set_key, unset_key

from cognito_setup.amplify_outputs import PASSWORDLESS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIABLE = "COGNITO_CLIENT_SECRET"
_OWNER_ONLY = 0o600


def user_pool_in(path: Path) -> str | None:
    """Return the id of the pool that a file names, None if it names none or does not exist."""
    auth = _document(path).get("auth")
    user_pool_id = auth.get("user_pool_id") if isinstance(auth, dict) else None
    return user_pool_id if isinstance(user_pool_id, str) else None


def check_free(path: Path, user_pool_id: str | None, *, force: bool) -> None:
    """Check that a file may be written, before the pool that it will name is created.

    Args:
        path: The file.
        user_pool_id: The pool that it may already name, None for a new pool.
        force: Whether to replace it whatever it names.

    Raises:
        click.ClickException: It names another pool, or cannot be written.
    """
    if not path.parent.is_dir():
        raise click.ClickException(
            f"{path} cannot be written: the folder {path.parent} does not exist"
        )
    if not path.exists() or force or (user_pool_id and user_pool_in(path) == user_pool_id):
        return
    named = user_pool_in(path)
    what = f"names the user pool {named}" if named else "exists and names no user pool"
    raise click.ClickException(
        f"{path} {what}. Choose another --output, or replace it with --force."
    )


def differs(path: Path, outputs: Mapping[str, Any]) -> bool:
    """Return whether the file must be written."""
    return _document(path) != _with_auth(path, outputs)


def write(path: Path, outputs: Mapping[str, Any]) -> None:
    """Write an `amplify_outputs.json`. Keep other keys of a file that names the same pool.

    Args:
        path: The file.
        outputs: The result of `settings.amplify_outputs`.

    Raises:
        click.ClickException: It cannot be written.
    """
    text = json.dumps(_with_auth(path, outputs), indent=2) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


def check_secret_free(path: Path, secret: str | None, *, force: bool) -> None:
    """Check that a secret may be written.

    Args:
        path: The `.env` file.
        secret: The secret that it may already have, None for a new client.
        force: Whether to replace another one.

    Raises:
        click.ClickException: It has another secret.
    """
    present = secret_in(path)
    if present and present != secret and not force:
        raise click.ClickException(
            f"{path} has the {VARIABLE} of another app client."
            " Remove it, or replace it with --force."
        )


def secret_in(path: Path) -> str | None:
    """Return the secret in a `.env` file."""
    return dotenv_values(path).get(VARIABLE) if path.is_file() else None


def write_secret(path: Path, secret: str) -> None:
    """Write a secret to a `.env` file that only its owner can read.

    Raises:
        click.ClickException: It cannot be written.
    """
    try:
        path.touch(_OWNER_ONLY)
        path.chmod(_OWNER_ONLY)  # before it contains the secret
        set_key(path, VARIABLE, secret)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


def remove(path: Path, user_pool_id: str) -> bool:
    """Remove an `amplify_outputs.json` that names a deleted pool.

    Returns:
        Whether the file named that pool.
    """
    if user_pool_in(path) != user_pool_id:
        return False
    path.unlink()
    return True


def remove_secret(path: Path, secrets: set[str]) -> bool:
    """Remove a secret from a `.env` file if it is one of these.

    Returns:
        Whether it was.
    """
    if secret_in(path) not in secrets:
        return False
    unset_key(path, VARIABLE)
    return True


def _with_auth(path: Path, outputs: Mapping[str, Any]) -> dict[str, Any]:
    if user_pool_in(path) != outputs["auth"]["user_pool_id"]:
        return dict(outputs)
    before = _document(path)
    kept = {key: value for key, value in before["auth"].items() if key != PASSWORDLESS}
    return {**before, **outputs, "auth": {**kept, **outputs["auth"]}}


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
