"""Responses to refused steps: the form with its values and an error."""

from collections.abc import Iterator

from flask import make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from amplify_auth import AuthError, SignInException
from signup.flows.repeated_refusals import REPEATED, count_refusal
from signup.flows.sign_in import redirect_to_unsupported_step
from signup.messages.failures import (
    INVALID_DETAILS,
    NOT_POSSIBLE,
    STORE_UNAVAILABLE,
    Failure,
    Failures,
    failure_of,
    invalid_field,
    too_many_attempts,
)
from signup.observability.events import record
from signup.session.current_session import abandon_session
from signup.storage.interface import StoreError
from signup.web.rate_limits import RateLimitExceeded

UNKNOWN_ATTRIBUTE = "Attribute does not exist in the schema"
"""Cognito's message for an attribute that the pool does not have."""

SPOKEN = {
    "email": ("Invalid email address format", "Username should be an email"),
    "phone_number": ("Invalid phone number format", "Username should be a phone number"),
}
"""Cognito's messages that describe a field."""

Refusal = (AuthError, RateLimitExceeded, StoreError)
"""The exceptions that a view answers with `render_failure`."""


def render_failure(
    error: AuthError | RateLimitExceeded | StoreError,
    failures: Failures,
    form: FlaskForm,
    template: str,
    *,
    who: str = "",
    **context: object,
) -> Response:
    """Render the form of a refused step again.

    A challenge that the pages do not support has a page of its own.

    Args:
        error: The helper's error, the limit that was exceeded, or the outage of the store.
        failures: The known failures of this step. Any other error is an outage.
        form: The form, with its values.
        template: The template of the step's page.
        who: The account that the step is about.
        context: The template's other variables.
    """
    if isinstance(error, SignInException):
        return redirect_to_unsupported_step(who)
    if isinstance(error, RateLimitExceeded):
        failure, reason = too_many_attempts(error.retry_after), "LimitReached"
    elif isinstance(error, StoreError):
        abandon_session()
        failure, reason = STORE_UNAVAILABLE, ""
    else:
        failure, reason = failure_of(error, failures), error.name
        if failure is INVALID_DETAILS:
            failure, reason = _invalid_details(error, form)
    return show_failure(failure, form, template, who=who, reason=reason, **context)


def show_failure(
    failure: Failure,
    form: FlaskForm,
    template: str,
    *,
    who: str = "",
    reason: str = "",
    **context: object,
) -> Response:
    """Render a form again with a failure.

    Args:
        failure: The failure.
        form: The form, with what was typed.
        template: The template of the step's page.
        who: The account that the step is about, for the log.
        reason: The reason, for the log.
        context: The template's other variables.
    """
    record(failure.event, who=who, reason=reason)
    message = failure.message
    if failure.when_repeated and count_refusal(who) >= REPEATED:
        message = failure.when_repeated
    if failure.field and failure.field in form:
        form[failure.field].errors = [message]
    else:
        form.form_errors.append(message)
    response = make_response(render_template(template, form=form, **context), failure.status)
    if failure.retry_after:
        response.headers["Retry-After"] = str(failure.retry_after)
    return response


def _invalid_details(error: AuthError, form: FlaskForm) -> tuple[Failure, str]:
    """Return the failure of the field in Cognito's message, and a reason for the log.

    The log gets the message, which a developer may have to act on, without quoted values.
    """
    message = error.message
    for field in form:
        if isinstance(field.data, str) and field.data:
            message = message.replace(field.data, "…")
    reason = f"{error.name}: {message.strip()}"
    if UNKNOWN_ATTRIBUTE in message:
        return NOT_POSSIBLE, reason
    named = (name for name, words in _names(form) if any(word in message for word in words))
    name = next(named, None)
    return (invalid_field(name, form[name].label.text) if name else INVALID_DETAILS), reason


def _names(form: FlaskForm) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the fields with their names in Cognito's messages."""
    for field in form:
        yield field.name, (f"{field.name}:", f"'{field.name}'", *SPOKEN.get(field.name, ()))
