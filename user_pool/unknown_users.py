"""Simulation of unknown users, for clients with `PreventUserExistenceErrors`.

Developer guide, "Managing error responses": with `PreventUserExistenceErrors` an unknown user gets
the same responses as a known one. They are derived from the name, so that repeated calls agree.
"""

from __future__ import annotations

import uuid
from hashlib import shake_256
from typing import TYPE_CHECKING

from user_pool.attributes import looks_like_email, looks_like_phone_number
from user_pool.delivery import Delivery
from user_pool.srp_server import SALT_BYTES, N, Verifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from user_pool.context import Call


def delivery(call: Call, username: str, channels: Sequence[str]) -> Delivery | None:
    """Choose the address for a simulated code: the name if it is an address, else an invented one.

    Args:
        call: The call.
        username: The username as sent.
        channels: The attributes (`email`, `phone_number`) that codes may go to.
    """
    name = call.pool.key(username)
    if "phone_number" in channels and looks_like_phone_number(name):
        return Delivery("phone_number", name)
    if "email" in channels and looks_like_email(name):
        return Delivery("email", name)
    made_up = call.simulated("delivery", name)
    letters = [chr(ord("a") + byte % 26) for byte in made_up]
    digits = int.from_bytes(made_up) % 10_000
    if "phone_number" in channels:
        return Delivery("phone_number", f"+1555555{digits:04}")
    return Delivery("email", f"{letters[0]}@{letters[1]}") if "email" in channels else None


def user_id(call: Call, username: str) -> str:
    """Return the internal username of a simulated user."""
    if not call.pool.username_attributes:
        return username
    return str(uuid.UUID(bytes=call.simulated("sub", username)[:16], version=4))


def verifier(call: Call, username: str) -> Verifier:
    """Return the verifier of a simulated user, which no password matches.

    Computing a power of g would take longer than for a known user and reveal the difference. A
    square is as good, because the powers of g are the squares.
    """
    salt = call.simulated("salt", username)[:SALT_BYTES]
    number = int.from_bytes(shake_256(call.simulated("verifier", username)).digest(384))
    return Verifier(salt, pow(number, 2, N).to_bytes(384))
