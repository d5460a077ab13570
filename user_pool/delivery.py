"""Code delivery: the address that a code goes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from user_pool.settings import UserPool

_MEDIUM = {"email": "EMAIL", "phone_number": "SMS"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a code goes.

    Attributes:
        attribute: `email` or `phone_number`.
        to: The address itself.
    """

    attribute: str
    to: str = field(repr=False)

    @property
    def medium(self) -> str:
        """`EMAIL` or `SMS`."""
        return _MEDIUM[self.attribute]

    def details(self) -> dict[str, str]:
        """Cognito's `CodeDeliveryDetails`, where the address is masked."""
        return {
            "AttributeName": self.attribute,
            "DeliveryMedium": self.medium,
            "Destination": masked(self.to),
        }


def masked(address: str) -> str:
    """An address as strangers may see it: `t***@e***`, or `+*******0123`."""
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}***@{domain[:1]}***"
    return f"+{'*' * (len(address) - 5)}{address[-4:]}"


def sign_up_delivery(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Where a new user's code goes: of phone and mail, Cognito chooses the phone."""
    for attribute in ("phone_number", "email"):
        if attribute in pool.auto_verified and attributes.get(attribute):
            return Delivery(attribute, attributes[attribute])
    return None


def recovery_delivery(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Where a code for a new password goes: to the first of the pool's ways that is verified."""
    for attribute in pool.recovery:
        if attributes.get(f"{attribute}_verified") == "true":
            return Delivery(attribute, attributes[attribute])
    return None
