"""Pending sign-in or password reset, stored on the server between its pages."""

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
        step: The step.
        challenge: The helper's challenge.
        username: The login, as typed.
        delivery: The destination of a code.
        code_sent_at: When the code was requested, in seconds since the epoch.
        choices: The factors to choose from.
        missing_attributes: Attributes that the account lacks, besides a new password.
        totp_secret: The secret for an authenticator app, in base32.
        totp_uri: The same as a link that opens the app.
        answers: The answers since the password, to restart the sign-in.
        tries: Codes that were entered for a new address; see `enumeration_protection`.
        can_begin_again: Whether the password is stored for a restart; see
            `session.pending_password`.
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
        """Return a pending sign-in for the helper's next step.

        Args:
            next_step: The helper's next step.
            service_name: The service's name, for an authenticator app.
            username: The login, for an authenticator app.
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
        """Return one for a step that the pages do not support."""
        step = SignInStep.CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE
        return cls(step=step, challenge=NO_CHALLENGE)

    @property
    def sets_up_email(self) -> bool:
        """Whether its code sets up an email address as second factor."""
        return "@" in "".join(self.answers[-1:])

    @property
    def can_resend(self) -> bool:
        """Whether another code can be sent."""
        return self.can_begin_again and self.step in WITH_A_SENT_CODE

    def resend_wait(self, now: float) -> int:
        """Return the seconds until another code can be requested."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))

    @classmethod
    def load(cls) -> Self | None:
        """Return this browser's sign-in, if any."""
        return stored_values.load("sign_in", cls)

    def save(self) -> None:
        """Store the sign-in of this browser."""
        session["sign_in"] = asdict(self)

    @staticmethod
    def forget() -> None:
        """Forget the sign-in of this browser."""
        session.pop("sign_in", None)


def keep_username(username: str) -> None:
    """Store the login, to fill it in on the next page."""
    session["username"] = username


def current_username() -> str:
    """Return the stored login, or an empty text."""
    return stored_values.load("username", str) or ""
