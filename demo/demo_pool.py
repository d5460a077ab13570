"""The user pool as the demo's pages use it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app

from amplify_auth import Auth
from signup.user_pools import UserPool

EXTENSION = "demo"


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


class DemoPool(UserPool, Protocol):
    """The pool as the demo's pages use it. Each method raises `StoreError` when its file fails.

    Attributes:
        scenarios: The pools to choose from, by name.
        open_to_others: Whether other machines may use the demo.
        clock_ahead: Seconds by which the pool's clock is ahead of real time.
    """

    scenarios: Mapping[str, Auth]
    open_to_others: bool

    @property
    def clock_ahead(self) -> float:
        """Seconds by which the pool's clock is ahead of real time."""

    def current_scenario(self) -> str:
        """Return the name of the pool that this browser signs up to."""

    def outbox(self, to: str | None) -> list[dict[str, Any]]:
        """Return the sent messages, newest first, to one address or to all."""

    def look_up_link(self, token: str) -> str | None:
        """Return the masked address that a link confirms, None if the link is not valid."""

    def use_link(self, token: str) -> bool:
        """Confirm an account by a link's token, and return whether it was valid."""

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


def current_pool() -> DemoPool:
    """Return the embedded pool of the current app."""
    pool: DemoPool = current_app.extensions[EXTENSION]
    return pool
