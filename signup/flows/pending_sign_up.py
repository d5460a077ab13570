"""Pending sign-up, kept on the server between the pages of one sign-up."""

import hmac
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from flask import session

from amplify_auth import AutoSignIn, CodeDeliveryDetails
from signup.session import stored_values
from signup.session.interface import sealed_key

if TYPE_CHECKING:
    from signup.forms.sign_up import SignUpForm

RESEND_COOLDOWN = 30
"""Seconds between two codes to one address."""

IN_FLIGHT = 10
"""Seconds after which a sign-up that has not answered is taken for lost."""


class Account(StrEnum):
    """The kinds of account that a pending sign-up can be about."""

    NEW = "new"
    EXISTING = "existing"
    """The pool knew the address. The account may have somebody else's password, so the owner of the
    address sets a new one after the code."""
    NONE = "none"
    """The honeypot was filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignUp:
    """A sign-up that waits for its code or its link.

    Attributes:
        username: The name that the pool knows the account by.
        address: Where the code went, as it was typed; masked where nobody typed it.
        delivery: Where the code went, masked by the pool.
        code_sent_at: When the newest code was asked for, in seconds since the epoch.
        password_mark: Tells whether a password is the one of this sign-up; see `mark`.
        typed: What was entered, without the password, for whoever goes back to change it.
        answered: Whether the pool has answered. Until then this keeps a second press of the button
            from signing up twice.
        account: The kind of account that it is about, which only `enumeration_protection` reads.
        auto_sign_in: What auto sign-in goes on with, or None when it is off.
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
        """The subject that messages are counted for: the typed address, else the username."""
        return self.address if self.typed else self.username

    @property
    def reference(self) -> str:
        """A value that tells this sign-up from another one of the same browser."""
        return mark(self.username)

    @property
    def has_chosen_username(self) -> bool:
        """Whether the person chose a username, which is no address."""
        return "username" in self.typed

    @classmethod
    def load(cls) -> Self | None:
        """Return the sign-up that this browser has begun, if any."""
        return stored_values.load("sign_up", cls)

    def save(self) -> None:
        """Remember this sign-up for this browser, in place of any other."""
        session["sign_up"] = asdict(self)

    @staticmethod
    def forget() -> None:
        """Forget the sign-up of this browser."""
        session.pop("sign_up", None)

    def code_sent(self, delivery: CodeDeliveryDetails, now: float) -> Self:
        """Return the same sign-up with its newest code sent at `now`."""
        return replace(self, delivery=delivery, code_sent_at=now)

    def resend_wait(self, now: float) -> int:
        """Return how many seconds remain until another code may be asked for."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))

    def is_lost(self, now: float) -> bool:
        """Return whether the pool never answered: a worker has died, and maybe nothing was made."""
        return not self.answered and now >= self.code_sent_at + IN_FLIGHT

    def is_repeated_by(self, form: "SignUpForm", now: float) -> bool:
        """Return whether a form is this very sign-up again: a second press, or back and send."""
        return (
            self.typed == form.kept()
            and hmac.compare_digest(
                self.password_mark.encode(), mark(form.chosen_password).encode()
            )
            and (self.answered or now < self.code_sent_at + IN_FLIGHT)
        )


def mark(password: str) -> str:
    """Return what tells this password from another, in this session and in no other."""
    return hmac.digest(sealed_key("password mark"), password.encode(), "sha256").hex()


def keep_auto_sign_in(state: AutoSignIn | None) -> None:
    """Remember what auto sign-in goes on with."""
    session["auto_sign_in"] = asdict(state) if state else None


def current_auto_sign_in() -> AutoSignIn | None:
    """Return what auto sign-in goes on with, or None when none is waiting."""
    return stored_values.load("auto_sign_in", AutoSignIn)


def forget_auto_sign_in() -> None:
    """Forget the auto sign-in that was waiting."""
    session.pop("auto_sign_in", None)
