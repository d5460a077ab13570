"""Controls of the embedded pool: its failures, its clock and its users."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from amplify_auth import Auth
from demo.demo_pool import ExampleAccount, store_errors
from user_pool import AdjustableClock, ServiceError, UserPoolService, failures_of

OPERATIONS_THAT_FAIL = (
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "AssociateSoftwareToken",
    "VerifySoftwareToken",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "StartWebAuthnRegistration",
    "CompleteWebAuthnRegistration",
    "DeleteWebAuthnCredential",
    "ChangePassword",
    "DeleteUser",
)
PAGE_OF_USERS = 20


class EmbeddedPoolControls:
    """`PoolControls` over `user_pool`.

    Args:
        service: The pools.
        clock: Their clock.
    """

    def __init__(self, service: UserPoolService, clock: AdjustableClock) -> None:
        self._service = service
        self._clock = clock

    def failures(self) -> Mapping[str, tuple[str, ...]]:
        """Return the failures of each operation, by its name."""
        return {name: failures_of(name) for name in OPERATIONS_THAT_FAIL}

    @property
    def clock_ahead(self) -> float:
        """Seconds by which the pool's clock is ahead of real time."""
        return self._clock.ahead

    @store_errors()
    def put_clock_ahead(self, seconds: float) -> None:
        """Set the pool's clock a number of seconds ahead of real time."""
        self._clock.put_ahead(seconds)
        self._service.clock_was_put_back()

    @store_errors()
    def users(self, auth: Auth, after: str) -> Mapping[str, Any]:
        """Return a page of a pool's users, as ListUsers does, after a pagination token or ""."""
        auth.warm_up()  # creates the pool
        page = {"PaginationToken": after} if after else {}
        try:
            return self._service.call(
                "ListUsers", UserPoolId=auth.outputs.auth.user_pool_id, Limit=PAGE_OF_USERS, **page
            )
        except ServiceError:  # an invalid token
            return {"Users": []}

    @store_errors()
    def add_account(self, auth: Auth, account: ExampleAccount) -> None:
        """Create an account with a random password, unless it exists."""
        auth.warm_up()  # creates the pool
        caller = {
            "ClientId": auth.client_id,
            "Username": account.username,
            "SecretHash": auth.secret_hash(account.username),
        }
        pairs = [{"Name": name, "Value": value} for name, value in account.attributes.items()]
        password = f"{secrets.token_urlsafe(24)}-Aa1"
        # An error means that the account exists or is confirmed already.
        with suppress(ServiceError):
            self._service.call("SignUp", **caller, Password=password, UserAttributes=pairs)
        address = account.attributes.get("email") or account.attributes["phone_number"]
        for message in self._service.outbox(address)[:1] if account.is_confirmed else ():
            with suppress(ServiceError):
                if message.link:
                    self._service.confirm_by_link(message.link.partition("token=")[2])
                else:
                    self._service.call("ConfirmSignUp", **caller, ConfirmationCode=message.code)

    @store_errors()
    def invite(self, auth: Auth, account: ExampleAccount) -> None:
        """Invite a user as an administrator, replacing a user of the same name.

        Its owner gets a temporary password.
        """
        auth.warm_up()  # creates the pool
        user = {"UserPoolId": auth.outputs.auth.user_pool_id, "Username": account.username}
        pairs = [{"Name": name, "Value": value} for name, value in account.attributes.items()]
        with suppress(ServiceError):  # there is none
            self._service.call("AdminDeleteUser", **user)
        self._service.call("AdminCreateUser", **user, UserAttributes=pairs)
