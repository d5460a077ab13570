"""Responses to a refused step: the form again, with what was typed and what to do."""

from flask import make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from amplify_auth import AuthError, SignInException
from signup.flows.sign_in import redirect_to_unsupported_step
from signup.messages.failures import Failures, failure_of, too_many_attempts
from signup.observability.events import record
from signup.web.rate_limits import RateLimitExceeded

Refusal = (AuthError, RateLimitExceeded)
"""The exceptions that a view answers with `render_failure`."""


def render_failure(
    error: AuthError | RateLimitExceeded,
    failures: Failures,
    form: FlaskForm,
    template: str,
    *,
    who: str = "",
    **context: object,
) -> Response:
    """Render a step's form again after the step was refused.

    A challenge that these pages cannot answer is not the form's fault and has a page of its own.

    Args:
        error: The helper's error, or the limit that was exceeded.
        failures: The failures that this step has words for. Any other error is an outage.
        form: The form, with what was typed.
        template: The template of the step's page.
        who: The account that the step is about, for the log.
        context: The template's other variables.
    """
    if isinstance(error, SignInException):
        return redirect_to_unsupported_step(who)
    if isinstance(error, RateLimitExceeded):
        failure, reason = too_many_attempts(error.retry_after), "LimitReached"
    else:
        failure, reason = failure_of(error, failures), error.name
    record(failure.event, who=who, reason=reason)
    if failure.field:
        form[failure.field].errors = [failure.message]
    else:
        form.form_errors.append(failure.message)
    response = make_response(render_template(template, form=form, **context), failure.status)
    if failure.retry_after:
        response.headers["Retry-After"] = str(failure.retry_after)
    return response
