"""Call context of the operations: the request, its pool and client, and the environment."""

from __future__ import annotations

import hmac
import uuid
from base64 import b64encode
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any

from user_pool import outbox
from user_pool.app_clients import UserPoolClient, read_user_pool_client
from user_pool.errors import ServiceError, not_authorized
from user_pool.settings import UserPool, read_user_pool
from user_pool.srp_server import SALT_BYTES, Verifier

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from user_pool.outbox import Message
    from user_pool.store import Store
    from user_pool.users import User


_ALPHABET = ascii_lowercase + digits


@dataclass(frozen=True, slots=True)
class Environment:
    """Dependencies of the operations, which tests can replace.

    Attributes:
        store: The database.
        clock: Seconds since 1970.
        token_bytes: Returns a number of random bytes.
        key: The key that hashes codes and simulates unknown users.
        link_base_url: Returns the start of verification links.
        issuer_base_url: The start of the `iss` claim in place of Cognito's, without a trailing
            slash, or None.
        region: The region of new pools.
        lambda_endpoint: The endpoint that invokes triggers, or None.
        custom_message: The CustomMessage trigger. Takes Cognito's event and returns its `response`.
    """

    store: Store
    clock: Callable[[], float]
    token_bytes: Callable[[int], bytes]
    key: bytes = field(repr=False)
    link_base_url: Callable[[], str]
    issuer_base_url: str | None
    region: str
    lambda_endpoint: str | None
    custom_message: Callable[[Mapping[str, Any]], Mapping[str, str]]

    def issuer(self, pool: UserPool) -> str:
        """Return the `iss` claim of a pool's tokens."""
        return f"{self.issuer_base_url}/{pool.id}" if self.issuer_base_url else pool.issuer

    def new_uuid(self) -> str:
        """Return a random UUID."""
        return str(uuid.UUID(bytes=self.token_bytes(16), version=4))

    def new_id(self, length: int) -> str:
        """Return a number of random lowercase letters and digits."""
        return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in self.token_bytes(length))

    def keyed_hash(self, *parts: str) -> bytes:
        """Return a hash that cannot be computed, or reversed by trial, without the key."""
        return hmac.digest(self.key, "\0".join(parts).encode(), "sha256")


@dataclass(frozen=True)
class Call:
    """One call of an operation.

    Attributes:
        environment: The environment.
        request: The request's members, validated against the operation's input shape.
        now: The time of the call, in seconds since 1970.
        sent: The messages that the call has sent.
        cannot_send: The error to raise instead of sending a message, or None.
    """

    environment: Environment
    request: Mapping[str, Any] = field(repr=False)
    now: float
    sent: list[Message] = field(default_factory=list)
    cannot_send: ServiceError | None = None

    @property
    def store(self) -> Store:
        """The database."""
        return self.environment.store

    @cached_property
    def client(self) -> UserPoolClient:
        """The app client that `ClientId` names.

        Raises:
            ServiceError: `ResourceNotFoundException`.
        """
        client_id = self.request["ClientId"]
        with self.store.read() as db:
            row = db.execute(
                "SELECT * FROM user_pool_clients WHERE id = ?", (client_id,)
            ).fetchone()
        if row is None:
            raise ServiceError(
                "ResourceNotFoundException", f"User pool client {client_id} does not exist."
            )
        return read_user_pool_client(client_id, row["user_pool_id"], row["definition"])

    @cached_property
    def pool(self) -> UserPool:
        """The pool that `UserPoolId` names, or that the client belongs to.

        Raises:
            ServiceError: `ResourceNotFoundException`.
        """
        pool_id = self.request.get("UserPoolId") or self.client.user_pool_id
        with self.store.read() as db:
            row = db.execute("SELECT * FROM user_pools WHERE id = ?", (pool_id,)).fetchone()
        if row is None:
            raise ServiceError("ResourceNotFoundException", f"User pool {pool_id} does not exist.")
        return read_user_pool(pool_id, row["definition"])

    def verifier(self, user_id: str, password: str) -> Verifier:
        """Derive a new verifier of a password.

        Args:
            user_id: The internal username.
            password: The password as typed.
        """
        salt = self.environment.token_bytes(SALT_BYTES)
        return Verifier.of(self.pool.id, user_id, password, salt)

    def made_by(self, client_id: str) -> Call:
        """Return the call as a client makes it whose id the request does not name."""
        return replace(self, request={**self.request, "ClientId": client_id})

    def check_secret_hash(self, username: str, secret_hash: str | None) -> None:
        """Check the secret hash, where the client has a secret.

        Args:
            username: As the caller sent it.
            secret_hash: Base64 of HMAC-SHA256 of username and client id, keyed by the secret.

        Raises:
            ServiceError: `NotAuthorizedException`.
        """
        client = self.client
        if client.secret is None:
            return
        if secret_hash is None:
            raise not_authorized(
                f"Client {client.id} is configured with secret but SECRET_HASH was not received"
            )
        digest = hmac.digest(client.secret.encode(), f"{username}{client.id}".encode(), sha256)
        if not hmac.compare_digest(b64encode(digest), secret_hash.encode()):
            raise not_authorized(f"Unable to verify secret hash for client {client.id}")

    def check_secret(self, secret: str | None) -> None:
        """Check the plain client secret, where the client has one.

        Raises:
            ServiceError: `UnauthorizedException`.
        """
        expected = self.client.secret or ""
        if not hmac.compare_digest((secret or "").encode(), expected.encode()):
            raise ServiceError("UnauthorizedException", "Invalid client secret.")

    def subject(self, user: User | None, name: str) -> str:
        """Return the key that attempts are counted by: the user, or the name of an unknown user."""
        return user.sub if user else self.pool.id + "/" + self.pool.key(name)

    def send(self, db: sqlite3.Connection, message: Message) -> None:
        """Send a message. It is in the outbox once the transaction is committed.

        Raises:
            ServiceError: When sending is to fail. Earlier changes stay, as in Cognito.
        """
        if self.cannot_send:
            raise self.cannot_send
        outbox.add(db, message, self.now)
        self.sent.append(message)

    def simulated(self, what: str, name: str) -> bytes:
        """Return bytes that are always the same for one name, for simulated users."""
        return self.environment.keyed_hash(what, self.pool.id, self.pool.key(name))
