"""A user pool for a test, with its outbox and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from user_pool.clock import AdjustableClock
    from user_pool.outbox import Message
    from user_pool.service import UserPoolService


@dataclass(frozen=True, slots=True)
class LocalUserPool:
    """User pool that answers the `cognito-idp` clients of a test.

    Attributes:
        user_pool_id: The pool's id.
        client_id: The app client's id.
        service: The service behind it.
        clock: The pool's clock. `clock.put_ahead(3600)` moves it ahead by an hour.
    """

    user_pool_id: str
    client_id: str
    service: UserPoolService
    clock: AdjustableClock

    def outbox(self, to: str | None = None) -> list[Message]:
        """Return the messages of the last 24 hours, newest first.

        Args:
            to: The address that messages went to, or None for all.
        """
        return self.service.outbox(to)

    def code(self, to: str) -> str:
        """Return the newest code that was sent to an address.

        Raises:
            LookupError: No code was sent there.
        """
        for message in self.outbox(to):
            if message.code:
                return message.code
        raise LookupError(f"No code was sent to {to}.")

    def jwks(self) -> dict[str, Any]:
        """Return the pool's public keys, for code that would fetch them to verify tokens."""
        return self.service.jwks(self.user_pool_id)
