"""The embedded user pool, open, as the pages use it."""

import json
import secrets
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amplify_auth import AmplifyOutputs, Auth
from signup import mails
from signup.pools import ExampleAccount
from signup.store import StoreError
from signup.teaching import record_exchanges
from signup.teaching.failures import take_failure
from user_pool import (
    AdjustableClock,
    Message,
    ServiceError,
    UserPoolService,
    user_pool_from_amplify_outputs,
)
from user_pool.boto3_transport import connect
from user_pool.fault_injection import failures_of

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

OPERATIONS_THAT_FAIL = (
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "ForgotPassword",
    "ConfirmForgotPassword",
)
PAGE_OF_USERS = 20


@contextmanager
def _pool_file() -> Iterator[None]:
    """Let the pages say that they are out of order when the embedded pool's file is."""
    try:
        yield
    except (OSError, sqlite3.Error):
        raise StoreError("The embedded pool's file cannot be used.") from None


class OpenedPool:
    """What `signup.pools.Demo` and `amplify_auth.configure` ask of the pool.

    Args:
        file: The pool's file.
        link_base_url: Where the links in mail lead.
        clock: The pool's clock.

    Raises:
        StoreError: The file cannot be used, here or in any of the methods.
    """

    @_pool_file()
    def __init__(self, file: Path, link_base_url: str, clock: AdjustableClock) -> None:
        self._clock = clock
        self._service = UserPoolService(
            file,
            clock=clock,
            on_message=_show,
            custom_message=mails.custom_message,
            link_base_url=link_base_url,
        )

    @_pool_file()
    def prepare(
        self, client: "CognitoIdentityProviderClient", outputs: AmplifyOutputs, *, teach: bool
    ) -> None:
        """Make the pool that a file describes, and let it answer a client.

        Args:
            client: The client.
            outputs: The file.
            teach: Whether what the client sends is recorded, and fails where a learner wants it to.
        """
        self._service.ensure_user_pool(
            user_pool_from_amplify_outputs(json.loads(outputs.source.read_text()))
        )
        if teach:
            record_exchanges(client)
        connect(client, self._service, take_failure if teach else None)

    @_pool_file()
    def jwks(self, outputs: AmplifyOutputs) -> Mapping[str, Any]:
        """Return the public keys of a file's pool."""
        return self._service.jwks(outputs.auth.user_pool_id)

    @_pool_file()
    def outbox(self, to: str | None) -> list[dict[str, Any]]:
        """Return the messages sent so far, newest first, to one address or to all."""
        return [message.public() for message in self._service.outbox(to)]

    @_pool_file()
    def look_up_link(self, token: str) -> str | None:
        """Return the masked address that a link would confirm, None when it is no longer good."""
        return self._service.confirmation_link(token).destination

    @_pool_file()
    def use_link(self, token: str) -> bool:
        """Confirm the account that a link's token is for, and return whether that could be done."""
        try:
            self._service.confirm_by_link(token)
        except ServiceError:
            return False
        return True

    @_pool_file()
    def users(self, auth: Auth, after: str) -> Mapping[str, Any]:
        """Return a page of a pool's users, as ListUsers does, after a pagination token or ""."""
        auth.warm_up()  # which makes the pool
        page = {"PaginationToken": after} if after else {}
        try:
            return self._service.call(
                "ListUsers", UserPoolId=auth.outputs.auth.user_pool_id, Limit=PAGE_OF_USERS, **page
            )
        except ServiceError:  # the token is nobody's
            return {"Users": []}

    @_pool_file()
    def add_account(self, auth: Auth, account: ExampleAccount) -> None:
        """Make an account whose password nobody knows, unless it is there."""
        auth.warm_up()  # which makes the pool
        caller = {
            "ClientId": auth.client_id,
            "Username": account.username,
            "SecretHash": auth.secret_hash(account.username),
        }
        pairs = [{"Name": name, "Value": value} for name, value in account.attributes.items()]
        password = f"{secrets.token_urlsafe(24)}-Aa1"
        # A refusal says that the account is there, or confirmed, already.
        with suppress(ServiceError):
            self._service.call("SignUp", **caller, Password=password, UserAttributes=pairs)
        address = account.attributes.get("email") or account.attributes["phone_number"]
        for message in self._service.outbox(address)[:1] if account.is_confirmed else ():
            with suppress(ServiceError):
                if message.link:
                    self._service.confirm_by_link(message.link.partition("token=")[2])
                else:
                    self._service.call("ConfirmSignUp", **caller, ConfirmationCode=message.code)

    @_pool_file()
    def put_clock_ahead(self, seconds: float) -> None:
        """Put the pool's clock so many seconds ahead of the right time."""
        self._clock.put_ahead(seconds)
        self._service.clock_was_put_back()

    def failures(self) -> Mapping[str, tuple[str, ...]]:
        """Return how each operation can fail, by its name."""
        return {name: failures_of(name) for name in OPERATIONS_THAT_FAIL}


def _show(message: Message) -> None:
    """Print what the embedded pool sends: there is no mailbox to look in."""
    print(f"To {message.to} ({message.medium}): {message.body}", file=sys.stderr, flush=True)  # noqa: T201 - the terminal is the mailbox
