"""Password policy. Like Cognito, it reports one violation at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from user_pool.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_UPPERCASE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWERCASE = frozenset("abcdefghijklmnopqrstuvwxyz")
_NUMBERS = frozenset("0123456789")
# Developer guide, "Adding user pool password requirements"; a space counts as well.
_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")

_GENERATED_LENGTH = 12
_READABLE = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "!#%*+-=?@")
"""Characters of generated passwords: one of each kind, and none that is easily misread."""


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """Requirements for passwords.

    Attributes:
        minimum_length: In characters.
        require_uppercase: A to Z.
        require_lowercase: a to z.
        require_numbers: 0 to 9.
        require_symbols: One of Cognito's symbols.
        temporary_validity_days: Lifetime of a temporary password in days.
    """

    minimum_length: int = 8
    require_uppercase: bool = True
    require_lowercase: bool = True
    require_numbers: bool = True
    require_symbols: bool = True
    temporary_validity_days: int = 7

    def description(self) -> dict[str, Any]:
        """Cognito's `PasswordPolicyType`."""
        return {
            "MinimumLength": self.minimum_length,
            "RequireUppercase": self.require_uppercase,
            "RequireLowercase": self.require_lowercase,
            "RequireNumbers": self.require_numbers,
            "RequireSymbols": self.require_symbols,
            "TemporaryPasswordValidityDays": self.temporary_validity_days,
        }

    @classmethod
    def read(cls, policy: Mapping[str, Any] | None) -> PasswordPolicy:
        """Read `Policies.PasswordPolicy`: everything is required by default."""
        if policy is None:
            return cls()
        return cls(
            policy.get("MinimumLength", 8),
            policy.get("RequireUppercase", False),
            policy.get("RequireLowercase", False),
            policy.get("RequireNumbers", False),
            policy.get("RequireSymbols", False),
            policy.get("TemporaryPasswordValidityDays", 7),
        )


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
