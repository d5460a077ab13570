"""The user pool as the demo's pages use it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app

from amplify_auth import Auth
from signup.storage.interface import StoreError
from signup.user_pools import UserPool

EXTENSION = "demo"


@contextmanager
def store_errors() -> Iterator[None]:
    """Convert failures of the pool's file to `StoreError`."""
    try:
        yield
    except (OSError, sqlite3.Error):
        raise StoreError("The embedded pool's file cannot be used.") from None


@dataclass(frozen=True, slots=True)
class ExampleAccount:
    """An example account for exercises.

    Attributes:
        username: Its username.
        attributes: Its attributes.
        is_confirmed: Whether it is confirmed.
    """

    username: str
    attributes: Mapping[str, str]
    is_confirmed: bool


class PoolControls(Protocol):
    """The controls of the workbench. Each method raises `StoreError` when the pool's file fails."""

    @property
    def clock_ahead(self) -> float:
        """Seconds by which the pool's clock is ahead of real time."""

    def failures(self) -> Mapping[str, tuple[str, ...]]:
        """Return the failures of each operation, by its name."""

    def put_clock_ahead(self, seconds: float) -> None:
        """Set the pool's clock a number of seconds ahead of real time."""

    def users(self, auth: Auth, after: str) -> Mapping[str, Any]:
        """Return a page of a pool's users, as ListUsers does, after a pagination token or ""."""

    def add_account(self, auth: Auth, account: ExampleAccount) -> None:
        """Create an account with a random password, unless it exists."""

    def invite(self, auth: Auth, account: ExampleAccount) -> None:
        """Invite a user as an administrator, replacing a user of the same name."""


class DemoPool(UserPool, Protocol):
    """The pool as the demo's pages use it. Each method raises `StoreError` when its file fails.

    Attributes:
        scenarios: The pools to choose from, by name.
        open_to_others: Whether other machines may use the demo.
        controls: The controls of the workbench.
    """

    scenarios: Mapping[str, Auth]
    open_to_others: bool
    controls: PoolControls

    def current_scenario(self) -> str:
        """Return the name of the pool that this browser signs up to."""

    def outbox(self, to: str | None) -> list[dict[str, Any]]:
        """Return the sent messages, newest first, to one address or to all."""

    def look_up_link(self, token: str) -> str | None:
        """Return the masked address that a link confirms, None if the link is not valid."""

    def use_link(self, token: str) -> bool:
        """Confirm an account by a link's token, and return whether it was valid."""


def current_pool() -> DemoPool:
    """Return the embedded pool of the current app."""
    pool: DemoPool = current_app.extensions[EXTENSION]
    return pool
