"""Pending sign-up, stored on the server between its pages."""

import hmac
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Self

from flask import session

from amplify_auth import AutoSignIn, CodeDeliveryDetails
from signup.session import stored_values
from signup.session.current_session import sealed_key

RESEND_COOLDOWN = 30
"""Seconds between two codes to one address."""

IN_FLIGHT = 10
"""Seconds after which a sign-up without a response counts as lost."""


class Account(StrEnum):
    """Kinds of account of a pending sign-up."""

    NEW = "new"
    EXISTING = "existing"
    """The address already had an account. Somebody else may know its password, so the owner of the
    address sets a new one after the code."""
    NONE = "none"
    """The honeypot was filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignUp:
    """A sign-up that waits for its code or its link.

    Attributes:
        username: The username at the pool.
        address: The address of the code, as typed; masked if it was not typed.
        delivery: The address of the code, masked by the pool.
        code_sent_at: When the newest code was requested, in seconds since the epoch.
        password_mark: Identifies the password of this sign-up; see `mark`.
        typed: The form's values without the password, to go back and change them.
        answered: Whether the pool has answered. Until then, a second press of the button waits.
        account: The kind of account, which only `enumeration_protection` reads.
        auto_sign_in: The state of the auto sign-in, or None if it is off.
    """

    username: str
    address: str
    delivery: CodeDeliveryDetails
    code_sent_at: float
    password_mark: str = ""
    typed: dict[str, str]
    answered: bool = True
    account: Account = Account.NEW
    auto_sign_in: AutoSignIn | None = None

    @property
    def counts_for(self) -> str:
        """The account that messages are counted for: the typed address, else the username."""
        return self.address if self.typed else self.username

    @property
    def reference(self) -> str:
        """A value that identifies this sign-up among those of the browser."""
        return mark(self.username)

    @property
    def has_chosen_username(self) -> bool:
        """Whether the username is a chosen one, not an address."""
        return "username" in self.typed

    @classmethod
    def load(cls) -> Self | None:
        """Return this browser's sign-up, if any."""
        return stored_values.load("sign_up", cls)

    def save(self) -> None:
        """Store the sign-up of this browser, replacing any other."""
        session["sign_up"] = asdict(self)

    @staticmethod
    def forget() -> None:
        """Forget the sign-up of this browser."""
        session.pop("sign_up", None)

    def code_sent(self, delivery: CodeDeliveryDetails, now: float) -> Self:
        """Return a copy whose newest code was sent at `now`."""
        return replace(self, delivery=delivery, code_sent_at=now)

    def resend_wait(self, now: float) -> int:
        """Return the seconds until another code can be requested."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))

    def is_lost(self, now: float) -> bool:
        """Return whether the response was lost, as after the death of a worker."""
        return not self.answered and now >= self.code_sent_at + IN_FLIGHT

    def is_repeated_by(self, typed: dict[str, str], password: str, now: float) -> bool:
        """Return whether the values and the password of a form repeat this sign-up."""
        return (
            self.typed == typed
            and hmac.compare_digest(self.password_mark.encode(), mark(password).encode())
            and not self.is_lost(now)
        )


def mark(password: str) -> str:
    """Return a value that identifies a password within this session only."""
    return hmac.digest(sealed_key("password mark"), password.encode(), "sha256").hex()


def keep_auto_sign_in(state: AutoSignIn | None) -> None:
    """Store the state of the auto sign-in."""
    session["auto_sign_in"] = asdict(state) if state else None


def current_auto_sign_in() -> AutoSignIn | None:
    """Return the state of the pending auto sign-in, or None."""
    return stored_values.load("auto_sign_in", AutoSignIn)


def forget_auto_sign_in() -> None:
    """Delete the state of the auto sign-in."""
    session.pop("auto_sign_in", None)
