"""The signed-in user's account as it is in the pool now, and its first password."""

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
"""The attributes that mean something to the user, the first of them the one to be known by."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the account page says about the user.

    Attributes:
        label: The label, as on the sign-up form.
        value: The value.
        is_confirmed: Whether an address was confirmed; None for what is no address.
    """

    label: str
    value: str
    is_confirmed: bool | None


@dataclass(frozen=True, slots=True)
class Account:
    """An account.

    Attributes:
        facts: What there is to say about the user.
        has_password: Whether the user has a password.
    """

    facts: tuple[Fact, ...]
    has_password: bool

    @classmethod
    def load(cls, auth: Auth, tokens: Tokens) -> Self:
        """Ask the pool for an account. While it cannot be asked, show it as at the sign-in.

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
    """Return whether a user has a password. Only a pool with other factors has to be asked.

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
    """Add a password to an account that has none, once, however often its form is sent.

    Args:
        auth: The pool.
        tokens: The user's tokens.
        password: The password.

    Raises:
        AuthError: The account still has none, or the pool cannot be asked.
    """
    try:
        amplify_auth.update_password(auth, tokens, new_password=password)
    except AuthError:
        is_added = False
        with suppress(AuthError):
            # The answer may have been lost, or another request may have been first.
            is_added = has_password(auth, tokens)
        if not is_added:
            raise


def _label(auth: Auth, name: str) -> str:
    """Return the label of an attribute: the form's own, so that nobody has to guess what it is."""
    asked = sign_up_settings(auth.outputs).attributes
    own = next((one.label for one in asked if one.name == name), None)
    return own or STANDARD_ATTRIBUTES[name].label


def _is_true(attributes: dict[str, str], name: str) -> bool | None:
    value = attributes.get(name)
    return None if value is None else value.lower() == "true"
