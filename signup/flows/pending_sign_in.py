"""Pending sign-in, kept on the server between the pages of one sign-in or one new password."""

from dataclasses import asdict, dataclass, field
from typing import Self

from flask import session

from amplify_auth import CodeDeliveryDetails, SignInChallenge, SignInNextStep, SignInStep
from signup.session import stored_values


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """A sign-in that waits for a code or a choice.

    Attributes:
        step: What it waits for.
        challenge: The value to hand back to the helper.
        delivery: Where a code went.
        choices: What there is to choose from.
        totp_secret: The key that an authenticator app has to learn first, in base32.
        totp_uri: The same as a link that opens such an app.
    """

    step: SignInStep
    challenge: SignInChallenge | None
    delivery: CodeDeliveryDetails
    choices: tuple[str, ...]
    totp_secret: str = field(default="", repr=False)
    totp_uri: str = field(default="", repr=False)

    @classmethod
    def of(cls, next_step: SignInNextStep, *, service_name: str, account_name: str) -> Self:
        """Make it from what the helper returned.

        Args:
            next_step: What the helper returned.
            service_name: What an authenticator app calls this service.
            account_name: What it calls the account.
        """
        totp = next_step.totp_setup_details
        return cls(
            step=next_step.sign_in_step,
            challenge=next_step.challenge,
            delivery=next_step.code_delivery_details or CodeDeliveryDetails(),
            choices=next_step.allowed_mfa_types or next_step.available_challenges,
            totp_secret=totp.shared_secret if totp else "",
            totp_uri=totp.setup_uri(service_name, account_name) if totp else "",
        )

    @classmethod
    def not_offered(cls) -> Self:
        """Make one that no page can answer, and one page explains."""
        step = SignInStep.CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE
        return cls(step=step, challenge=None, delivery=CodeDeliveryDetails(), choices=())

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
