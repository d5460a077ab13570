"""The user pool of a request, and the services that the pages need."""

import socket
import time
from collections.abc import Callable, Container
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from flask import current_app

from amplify_auth import Auth
from signup.delayed_executor import DelayedExecutor
from signup.storage.interface import RateLimitStore, Store

if TYPE_CHECKING:
    from amplify_auth import SignInOptions

EXTENSION = "signup"
SCENARIO = "scenario"
"""The session key of the chosen scenario. It survives a change of the session's id."""

CONNECT_SECONDS = 2
PORTS = {"https": 443, "http": 80}
RESPONSE_STEP = 0.016
"""Seconds. Longer than the embedded pool and the work around a call take."""


class UserPool(Protocol):
    """Interface of the pool behind the pages. `demo.embedded_pool` has another implementation."""

    @property
    def auth(self) -> Auth:
        """The connection to the pool that `amplify_outputs.json` names."""

    def current_auth(self) -> Auth:
        """Return the connection for the current request."""

    def is_reachable(self) -> bool:
        """Return whether the pool can be reached right now."""

    def client_metadata(self) -> dict[str, str]:
        """Return metadata for the pool's triggers, in addition to the language."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Plain text mail.

    Attributes:
        to: The address.
        subject: The subject.
        body: The text.
    """

    to: str = field(repr=False)
    subject: str
    body: str = field(repr=False)


class Mailer(Protocol):
    """A sender of mail for which Cognito has no message of its own."""

    @property
    def base_url(self) -> str:
        """The start of the pages' public addresses. No request tells it: a Host can be forged."""

    def send(self, mail: Mail) -> None:
        """Send mail. It is called in the background, once."""


@dataclass(frozen=True, slots=True)
class CognitoUserPool:
    """A pool on Amazon Cognito or a compatible server.

    Attributes:
        auth: The connection.
    """

    auth: Auth

    def current_auth(self) -> Auth:
        """Return the connection."""
        return self.auth

    def is_reachable(self) -> bool:
        """Return whether the endpoint accepts connections."""
        endpoint = urlsplit(self.auth.client.get().meta.endpoint_url)
        address = (endpoint.hostname, endpoint.port or PORTS[endpoint.scheme])
        try:
            socket.create_connection(address, timeout=CONNECT_SECONDS).close()
        except OSError:
            return False
        return True

    def client_metadata(self) -> dict[str, str]:
        """Return nothing. A real trigger knows its page, and a Host header can be forged."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPools:
    """The user pool, and the services that the pages need.

    Attributes:
        pool: The pool.
        auto_sign_in: Whether, or by which flow, new accounts are signed in.
        password_sign_in: The flow for passwords; None is SRP.
        background: Runs work after a delay, outside of responses.
        response_step: Seconds. The response time of a sign-up is rounded up to a multiple of it;
            see `flows.response_time`. 0 turns this off, and the waiting of decoys.
        store: Stores sessions.
        rate_limits: Counts attempts; None turns limits off.
        breached_passwords: Contains passwords from data breaches.
        clock: Returns seconds since the epoch.
        mailer: Sends mail of the app's own; None sends none.
    """

    pool: UserPool
    auto_sign_in: "bool | SignInOptions" = True
    password_sign_in: "SignInOptions | None" = None
    background: Executor = field(default_factory=DelayedExecutor)
    response_step: float = RESPONSE_STEP
    store: Store
    rate_limits: RateLimitStore | None
    breached_passwords: Container[str] = ()
    clock: Callable[[], float] = time.time
    mailer: Mailer | None = None

    @property
    def auth(self) -> Auth:
        """The connection to the pool that `amplify_outputs.json` names."""
        return self.pool.auth


def current_pools() -> UserPools:
    """Return the `UserPools` of the current app."""
    pools: UserPools = current_app.extensions[EXTENSION]
    return pools


def current_auth() -> Auth:
    """Return the connection to the pool of the current request."""
    return current_pools().pool.current_auth()
