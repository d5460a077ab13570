"""Password policy of the pool: the one source for validators, hints and `passwordrules`.

Cognito's character classes are ASCII. It does not count `É` as an uppercase letter.
"""

import string
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

SYMBOLS = frozenset(string.punctuation + " ")
"""The characters that Cognito counts as symbols. A space inside the password is one."""


OUTER_SPACES = string.whitespace
"""The white space that Cognito refuses at either end. Its pattern counts ASCII only."""


class PasswordRule(StrEnum):
    """The rules, in the order in which Cognito checks them."""

    MIN_LENGTH = "min_length"
    MAX_LENGTH = "max_length"
    NO_OUTER_SPACES = "no_outer_spaces"
    UPPERCASE = "uppercase"
    LOWERCASE = "lowercase"
    NUMBERS = "numbers"
    SYMBOLS = "symbols"

    @property
    def characters(self) -> frozenset[str]:
        """The characters of which a password needs one; empty for rules of another kind."""
        return _CHARACTERS.get(self, frozenset())


_CHARACTERS = {
    PasswordRule.UPPERCASE: frozenset(string.ascii_uppercase),
    PasswordRule.LOWERCASE: frozenset(string.ascii_lowercase),
    PasswordRule.NUMBERS: frozenset(string.digits),
    PasswordRule.SYMBOLS: SYMBOLS,
}

_ALWAYS = (PasswordRule.MAX_LENGTH, PasswordRule.NO_OUTER_SPACES)

_PASSWORDRULES_CLASS = {
    PasswordRule.UPPERCASE: "upper",
    PasswordRule.LOWERCASE: "lower",
    PasswordRule.NUMBERS: "digit",
    PasswordRule.SYMBOLS: "special",
}


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """`auth.password_policy` of `amplify_outputs.json`.

    Without `min_length` the length is 6, as in amplify-js and as the shortest that Cognito allows.
    The pool decides in the end, so this check must never be stricter than the pool.

    Attributes:
        MAX_LENGTH: The longest password that Cognito's API takes, in characters.
        min_length: The fewest characters, 6 to 99.
        require_numbers: Whether one of 0-9 is needed.
        require_lowercase: Whether one of a-z is needed.
        require_uppercase: Whether one of A-Z is needed.
        require_symbols: Whether one of `SYMBOLS` is needed.
    """

    MAX_LENGTH: ClassVar[int] = 256

    min_length: int = 6
    require_numbers: bool = False
    require_lowercase: bool = False
    require_uppercase: bool = False
    require_symbols: bool = False

    @property
    def rules(self) -> tuple[PasswordRule, ...]:
        """The rules to show before anything is typed: the length, then the required characters."""
        required = {
            PasswordRule.UPPERCASE: self.require_uppercase,
            PasswordRule.LOWERCASE: self.require_lowercase,
            PasswordRule.NUMBERS: self.require_numbers,
            PasswordRule.SYMBOLS: self.require_symbols,
        }
        return (PasswordRule.MIN_LENGTH, *(rule for rule, needed in required.items() if needed))

    def violations(self, password: str) -> tuple[PasswordRule, ...]:
        """Return all rules that a password violates. Cognito reports only the first.

        Args:
            password: The password, exactly as typed.

        Returns:
            The failed rules in the order of `PasswordRule`: those of `rules`, the API's maximum
            length, and no white space at either end.
        """
        applying = {*self.rules, *_ALWAYS}
        return tuple(
            rule for rule in PasswordRule if rule in applying and not self._meets(rule, password)
        )

    @property
    def passwordrules(self) -> str:
        """The `passwordrules` attribute of a password field, for password generators."""
        classes = (_PASSWORDRULES_CLASS.get(rule) for rule in self.rules)
        required = "".join(f" required: {name};" for name in classes if name)
        return f"minlength: {self.min_length}; maxlength: {self.MAX_LENGTH};{required}"

    def _meets(self, rule: PasswordRule, password: str) -> bool:
        match rule:
            case PasswordRule.MIN_LENGTH:
                return len(password) >= self.min_length
            case PasswordRule.MAX_LENGTH:
                return len(password) <= self.MAX_LENGTH
            case PasswordRule.NO_OUTER_SPACES:
                return password == password.strip(OUTER_SPACES)
            case _:
                return not rule.characters.isdisjoint(password)
