"""Delivery of codes: the address and medium that a code goes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from user_pool.settings import UserPool

_MEDIUM = {"email": "EMAIL", "phone_number": "SMS"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Address that a code goes to.

    Attributes:
        attribute: `email` or `phone_number`.
        to: The address.
    """

    attribute: str
    to: str = field(repr=False)

    @property
    def medium(self) -> str:
        """`EMAIL` or `SMS`."""
        return _MEDIUM[self.attribute]

    def details(self) -> dict[str, str]:
        """Cognito's `CodeDeliveryDetails`, with the address masked."""
        return {
            "AttributeName": self.attribute,
            "DeliveryMedium": self.medium,
            "Destination": masked(self.to),
        }


def masked(address: str) -> str:
    """Mask an address as Cognito does: `t***@e***`, or `+*******0123`."""
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}***@{domain[:1]}***"
    return f"+{'*' * (len(address) - 5)}{address[-4:]}"


def sign_up_delivery(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Choose the address for a new user's code. Cognito prefers the phone to email."""
    for attribute in ("phone_number", "email"):
        if attribute in pool.auto_verified and attributes.get(attribute):
            return Delivery(attribute, attributes[attribute])
    return None


def recovery_delivery(pool: UserPool, attributes: Mapping[str, str]) -> Delivery | None:
    """Choose the address for a password reset code: the first verified one in the pool's order."""
    for attribute in pool.recovery:
        if attributes.get(f"{attribute}_verified") == "true":
            return Delivery(attribute, attributes[attribute])
    return None
