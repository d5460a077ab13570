"""A password for a new account."""

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
    too_personal,
)
from signup.user_pools import current_pools


def no_words(_form: Untyped) -> Iterable[str]:
    """Know of nothing that the password must not be made of."""
    return ()


def always(_form: Untyped) -> bool:
    """Want a password, whatever else the form has."""
    return True


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the checklist.

    Attributes:
        text: What the password needs.
        any_of: The characters of which it needs one; empty where the length is meant.
        minimum: The fewest characters.
    """

    text: str
    any_of: str
    minimum: int


class NewPasswordField(PasswordField):
    """A password that the pool's policy allows; exactly the characters typed are sent.

    OWASP ASVS 6.2.8: nothing is stripped, cut or normalised.

    Attributes:
        layout: Tells the templates that there is something to show and hide.
        needs: The policy, line by line.
        first_guesses: Words that make a password easy to guess.
        may_be_empty: Whether the form can do without.
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
            is_wanted: Returns, for the form, whether there has to be a password. One that is not
                wanted is dropped.
            personal_words: Returns, for the form, what the password must not be made of.
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
        self._too_personal = too_personal(identifiers)

    def pre_validate(self, form: Untyped) -> None:
        """Check the password.

        Raises:
            ValidationError: It is missing, or cannot be used.
        """
        if not self._is_wanted(form):
            self.data = None
            return
        problem = password_problem(
            self._policy, self.data or "", self._personal_words(form), self._too_personal
        )
        if problem:
            raise ValidationError(problem)

    def is_unbreached(self) -> bool:
        """Return whether the password is not known from a data breach, and say so if it is."""
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
