"""Pending first factor, kept on the server from the login to the proof of who it is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from flask import session

from amplify_auth import AuthFactor, SignInChallenge
from signup.flows.pending_sign_up import RESEND_COOLDOWN
from signup.session import stored_values

KEY = "first_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingFirstFactor:
    """A sign-in of which nothing is known but the login. There need not be such an account.

    Attributes:
        login: The name to sign in with, normalised.
        factor: The factor that it waits for; None while the person has not chosen.
        challenge: The value to hand back to the helper; None where the pool was not asked, or has
            no challenge for this login, which only `enumeration_protection` can tell.
        passkey_options: The options for the browser's dialog; None for other factors.
        code_sent_at: When a code was asked for, in seconds since the epoch.
    """

    login: str = field(repr=False)
    factor: AuthFactor | None = None
    challenge: SignInChallenge | None = field(default=None, repr=False)
    passkey_options: Mapping[str, Any] | None = field(default=None, repr=False)
    code_sent_at: float = 0

    @classmethod
    def load(cls) -> Self | None:
        """Return the sign-in that this browser has begun, if any."""
        return stored_values.load(KEY, cls)

    def save(self) -> None:
        """Remember this sign-in for this browser."""
        session[KEY] = asdict(self)

    @staticmethod
    def forget() -> None:
        """Forget the sign-in of this browser."""
        session.pop(KEY, None)

    def resend_wait(self, now: float) -> int:
        """Return how many seconds remain until another code may be asked for."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))
