"""Pending sign-in, kept on the server between the pages of one sign-in or one new password."""

from dataclasses import asdict, dataclass, field
from typing import Self

from flask import session

from amplify_auth import CodeDeliveryDetails, SignInChallenge, SignInNextStep, SignInStep
from signup.flows.pending_sign_up import RESEND_COOLDOWN
from signup.session import stored_values

NOTHING_SENT = CodeDeliveryDetails()
NO_CHALLENGE = SignInChallenge(name="", username="")

WITH_A_SENT_CODE = {
    SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE,
    SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE,
}
"""The steps for which the pool has sent a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """A sign-in that waits for an answer.

    Attributes:
        step: What it waits for.
        challenge: The value to hand back to the helper.
        username: The name that was signed in with, as it was typed.
        delivery: Where a code went.
        code_sent_at: When it was asked for, in seconds since the epoch.
        choices: What there is to choose from.
        missing_attributes: What the account still needs beside a new password.
        totp_secret: The key that an authenticator app has to learn first, in base32.
        totp_uri: The same as a link that opens such an app.
        answers: What was answered between the password and this step, to begin it again.
        tries: Codes that were entered for an address that is taken; see `flows.taken_address`.
        can_begin_again: Whether the password is kept for that; see `session.pending_password`.
    """

    step: SignInStep
    challenge: SignInChallenge
    username: str = field(default="", repr=False)
    delivery: CodeDeliveryDetails = NOTHING_SENT
    code_sent_at: float = 0
    choices: tuple[str, ...] = ()
    missing_attributes: tuple[str, ...] = ()
    totp_secret: str = field(default="", repr=False)
    totp_uri: str = field(default="", repr=False)
    answers: tuple[str, ...] = field(default=(), repr=False)
    tries: int = 0
    can_begin_again: bool = False

    @classmethod
    def of(cls, next_step: SignInNextStep, *, service_name: str, username: str, now: float) -> Self:
        """Make it from what the helper returned.

        Args:
            next_step: What the helper returned.
            service_name: What an authenticator app calls this service.
            username: The name that was signed in with, which such an app calls the account.
            now: Seconds since the epoch.
        """
        totp = next_step.totp_setup_details
        return cls(
            step=next_step.sign_in_step,
            challenge=next_step.challenge or NO_CHALLENGE,
            username=username,
            delivery=next_step.code_delivery_details or NOTHING_SENT,
            code_sent_at=now,
            choices=next_step.allowed_mfa_types or next_step.available_challenges,
            missing_attributes=next_step.missing_attributes,
            totp_secret=totp.shared_secret if totp else "",
            totp_uri=totp.setup_uri(service_name, username) if totp else "",
        )

    @classmethod
    def not_offered(cls) -> Self:
        """Make one that no page can answer, and one page explains."""
        step = SignInStep.CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE
        return cls(step=step, challenge=NO_CHALLENGE)

    @property
    def sets_up_email(self) -> bool:
        """Whether the code that it waits for goes to an address that becomes the second step."""
        return "@" in "".join(self.answers[-1:])

    @property
    def can_resend(self) -> bool:
        """Whether another code can be sent."""
        return self.can_begin_again and self.step in WITH_A_SENT_CODE

    def resend_wait(self, now: float) -> int:
        """Return how many seconds remain until another code may be asked for."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))

    @classmethod
    def load(cls) -> Self | None:
        """Return the sign-in that this browser has begun, if any."""
        return stored_values.load("sign_in", cls)

    def save(self) -> None:
        """Remember this sign-in for this browser."""
        session["sign_in"] = asdict(self)

    @staticmethod
    def forget() -> None:
        """Forget the sign-in of this browser."""
        session.pop("sign_in", None)


def keep_username(username: str) -> None:
    """Remember who is signing in or setting a password, to fill the name in on the next page."""
    session["username"] = username


def current_username() -> str:
    """Return who was signing in or setting a password, or nothing."""
    return stored_values.load("username", str) or ""
