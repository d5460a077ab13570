"""Password policy. Like Cognito, it reports one violation at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from user_pool.settings import PasswordPolicy

_UPPERCASE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWERCASE = frozenset("abcdefghijklmnopqrstuvwxyz")
_NUMBERS = frozenset("0123456789")
# Developer guide, "Adding user pool password requirements"; a space counts as well.
_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")

_GENERATED_LENGTH = 12
_READABLE = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "!#%*+-=?@")
"""Characters of generated passwords: one of each kind, and none that is easily misread."""


def generate_password(policy: PasswordPolicy, token_bytes: Callable[[int], bytes]) -> str:
    """Generate a password that satisfies the policy.

    Args:
        policy: The policy.
        token_bytes: Returns a number of random bytes.
    """
    length = max(policy.minimum_length, _GENERATED_LENGTH)
    everything = "".join(_READABLE)
    alphabets = [*_READABLE, *(everything for _ in range(length - len(_READABLE)))]
    random = token_bytes(len(alphabets))
    return "".join(
        alphabet[byte % len(alphabet)] for alphabet, byte in zip(alphabets, random, strict=True)
    )


def check_password(
    policy: PasswordPolicy, password: str, complaint: str = "Password did not conform with policy"
) -> None:
    """Check a new password.

    Args:
        policy: The policy.
        password: The password as typed.
        complaint: The start of the message, which differs between operations.

    Raises:
        ServiceError: `InvalidPasswordException`, which names the first broken rule.
    """
    characters = set(password)
    rules = (
        (len(password) >= policy.minimum_length, "Password not long enough"),
        *(
            (not required or bool(characters & members), f"Password must have {words} characters")
            for required, members, words in (
                (policy.require_uppercase, _UPPERCASE, "uppercase"),
                (policy.require_lowercase, _LOWERCASE, "lowercase"),
                (policy.require_numbers, _NUMBERS, "numeric"),
                (policy.require_symbols, _SYMBOLS, "symbol"),
            )
        ),
    )
    for satisfied, problem in rules:
        if not satisfied:
            raise ServiceError("InvalidPasswordException", f"{complaint}: {problem}")
