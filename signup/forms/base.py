"""Base classes of the forms."""

from http import HTTPStatus

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, validate_csrf
from flask_wtf.form import _Auto
from wtforms import Field, ValidationError

from signup.forms.fields import ConfirmationCodeField, NewPasswordField, described
from signup.forms.fields.untyped import Untyped
from signup.messages.labels import COOKIES_OFF, SESSION_EXPIRED
from signup.observability.events import Event, record

HOUR = 60 * 60
MISMATCH = "The CSRF tokens do not match."
"""Flask-WTF's error for a valid token of another session."""


class Form(FlaskForm):
    """A form with CSRF protection, whose fields refer to their hints and errors."""

    class Meta(FlaskForm.Meta):
        """WTForms' hooks for reading values and rendering fields."""

        def wrap_formdata(self, form: FlaskForm, formdata: Untyped) -> Untyped:
            """Return form fields only. Flask-WTF also reads JSON bodies, of any types."""
            if formdata is _Auto:
                return request.form if request.method == "POST" else None
            return formdata

        def render_field(self, field: Field, render_kw: dict[str, Untyped]) -> Untyped:
            """Render a field with the attributes that assistive technology needs."""
            return field.widget(field, **described(field, render_kw))

    def validate(self, extra_validators: Untyped = None) -> bool:
        """Return whether the form is valid. Other services are called only if it is otherwise."""
        valid: bool = super().validate(extra_validators)
        return valid and all(
            field.is_unbreached() for field in self if isinstance(field, NewPasswordField)
        )

    def validate_on_submit(self, extra_validators: Untyped = None) -> bool:
        """Return whether the form was sent with a valid CSRF token, and is valid.

        Without a valid CSRF token, the visitor is only asked to send the form again; other errors
        wait. OWASP ASVS 3.5.1.
        """
        valid: bool = super().validate_on_submit(extra_validators)
        if self.is_out_of_date:
            cookies_are_off = not request.cookies and self._is_of_another_session
            for field in self:
                field.errors = []
            self.form_errors = [COOKIES_OFF if cookies_are_off else SESSION_EXPIRED]
            record(Event.MALICIOUS_CSRF, reason="missing or foreign token")
        elif self.errors:
            record(
                Event.INPUT_VALIDATION_FAIL, reason=f"fields: {', '.join(map(str, self.errors))}"
            )
        return valid

    @property
    def is_out_of_date(self) -> bool:
        """Whether the form came without a valid CSRF token."""
        said = {SESSION_EXPIRED, COOKIES_OFF}
        return bool(self.csrf_token.errors) or not said.isdisjoint(self.form_errors)

    @property
    def _is_of_another_session(self) -> bool:
        """Whether a page of the last hour had this form, whose cookie did not come back with it."""
        try:
            validate_csrf(
                self.csrf_token.data, self.meta.csrf_secret, HOUR, self.meta.csrf_field_name
            )
        except ValidationError as error:
            return str(error) == MISMATCH
        return False

    @property
    def status(self) -> HTTPStatus:
        """The status of the page that shows this form."""
        if self.is_out_of_date:
            return HTTPStatus.BAD_REQUEST
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK


class ButtonForm(Form):
    """A button with a CSRF token."""

    def check(self) -> None:
        """Raise `CSRFError` without a valid CSRF token."""
        if not self.validate_on_submit():
            raise CSRFError


class ConfirmSignUpForm(Form):
    """The code that confirms the address."""

    confirmation_code = ConfirmationCodeField()
