"""The choice of how to sign in, made at sign-up."""

from collections.abc import Collection

from wtforms import RadioField, ValidationError

from amplify_auth import AuthFactor
from signup.forms.fields.untyped import Untyped
from signup.messages.labels import CHOICES, CHOOSE_OPTION, FIRST_FACTOR


class FirstFactorField(RadioField):
    """A password, or codes to one of the addresses.

    A script enables it. Without scripts it is not sent, and an empty password means codes.

    Attributes:
        layout: Tells the templates so.
    """

    layout = "first-factor"

    def __init__(
        self, factors: Collection[AuthFactor], selected: AuthFactor, **kwargs: Untyped
    ) -> None:
        """Make the field.

        Args:
            factors: The choices.
            selected: The initial choice.
            **kwargs: Passed to WTForms.
        """
        super().__init__(
            FIRST_FACTOR,
            choices={factor.value: CHOICES[factor] for factor in factors},
            default=selected.value,
            validate_choice=False,
            **kwargs,
        )
        self._values = {factor.value for factor in factors}

    @property
    def chosen(self) -> str | None:
        """The choice; None without scripts."""
        return self.raw_data[0] if self.raw_data else None

    def pre_validate(self, form: Untyped) -> None:
        """Raise `ValidationError` for an unknown choice."""
        if self.chosen is not None and self.chosen not in self._values:
            raise ValidationError(CHOOSE_OPTION)
