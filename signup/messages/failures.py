"""Failures that several pages share, and the look-up of a failure.

Pages never show Cognito's messages, which name internals and may reveal who has an account. There
is a table for each operation in the modules beside this one. Each has every exception that its
operation declares, so that none counts as an outage by omission.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from math import ceil

from amplify_auth import (
    AuthError,
    CodeMismatchException,
    ExpiredCodeException,
    FeatureUnavailableInTierException,
    ForbiddenException,
    InternalErrorException,
    InvalidEmailRoleAccessPolicyException,
    InvalidLambdaResponseException,
    InvalidParameterException,
    InvalidSmsRoleAccessPolicyException,
    InvalidSmsRoleTrustRelationshipException,
    InvalidUserPoolConfigurationException,
    LimitExceededException,
    NotAuthorizedException,
    OperationNotEnabledException,
    ResourceNotFoundException,
    TooManyFailedAttemptsException,
    TooManyRequestsException,
    UnexpectedLambdaException,
    UnsupportedOperationException,
    UserNotFoundException,
)
from signup.i18n.lazy_text import Text, _, plural
from signup.observability.events import Event

MINUTE = 60
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Failure:
    """A refused step.

    Attributes:
        message: The text, which says what to do next.
        field: The name of the field, or None for the whole form.
        status: The status of the page.
        retry_after: Seconds to wait, for the header, or None.
        event: The event for the log.
        when_repeated: The text from the fifth consecutive time on; None if it does not change.
    """

    message: Text
    field: str | None = None
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    retry_after: int | None = None
    event: Event = Event.INPUT_VALIDATION_FAIL
    when_repeated: Text | None = None


Failures = Mapping[type[AuthError], Failure]

UNAVAILABLE = Failure(
    message=_("The service is temporarily unavailable. Try again in a minute."),
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    retry_after=MINUTE,
    event=Event.POOL_FAILED,
)
"""The pool is down, busy or misconfigured. The default for errors without an entry."""

STORE_UNAVAILABLE = replace(UNAVAILABLE, event=Event.STORE_UNREACHABLE)
"""The store is unavailable, which is the same to the visitor."""

NOT_POSSIBLE = Failure(
    message=_("That isn't possible here. Contact the people who run this service."),
    event=Event.POOL_FAILED,
)
"""The pool lacks the operation or the feature, so trying again does not help."""

OUTAGES: Failures = {
    ForbiddenException: UNAVAILABLE,
    InternalErrorException: UNAVAILABLE,
    InvalidEmailRoleAccessPolicyException: UNAVAILABLE,
    InvalidSmsRoleAccessPolicyException: UNAVAILABLE,
    InvalidSmsRoleTrustRelationshipException: UNAVAILABLE,
    InvalidUserPoolConfigurationException: UNAVAILABLE,
    ResourceNotFoundException: UNAVAILABLE,
    TooManyRequestsException: UNAVAILABLE,
    FeatureUnavailableInTierException: NOT_POSSIBLE,
    OperationNotEnabledException: NOT_POSSIBLE,
    UnsupportedOperationException: NOT_POSSIBLE,
}
"""The exceptions that say nothing about the visitor's input, for every operation."""

TRIGGERS_FAILED: Failures = {
    InvalidLambdaResponseException: UNAVAILABLE,
    UnexpectedLambdaException: UNAVAILABLE,
}
"""A trigger of the pool is broken, before the step took effect."""

# One text for all failures of a code, because the difference would reveal who has an account. So
# would the pool's own limit, which only exists for accounts.
WRONG_CODE = Failure(
    message=_("That code isn't right or has expired. Enter the newest code, or get a new one."),
    field="confirmation_code",
    event=Event.CODE_REFUSED,
)

NOT_FINISHED = Failure(
    message=_("We couldn't sign you in. Try again in a minute."), event=Event.AUTHN_LOGIN_FAIL
)
"""A trigger failed after the password was right."""

AFTER_SIGN_IN = re.compile(r"(PostAuthentication|PreTokenGeneration)\b")
"""The start of Cognito's message for a trigger that runs after a right password."""

PASSWORD_REFUSED = Failure(
    message=_("That password can't be used here. Choose a different one."), field="password"
)

PASSWORD_USED_BEFORE = Failure(
    message=_("Choose a password you haven't used here before"), field="password"
)

INVALID_DETAILS = Failure(
    message=_("We couldn't use some of these details. Check them and try again.")
)

CODE_FAILURES: Failures = {
    **OUTAGES,
    CodeMismatchException: WRONG_CODE,
    ExpiredCodeException: WRONG_CODE,
    InvalidParameterException: WRONG_CODE,
    LimitExceededException: WRONG_CODE,
    NotAuthorizedException: WRONG_CODE,
    TooManyFailedAttemptsException: WRONG_CODE,
    UserNotFoundException: WRONG_CODE,
}
"""The failures of both ConfirmSignUp and ConfirmForgotPassword. Their PostConfirmation trigger runs
after a right code, so a failing one never gets here: see `flows.confirmation`."""


def invalid_field(name: str, label: str) -> Failure:
    """Return the failure for a field in the pool's message.

    Args:
        name: The name of the field.
        label: Its label.
    """
    return Failure(_("Check “%(label)s” and try again").format(label=label), field=name)


def failure_of(error: AuthError, failures: Failures) -> Failure:
    """Return the failure for an error of the helper.

    Args:
        error: The error.
        failures: The table of the step.
    """
    if AFTER_SIGN_IN.match(error.message):
        return NOT_FINISHED
    return failures.get(type(error), UNAVAILABLE)


def too_many_attempts(seconds: int) -> Failure:
    """Return the failure for one of the app's limits, without saying which.

    Args:
        seconds: The time to wait.
    """
    return Failure(
        message=plural(
            "Too many attempts. Try again in %(count)s minute.",
            "Too many attempts. Try again in %(count)s minutes.",
            ceil(seconds / MINUTE),
        ),
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=seconds,
        event=Event.EXCESS_RATE_LIMIT_EXCEEDED,
    )
