"""What is remembered on the server between the pages of one sign-up."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from flask import session

from amplify_auth import AutoSignIn, CodeDeliveryDetails

PENDING_SIGN_UP = "pending_sign_up"
AUTO_SIGN_IN = "auto_sign_in"
RESEND_COOLDOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignUp:
    """A sign-up that waits for its code.

    Attributes:
        username: The name that the pool knows the account by.
        delivery: Where the code went, masked by the pool.
        code_sent_at: When the newest code was asked for, in seconds since the epoch.
        already_existed: Whether the pool knew the address before. Never shown: the account may be
            somebody else's, with somebody else's password, so it is never signed in to.
        auto_sign_in: What auto sign-in goes on with, or None when it is off.
    """

    username: str
    delivery: CodeDeliveryDetails
    code_sent_at: float
    already_existed: bool
    auto_sign_in: AutoSignIn | None

    @classmethod
    def load(cls) -> Self | None:
        """Return the sign-up that this browser has begun, if any."""
        data: dict[str, Any] | None = session.get(PENDING_SIGN_UP)
        if data is None:
            return None
        state = data["auto_sign_in"]
        return cls(
            **data
            | {
                "delivery": CodeDeliveryDetails(**data["delivery"]),
                "auto_sign_in": AutoSignIn.from_dict(state) if state else None,
            }
        )

    def save(self) -> None:
        """Remember this sign-up for this browser, in place of any other."""
        state = self.auto_sign_in
        session[PENDING_SIGN_UP] = asdict(self) | {
            "auto_sign_in": state.to_dict() if state else None
        }

    @staticmethod
    def forget() -> None:
        """Forget the sign-up of this browser."""
        session.pop(PENDING_SIGN_UP, None)

    def code_sent(self, delivery: CodeDeliveryDetails, now: float) -> Self:
        """Return the same sign-up with its newest code sent at `now`."""
        return replace(self, delivery=delivery, code_sent_at=now)

    def resend_wait(self, now: float) -> int:
        """Return how many seconds remain until another code may be asked for."""
        return max(0, round(self.code_sent_at + RESEND_COOLDOWN - now))


def keep_auto_sign_in(state: AutoSignIn | None) -> None:
    """Remember what auto sign-in goes on with."""
    session[AUTO_SIGN_IN] = state.to_dict() if state else None


def current_auto_sign_in() -> AutoSignIn | None:
    """Return what auto sign-in goes on with, or None when none is waiting."""
    data = session.get(AUTO_SIGN_IN)
    return AutoSignIn.from_dict(data) if data else None


def forget_auto_sign_in() -> None:
    """Forget the auto sign-in that was waiting."""
    session.pop(AUTO_SIGN_IN, None)
