"""The two files that the commands write: `amplify_outputs.json`, and a secret in `.env`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from dotenv import dotenv_values, set_key, unset_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECRET = "COGNITO_CLIENT_SECRET"  # noqa: S105 - the variable's name
_OWNER_ONLY = 0o600


def user_pool_in(path: Path) -> str | None:
    """Return the id of the pool that a file names, None where it names none or is not there."""
    auth = _document(path).get("auth")
    user_pool_id = auth.get("user_pool_id") if isinstance(auth, dict) else None
    return user_pool_id if isinstance(user_pool_id, str) else None


def check_free(path: Path, user_pool_id: str | None, *, force: bool) -> None:
    """Make sure that a file may be written, before anything is made that it has to name.

    Args:
        path: The file.
        user_pool_id: The pool that it may name already, None for a pool that is yet to be made.
        force: Whether it may be lost whatever it names.

    Raises:
        click.ClickException: It names another pool, or cannot be written.
    """
    if not path.parent.is_dir():
        raise click.ClickException(f"{path}: there is no folder {path.parent}")
    if not path.exists() or force or (user_pool_id and user_pool_in(path) == user_pool_id):
        return
    named = user_pool_in(path)
    what = f"names the user pool {named}" if named else "is there, and names no user pool"
    raise click.ClickException(
        f"{path} {what}: choose another --output, or replace it with --force"
    )


def differs(path: Path, outputs: Mapping[str, Any]) -> bool:
    """Tell whether there is anything to write."""
    return _document(path) != _with_auth(path, outputs)


def write(path: Path, outputs: Mapping[str, Any]) -> None:
    """Write an `amplify_outputs.json`; what it says of the same pool besides is kept.

    Args:
        path: The file, which need not be there.
        outputs: What `settings.amplify_outputs` made.

    Raises:
        click.ClickException: It cannot be written.
    """
    text = json.dumps(_with_auth(path, outputs), indent=2) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


def check_secret_free(path: Path, secret: str | None, *, force: bool) -> None:
    """Make sure that a secret may be written.

    Args:
        path: The `.env` file.
        secret: The secret that may be there already, None for one that is yet to be made.
        force: Whether another one may be lost.

    Raises:
        click.ClickException: There is another one.
    """
    present = secret_in(path)
    if present and present != secret and not force:
        raise click.ClickException(
            f"{path} has another {SECRET}, for another app client: take it out, or replace it with "
            "--force"
        )


def secret_in(path: Path) -> str | None:
    """Return the secret that a `.env` file holds."""
    return dotenv_values(path).get(SECRET) if path.is_file() else None


def write_secret(path: Path, secret: str) -> None:
    """Write a secret where the app reads it, and nobody but the file's owner.

    Raises:
        click.ClickException: It cannot be written.
    """
    try:
        path.touch(_OWNER_ONLY)
        path.chmod(_OWNER_ONLY)  # before the secret is in it
        set_key(path, SECRET, secret)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


def remove(path: Path, user_pool_id: str) -> bool:
    """Remove an `amplify_outputs.json` that names a pool which is no more.

    Returns:
        Whether it was there and named that pool.
    """
    if user_pool_in(path) != user_pool_id:
        return False
    path.unlink()
    return True


def remove_secret(path: Path, secrets: set[str]) -> bool:
    """Take a secret out of a `.env` file, if it is one of these.

    Returns:
        Whether it was.
    """
    if secret_in(path) not in secrets:
        return False
    unset_key(path, SECRET)
    return True


def _with_auth(path: Path, outputs: Mapping[str, Any]) -> dict[str, Any]:
    if user_pool_in(path) != outputs["auth"]["user_pool_id"]:
        return dict(outputs)
    before = _document(path)
    return {**before, **outputs, "auth": {**before["auth"], **outputs["auth"]}}


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
