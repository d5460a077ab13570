"""Pending first factor, stored on the server between the login and the proof."""

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
    """A sign-in of which only the login is known. The account may not exist.

    Attributes:
        login: The login, normalised.
        factor: The chosen factor, if any.
        challenge: The helper's challenge; None if there was no call or no challenge, which only
            `enumeration_protection` distinguishes.
        passkey_options: The options for the browser's dialog; None for other factors.
        code_sent_at: When a code was requested, in seconds since the epoch.
    """

    login: str = field(repr=False)
    factor: AuthFactor | None = None
    challenge: SignInChallenge | None = field(default=None, repr=False)
    passkey_options: Mapping[str, Any] | None = field(default=None, repr=False)
    code_sent_at: float = 0

    @classmethod
    def load(cls) -> Self | None:
        """Return this browser's sign-in, if any."""
        return stored_values.load(KEY, cls)

    def save(self) -> None:
        """Store the sign-in of this browser."""
        session[KEY] = asdict(self)

    @staticmethod
    def forget() -> None:
        """Forget the sign-in of this browser."""
        session.pop(KEY, None)

    def resend_wait(self, now: float) -> int:
        """Return the seconds until another code can be requested."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))
