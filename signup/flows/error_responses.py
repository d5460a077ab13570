"""From an error of the helper to a page: the form again, with what was typed and what to do."""

from http import HTTPStatus

from flask import make_response, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from amplify_auth import AuthError, SignInException
from signup.flows.sign_in import not_offered
from signup.i18n.lazy_text import plural
from signup.messages.failures import MINUTE, UNAVAILABLE, Failure, Failures
from signup.observability.events import Event, record
from signup.web.rate_limits import LimitReachedError


def failed(
    error: AuthError,
    failures: Failures,
    form: FlaskForm,
    template: str,
    *,
    who: str = "",
    **context: object,
) -> Response:
    """Render the form of a step again, after the pool refused the step.

    A challenge that these pages do not answer is no fault of the form's; it has a page of its own.

    Args:
        error: What the helper raised.
        failures: What this step says about each error; any other error means that the service
            cannot be used at the moment.
        form: The form, with what was typed.
        template: The page of the step.
        who: Whom the step is about, for the log.
        context: What the page needs besides the form.
    """
    if isinstance(error, SignInException):
        return not_offered(who)
    if isinstance(error, LimitReachedError):
        failure = _too_many_tries(error.retry_after)
    else:
        failure = failures.get(type(error), UNAVAILABLE)
    record(failure.event, who=who, reason=error.name)
    if failure.field:
        form[failure.field].errors = [failure.message]
    else:
        form.form_errors.append(failure.message)
    response = make_response(render_template(template, form=form, **context), failure.status)
    if failure.retry_after:
        response.headers["Retry-After"] = str(failure.retry_after)
    return response


def _too_many_tries(seconds: int) -> Failure:
    """Say when to come back, and not for whom the tries were counted."""
    return Failure(
        message=plural(
            "There were too many tries. Wait %(count)s minute, then try once more. "
            "Until then, trying again does not help.",
            "There were too many tries. Wait %(count)s minutes, then try once more. "
            "Until then, trying again does not help.",
            seconds // MINUTE,
        ),
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=seconds,
        event=Event.EXCESS_RATE_LIMIT_EXCEEDED,
    )
