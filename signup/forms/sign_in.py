"""The forms of the ways back in, named and worded by what the pool signs people in with."""

from functools import lru_cache

from wtforms import Field, PasswordField, RadioField, StringField, ValidationError

from amplify_auth import PasswordPolicy
from signup.forms.base import Form
from signup.forms.fields import ConfirmationCodeField, NewPasswordField
from signup.forms.fields.untyped import Untyped
from signup.i18n.lazy_text import _
from signup.messages.labels import (
    EMAIL,
    EMAIL_MISSING,
    EMAIL_OR_PHONE,
    PHONE,
    PHONE_MISSING,
    USERNAME,
)

LOGIN_WORDS: dict[tuple[str, ...], tuple[str, str]] = {
    ("email",): (EMAIL, EMAIL_MISSING),
    ("phone_number",): (PHONE, PHONE_MISSING),
    ("email", "phone_number"): (EMAIL_OR_PHONE, _("Enter your email address or phone number")),
}
"""Label and "missing" error of the login field, by login options."""

OTHER_LOGIN_WORDS = (USERNAME, _("Enter your username"))
LOGIN_TYPES: dict[tuple[str, ...], str] = {("email",): "email"}
# HTML lets a field of type `tel` be no `username`, which is what password managers fill in.
LOGIN_KEYBOARDS: dict[tuple[str, ...], str] = {("phone_number",): "tel"}


class LoginField(StringField):
    """The name that an account signs in with.

    Args:
        username_attributes: What the pool takes for it.
    """

    def __init__(self, username_attributes: tuple[str, ...], **kwargs: Untyped) -> None:
        words = LOGIN_WORDS.get(tuple(sorted(username_attributes)), OTHER_LOGIN_WORDS)
        label, self._missing = words
        super().__init__(
            label,
            filters=[lambda value: value.strip() if value else value],
            render_kw={
                "type": LOGIN_TYPES.get(username_attributes, "text"),
                "inputmode": LOGIN_KEYBOARDS.get(username_attributes, False),
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            },
            **kwargs,
        )

    def pre_validate(self, form: Untyped) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise `ValidationError` when nothing was entered; whether it is known is not told."""
        if not self.data:
            raise ValidationError(self._missing)


class CurrentPasswordField(PasswordField):
    """A password that exists: anything goes, and nothing is said of its form.

    Attributes:
        layout: Tells the templates that there is something to show and hide.
    """

    layout = "password"

    def __init__(self, **kwargs: Untyped) -> None:
        super().__init__(_("Password"), render_kw={"autocomplete": "current-password"}, **kwargs)

    def pre_validate(self, form: Untyped) -> None:  # noqa: ARG002 - WTForms' signature
        """Raise `ValidationError` when nothing was entered."""
        if not self.data:
            raise ValidationError(_("Enter your password"))


class LoginForm(Form):
    """A form that begins with who you are, under the name that Cognito has for it."""

    login_name: str

    @property
    def login(self) -> Field:
        """The field with the name that the account signs in with."""
        field: Field = self[self.login_name]
        return field


class ConfirmResetPasswordForm(Form):
    """The code that was sent, and the new password."""

    confirmation_code = ConfirmationCodeField()
    password: NewPasswordField


class ChoiceForm(Form):
    """One of several ways to go on; the choices are added for each request."""

    choice = RadioField(_("How do you want to go on?"), validate_choice=False)

    def validate_choice(self, field: RadioField) -> None:
        """Refuse what is not among the choices, in our words."""
        if field.data not in {value for value, *_ in field.iter_choices()}:
            raise ValidationError(_("Choose one of these"))


@lru_cache
def reset_password_form(username_attributes: tuple[str, ...]) -> type[LoginForm]:
    """Return the form that asks whose password was forgotten."""
    name = login_name(username_attributes)
    fields = {"login_name": name, name: LoginField(username_attributes)}
    return type("ResetPasswordForm", (LoginForm,), fields)


@lru_cache
def sign_in_form(username_attributes: tuple[str, ...]) -> type[LoginForm]:
    """Return the form that asks who you are and for the proof."""
    name = login_name(username_attributes)
    fields = {
        "login_name": name,
        name: LoginField(username_attributes),
        "password": CurrentPasswordField(),
    }
    return type("SignInForm", (LoginForm,), fields)


def login_name(username_attributes: tuple[str, ...]) -> str:
    """Return what the field is called: the attribute, or `username` where there is a choice."""
    return username_attributes[0] if len(username_attributes) == 1 else "username"


@lru_cache
def confirm_reset_password_form(policy: PasswordPolicy) -> type[ConfirmResetPasswordForm]:
    """Return the form that sets a new password under a pool's policy."""
    fields = {"password": NewPasswordField(policy, _("Create a new password"))}
    return type("ConfirmResetPasswordForm", (ConfirmResetPasswordForm,), fields)
