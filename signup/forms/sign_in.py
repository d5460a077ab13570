"""The forms for signing in and resetting a password, worded for the pool's logins."""

from functools import lru_cache

from wtforms import Field, PasswordField, RadioField, ValidationError

from amplify_auth import AmplifyOutputs, PasswordPolicy
from signup.forms.base import Form
from signup.forms.fields import ConfirmationCodeField, EmailField, NewPasswordField
from signup.forms.fields.untyped import Untyped
from signup.forms.first_factors import first_factors
from signup.forms.login import LoginField
from signup.forms.sign_up_fields import country_code_field
from signup.forms.sign_up_settings import sign_up_settings
from signup.messages.labels import (
    CHOOSE_OPTION,
    CODE_FROM_APP,
    CURRENT_PASSWORD_MISSING,
    EMAIL_MISSING,
)
from signup.messages.passwords import NEW_PASSWORD, PASSWORD

COUNTRY = "country_code"


class CurrentPasswordField(PasswordField):
    """An existing password, whose format is not checked.

    Attributes:
        layout: Tells the templates to add a button that shows it.
    """

    layout = "password"

    def __init__(self, **kwargs: Untyped) -> None:
        super().__init__(PASSWORD, render_kw={"autocomplete": "current-password"}, **kwargs)

    def pre_validate(self, form: Untyped) -> None:
        """Raise `ValidationError` for an empty value."""
        if not self.data:
            raise ValidationError(CURRENT_PASSWORD_MISSING)


class LoginForm(Form):
    """A form that starts with the login, under Cognito's name."""

    login_name: str

    @property
    def login_fields(self) -> list[Field]:
        """The login and, if it may be a phone number, its country, in the order of the page."""
        return [field for field in self if field.name in {self.login_name, COUNTRY}]

    @property
    def login(self) -> Field:
        """The field of the login."""
        field: Field = self[self.login_name]
        return field


class ConfirmResetPasswordForm(Form):
    """A code and a new password."""

    confirmation_code = ConfirmationCodeField()
    password: NewPasswordField


class AppSetupForm(Form):
    """The first code of an authenticator app."""

    confirmation_code = ConfirmationCodeField(CODE_FROM_APP)


class EmailSetupForm(Form):
    """The email address for codes at sign-in."""

    email = EmailField(missing=EMAIL_MISSING)


class ChoiceForm(Form):
    """A choice of factors. Each request sets the legend and the choices."""

    choice = RadioField(validate_choice=False)

    def validate_choice(self, field: RadioField) -> None:
        """Refuse an unknown choice, with our message."""
        if field.data not in {value for value, *_ in field.iter_choices()}:
            raise ValidationError(CHOOSE_OPTION)


class PasswordForm(Form):
    """The password, after the login."""

    password = CurrentPasswordField()


@lru_cache
def reset_password_form(outputs: AmplifyOutputs) -> type[LoginForm]:
    """Return the form for a forgotten password."""
    return type("ResetPasswordForm", (LoginForm,), _login_fields(outputs))


@lru_cache
def sign_in_form(outputs: AmplifyOutputs) -> type[LoginForm]:
    """Return the sign-in form, with a password field if there is no other first factor."""
    fields = _login_fields(outputs)
    if first_factors(outputs).is_password_only:
        fields["password"] = CurrentPasswordField()
    return type("SignInForm", (LoginForm,), fields)


def _login_fields(outputs: AmplifyOutputs) -> dict[str, Untyped]:
    """Return the login and, if it may be a phone number, its country as at sign-up.

    If it is always one, the country comes first.
    """
    kinds = outputs.auth.username_attributes
    name = login_name(kinds)
    makers = {name: lambda: LoginField(kinds)}
    if "phone_number" in kinds:
        makers[COUNTRY] = lambda: country_code_field(sign_up_settings(outputs))
    names = reversed(makers) if name == "phone_number" else makers
    return {"login_name": name, **{field: makers[field]() for field in names}}


def login_name(username_attributes: tuple[str, ...]) -> str:
    """Return the field's name: the attribute, or `username` if there are several."""
    return username_attributes[0] if len(username_attributes) == 1 else "username"


@lru_cache
def confirm_reset_password_form(policy: PasswordPolicy) -> type[ConfirmResetPasswordForm]:
    """Return the form for a new password under a pool's policy."""
    fields = {"password": NewPasswordField(policy, NEW_PASSWORD)}
    return type("ConfirmResetPasswordForm", (ConfirmResetPasswordForm,), fields)
