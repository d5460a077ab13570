"""A password for a new account."""

from collections.abc import Callable, Iterable
from typing import Any

from wtforms import PasswordField, ValidationError

from amplify_auth import PasswordPolicy
from signup.password_wording import describe_password_policy, password_problem
from signup.texts import _


def no_words(_form: Any) -> Iterable[str]:  # noqa: ANN401 - any form
    """Know of nothing that the password must not be made of."""
    return ()


class NewPasswordField(PasswordField):
    """A password that the pool's policy allows; exactly the characters typed are sent.

    OWASP ASVS 6.2.8: nothing is stripped, cut or normalised.
    """

    def __init__(
        self,
        policy: PasswordPolicy,
        label: str = _("Create a password"),
        *,
        personal_words: Callable[[Any], Iterable[str]] = no_words,
        **kwargs: Any,  # noqa: ANN401 - WTForms' own
    ) -> None:
        """Make the field.

        Args:
            policy: The pool's policy.
            label: Its label.
            personal_words: Returns, for the form, what the password must not be made of.
            **kwargs: Passed to WTForms.
        """
        super().__init__(
            label,
            description=describe_password_policy(policy),
            render_kw={
                "autocomplete": "new-password",
                "autocapitalize": "none",
                "spellcheck": "false",
            },
            **kwargs,
        )
        self._policy = policy
        self._personal_words = personal_words

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Check the password.

        Raises:
            ValidationError: It is missing or breaks rules; the message names all.
        """
        problem = password_problem(self._policy, self.data or "", self._personal_words(form))
        if problem:
            raise ValidationError(problem)
