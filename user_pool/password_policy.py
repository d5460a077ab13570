"""Password policy. Like Cognito, it reports one violation at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from user_pool.errors import ServiceError

if TYPE_CHECKING:
    from user_pool.settings import PasswordPolicy

_UPPERCASE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWERCASE = frozenset("abcdefghijklmnopqrstuvwxyz")
_NUMBERS = frozenset("0123456789")
# Developer guide, "Adding user pool password requirements"; a space counts as well.
_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")


def check_password(policy: PasswordPolicy, password: str) -> None:
    """Check a new password.

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
    for satisfied, complaint in rules:
        if not satisfied:
            raise ServiceError(
                "InvalidPasswordException", f"Password did not conform with policy: {complaint}"
            )
