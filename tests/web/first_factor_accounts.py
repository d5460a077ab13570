"""Accounts of every kind at sign-in, beside the login of nobody."""

from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Flask

import amplify_auth
from amplify_auth import Auth, AuthFlowType, SignInOptions, SignUpOptions, Tokens
from tests.pages import PASSWORD
from tests.unit.user_pool.authenticator import Authenticator

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = "nobody@example.com"
BY_PASSWORD = SignInOptions(auth_flow_type=AuthFlowType.USER_SRP_AUTH)


class Accounts:
    """Makes accounts in the pool of a scenario.

    Args:
        app: The app.
        scenario: The scenario.
    """

    def __init__(self, app: Flask, scenario: str) -> None:
        self.pool = app.extensions["signup"].pool
        self.auth: Auth = self.pool.scenarios[scenario]

    def sign_up(self, email: str, password: str | None = None) -> str:
        options = SignUpOptions(user_attributes={"email": email})
        amplify_auth.sign_up(self.auth, username=email, password=password, options=options)
        return email

    def confirm(self, email: str, password: str | None = None) -> str:
        self.sign_up(email, password)
        code = self.pool.outbox(email)[0]["code"]
        amplify_auth.confirm_sign_up(self.auth, username=email, confirmation_code=code)
        return email

    def confirm_without_address(self, email: str) -> str:
        """An administrator confirms the account, and nobody the address: no code can be sent."""
        self.sign_up(email, PASSWORD)
        self.administer("admin_confirm_sign_up", email)
        return email

    def disable(self, email: str) -> str:
        self.confirm(email, None)
        self.administer("admin_disable_user", email)
        return email

    def administer(self, operation: str, email: str) -> None:
        pool_id = self.auth.outputs.auth.user_pool_id
        getattr(self.auth.client.get(), operation)(UserPoolId=pool_id, Username=email)

    def tokens(self, email: str) -> Tokens:
        output = amplify_auth.sign_in(
            self.auth, username=email, password=PASSWORD, options=BY_PASSWORD
        )
        assert output.tokens
        return output.tokens

    def with_passkey(self, email: str) -> tuple[str, Authenticator]:
        self.confirm(email, PASSWORD)
        tokens, authenticator = self.tokens(email), Authenticator()
        options = amplify_auth.start_web_authn_registration(self.auth, tokens)
        credential = authenticator.create(options)
        amplify_auth.complete_web_authn_registration(self.auth, tokens, credential=credential)
        return email, authenticator


def every_kind(accounts: Accounts) -> dict[str, str]:
    """Make an account of each kind that the pool can have, and return their logins by kind."""
    makers: dict[str, Callable[[], object]] = {
        "email@example.com": lambda: accounts.confirm("email@example.com"),
        "unconfirmed@example.com": lambda: accounts.sign_up("unconfirmed@example.com"),
        "disabled@example.com": lambda: accounts.disable("disabled@example.com"),
        "password@example.com": lambda: accounts.confirm_without_address("password@example.com"),
        "passkey@example.com": lambda: accounts.with_passkey("passkey@example.com"),
    }
    kinds = {"unknown": UNKNOWN}
    for email, make in makers.items():
        with suppress(amplify_auth.WebAuthnNotEnabledException):
            make()
            kinds[email.partition("@")[0]] = email
    return kinds
