"""User pool service: Cognito's operations on a database file."""

from __future__ import annotations

import logging
import os
import secrets
import time
from typing import TYPE_CHECKING, Any

from user_pool import (
    attempt_limits,
    definitions,
    fault_injection,
    outbox,
    protocol,
    validation,
    verification_links,
)
from user_pool.context import Call, Environment
from user_pool.errors import ServiceError
from user_pool.operations import OPERATIONS
from user_pool.protocol import TARGET_PREFIX, Response
from user_pool.signing_keys import signing_key
from user_pool.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from user_pool.definitions import UserPoolDefinition
    from user_pool.outbox import Message
    from user_pool.verification_links import ConfirmationLink

_log = logging.getLogger(__name__)


class UserPoolService:
    """Service for every user pool in one database file.

    Threads can share a service, and processes can share the file.

    Args:
        database: The SQLite file, created if it is missing.
        clock: Seconds since 1970.
        token_bytes: Returns a number of random bytes, for codes, ids, salts and Sessions.
        on_message: Called with every sent message, once it is on disk.
        link_base_url: The start of links in mail, for pools that do not set their own, or a
            function that returns it whenever a message is sent.
        issuer_base_url: The start of the `iss` claim in place of Cognito's, for clients that
            expect their endpoint there.
        custom_message: The CustomMessage trigger of every pool. Takes Cognito's event and returns
            its `response`: `emailSubject`, `emailMessage` and `smsMessage`. The pool's own text
            replaces missing and empty ones.
    """

    def __init__(
        self,
        database: Path,
        *,
        clock: Callable[[], float] = time.time,
        token_bytes: Callable[[int], bytes] = secrets.token_bytes,
        on_message: Callable[[Message], None] | None = None,
        link_base_url: str | Callable[[], str] = "http://127.0.0.1:9229",
        issuer_base_url: str | None = None,
        custom_message: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None,
    ) -> None:
        store = Store(database)
        self._environment = Environment(
            store=store,
            clock=clock,
            token_bytes=token_bytes,
            key=_load_or_create_key(store, token_bytes),
            link_base_url=link_base_url if callable(link_base_url) else lambda: link_base_url,
            issuer_base_url=issuer_base_url and issuer_base_url.rstrip("/"),
            region=os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
            lambda_endpoint=os.environ.get("AWS_ENDPOINT_URL_LAMBDA"),
            custom_message=custom_message or _unchanged,
        )
        self._on_message = on_message or _ignore

    def ensure_user_pool(self, definition: UserPoolDefinition) -> None:
        """Create a pool and its client, or update their settings. Users stay."""
        definitions.ensure(self._environment, definition)

    def handle(self, target: str, body: bytes, failure: str | None = None) -> Response:
        """Answer one request of any transport.

        Args:
            target: The `X-Amz-Target` header, such as `AWSCognitoIdentityProviderService.SignUp`.
            body: The JSON body.
            failure: The name of an exception to answer with, or None.
        """
        environment = self._environment
        request_id = environment.new_uuid()
        sent: list[Message] = []
        try:
            members = self._run(target, body, sent, failure)
        except ServiceError as error:
            response = protocol.error(request_id, error)
        except Exception:  # noqa: BLE001 - a defect must be answered like the service's own
            _log.exception("%s failed", target.removeprefix(TARGET_PREFIX))
            internal = ServiceError("InternalErrorException", "Something went wrong.")
            response = protocol.error(request_id, internal)
        else:
            response = protocol.answer(request_id, members)
        for message in sent:
            self._notify(message)
        return response

    def call(self, operation: str, **members: object) -> Mapping[str, Any]:
        """Run an operation in this process, without validating the request.

        Args:
            operation: Cognito's name of it, such as `ListUsers`.
            **members: The request's members.

        Returns:
            The answer's members.

        Raises:
            ServiceError: The operation refuses.
        """
        return OPERATIONS[operation](self._call(members))

    def clock_was_put_back(self) -> None:
        """Forget attempts that were made at a later time on the clock."""
        with self._environment.store.write() as db:
            attempt_limits.forget_after(db, self._environment.clock())

    def jwks(self, user_pool_id: str) -> dict[str, Any]:
        """Return a pool's public keys, as at `/<pool id>/.well-known/jwks.json`.

        Raises:
            ServiceError: `ResourceNotFoundException`.
        """
        call = self._call({"UserPoolId": user_pool_id})
        with call.store.write() as db:
            return {"keys": [signing_key(db, call.pool.id).jwk()]}

    def issuer(self, user_pool_id: str) -> str:
        """Return the `iss` claim of a pool's tokens.

        Raises:
            ServiceError: `ResourceNotFoundException`.
        """
        return self._environment.issuer(self._call({"UserPoolId": user_pool_id}).pool)

    def outbox(self, to: str | None = None) -> list[Message]:
        """Return the messages of the last 24 hours, newest first.

        Args:
            to: The address that messages went to, in any case, or None for all.
        """
        with self._environment.store.read() as db:
            return outbox.messages(db, to, self._environment.clock())

    def put_in_outbox(self, to: str, subject: str, body: str) -> None:
        """Add an app's own mail to the outbox.

        Args:
            to: The address.
            subject: The subject.
            body: The text.
        """
        now = self._environment.clock()
        message = outbox.Message(to, "EMAIL", subject, body, None, None, outbox.timestamp(now))
        with self._environment.store.write() as db:
            outbox.add(db, message, now)
        self._notify(message)

    def confirmation_link(self, token: str) -> ConfirmationLink:
        """Look up a verification link without using it.

        Args:
            token: The link's `token` parameter.
        """
        return verification_links.look_up(self._call({}), token)

    def confirm_by_link(self, token: str) -> None:
        """Confirm the user to whom a verification link was sent.

        Args:
            token: The link's `token` parameter.

        Raises:
            ServiceError: As ConfirmSignUp.
        """
        verification_links.confirm(self._call({}), token)

    def close(self) -> None:
        """Close idle database connections."""
        self._environment.store.close()

    def _run(
        self, target: str, body: bytes, sent: list[Message], failure: str | None
    ) -> Mapping[str, Any]:
        name = target.removeprefix(TARGET_PREFIX)
        if not target.startswith(TARGET_PREFIX) or not validation.knows(name):
            raise ServiceError("UnknownOperationException", "There is no such operation.")
        operation = OPERATIONS.get(name)
        if operation is None:
            raise ServiceError(
                "UnsupportedOperationException",
                f"{name} is not among the operations of the embedded user pool.",
            )
        request = validation.read_request(name, protocol.decode(body))
        problem = fault_injection.exception(name, failure) if failure else None
        if problem and not fault_injection.is_met_when_sending(name, problem.name):
            raise problem
        return operation(Call(self._environment, request, self._environment.clock(), sent, problem))

    def _call(self, request: Mapping[str, Any]) -> Call:
        return Call(self._environment, request, self._environment.clock())

    def _notify(self, message: Message) -> None:
        try:
            self._on_message(message)
        except Exception:  # noqa: BLE001 - raised by the caller's function
            # The message is in the outbox and the change is committed, so the answer stands.
            _log.exception("on_message failed")


def _ignore(_: Message) -> None:
    """Do nothing, because messages are in the outbox."""


def _unchanged(_event: Mapping[str, Any]) -> Mapping[str, str]:
    """Leave the pool's own texts, as without a CustomMessage trigger."""
    return {}


def _load_or_create_key(store: Store, token_bytes: Callable[[int], bytes]) -> bytes:
    """Return the key that hashes codes. It is generated once for each file."""
    with store.write() as db:
        db.execute("INSERT OR IGNORE INTO secrets VALUES ('key', ?)", (token_bytes(32),))
        (key,) = db.execute("SELECT value FROM secrets WHERE name = 'key'").fetchone()
    return bytes(key)
