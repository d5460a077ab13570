"""New passwords."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from wtforms import PasswordField, ValidationError

from amplify_auth import PasswordPolicy
from signup.forms.common_passwords import FIRST_GUESSES
from signup.forms.fields.untyped import Untyped
from signup.forms.password_messages import password_problem
from signup.i18n.lazy_text import Text
from signup.messages.passwords import (
    BREACHED,
    PASSWORD,
    describe_password_policy,
    list_item,
)
from signup.user_pools import current_pools


def no_words(_form: Untyped) -> Iterable[str]:
    """Return no personal words."""
    return ()


def always(_form: Untyped) -> bool:
    """Require a password in any case."""
    return True


@dataclass(frozen=True, slots=True)
class Need:
    """A line of the checklist.

    Attributes:
        text: What the password needs.
        any_of: The characters of which it needs one; empty for the length.
        minimum: The fewest characters.
    """

    text: str
    any_of: str
    minimum: int


class NewPasswordField(PasswordField):
    """A password that satisfies the pool's policy.

    It is never stripped, cut or normalised. OWASP ASVS 6.2.8.

    Attributes:
        layout: Tells the templates to add a button that shows it.
        needs: The lines of the checklist.
        first_guesses: Words that make a password easy to guess.
        may_be_empty: Whether it is optional.
    """

    layout = "password"
    first_guesses = FIRST_GUESSES

    def __init__(
        self,
        policy: PasswordPolicy,
        label: Text = PASSWORD,
        *,
        is_wanted: Callable[[Any], bool] = always,
        personal_words: Callable[[Any], Iterable[str]] = no_words,
        identifiers: Collection[str] = (),
        **kwargs: Untyped,
    ) -> None:
        """Make the field.

        Args:
            policy: The pool's policy.
            label: Its label.
            is_wanted: Returns, for the form, whether a password is required. Otherwise it is
                dropped.
            personal_words: Returns, for the form, the words that it must not be based on.
            identifiers: The names of the fields that `personal_words` reads.
            **kwargs: Passed to WTForms.
        """
        super().__init__(
            label,
            description=describe_password_policy(policy),
            render_kw={
                "autocomplete": "new-password",
                "autocapitalize": "none",
                "spellcheck": "false",
                "passwordrules": policy.passwordrules,
            },
            **kwargs,
        )
        self.needs = _needs(policy)
        self.may_be_empty = is_wanted is not always
        self._policy = policy
        self._is_wanted = is_wanted
        self._personal_words = personal_words
        self._identifiers = identifiers

    def pre_validate(self, form: Untyped) -> None:
        """Check the password.

        Raises:
            ValidationError: It is missing or not acceptable.
        """
        if not self._is_wanted(form):
            self.data = None
            return
        problem = password_problem(
            self._policy, self.data or "", self._personal_words(form), self._identifiers
        )
        if problem:
            raise ValidationError(problem)

    def is_unbreached(self) -> bool:
        """Return whether the password is in no known data breach, or add the error."""
        if not self.data or self.data not in current_pools().breached_passwords:
            return True
        self.errors = [BREACHED]
        return False


@cache
def _needs(policy: PasswordPolicy) -> tuple[Need, ...]:
    return tuple(
        Need(
            text=list_item(policy, rule),
            any_of="".join(sorted(rule.characters)),
            minimum=policy.min_length,
        )
        for rule in policy.rules
    )
