"""The signed-in user's account in the pool, and adding a password."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import amplify_auth
from amplify_auth import Auth, AuthError, AuthFactor, Tokens
from signup.flows.signed_in_pages import SESSION_IS_OVER
from signup.forms.first_factors import first_factors
from signup.forms.sign_up_settings import sign_up_settings
from signup.forms.standard_attributes import STANDARD_ATTRIBUTES
from signup.observability.events import Event, record

SHOWN = ("email", "phone_number", "preferred_username")
"""Attributes to show, by preference. The first one identifies the user."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the account page.

    Attributes:
        label: The label, as on the sign-up form.
        value: The value.
        is_confirmed: Whether an address is confirmed; None for other attributes.
    """

    label: str
    value: str
    is_confirmed: bool | None


@dataclass(frozen=True, slots=True)
class Account:
    """An account.

    Attributes:
        facts: The lines about the user.
        has_password: Whether the user has a password.
    """

    facts: tuple[Fact, ...]
    has_password: bool

    @classmethod
    def load(cls, auth: Auth, tokens: Tokens) -> Self:
        """Fetch the account. While the pool is unreachable, use the claims of the sign-in.

        Args:
            auth: The pool.
            tokens: The user's tokens.

        Raises:
            AuthError: One of `SESSION_IS_OVER`.
        """
        try:
            attributes = amplify_auth.fetch_user_attributes(auth, tokens)
            password = has_password(auth, tokens)
        except SESSION_IS_OVER:
            raise
        except AuthError as error:
            record(Event.POOL_FAILED, reason=error.name)
            attributes = {name: str(value) for name, value in tokens.claims.items()}
            password = True
        facts = (
            Fact(
                label=_label(auth, name),
                value=attributes[name],
                is_confirmed=_is_true(attributes, f"{name}_verified"),
            )
            for name in SHOWN
            if attributes.get(name)
        )
        return cls(tuple(facts), password)


def has_password(auth: Auth, tokens: Tokens) -> bool:
    """Return whether a user has a password. Pools without other factors need no call.

    Args:
        auth: The pool.
        tokens: The user's tokens.

    Raises:
        AuthError: The pool cannot be asked.
    """
    factors = first_factors(auth.outputs)
    if factors.is_password_only or not factors.takes_passwords:
        return factors.takes_passwords
    return AuthFactor.PASSWORD in amplify_auth.fetch_user_auth_factors(auth, tokens)


def add_password(auth: Auth, tokens: Tokens, password: str) -> None:
    """Add a password to an account without one, once, even if the form is sent twice.

    Args:
        auth: The pool.
        tokens: The user's tokens.
        password: The password.

    Raises:
        AuthError: The account still has none, or the pool did not answer.
    """
    try:
        amplify_auth.update_password(auth, tokens, new_password=password)
    except AuthError:
        is_added = False
        with suppress(AuthError):
            # The response may have been lost, or another request may have been first.
            is_added = has_password(auth, tokens)
        if not is_added:
            raise


def _label(auth: Auth, name: str) -> str:
    """Return the label of an attribute, as on the sign-up form."""
    asked = sign_up_settings(auth.outputs).attributes
    own = next((one.label for one in asked if one.name == name), None)
    return own or STANDARD_ATTRIBUTES[name].label


def _is_true(attributes: dict[str, str], name: str) -> bool | None:
    value = attributes.get(name)
    return None if value is None else value.lower() == "true"
