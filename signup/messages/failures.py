"""Texts for refused steps, one table per operation of Cognito's, and for error pages.

Cognito's own messages never reach a page: they name internals, and some tell who has an account.
Each table has every exception that its operation declares, so that none is an outage by omission.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from amplify_auth import (
    AliasExistsException,
    AuthError,
    CodeMismatchException,
    ConcurrentModificationException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    FeatureUnavailableInTierException,
    ForbiddenException,
    InternalErrorException,
    InvalidEmailRoleAccessPolicyException,
    InvalidLambdaResponseException,
    InvalidParameterException,
    InvalidPasswordException,
    InvalidSmsRoleAccessPolicyException,
    InvalidSmsRoleTrustRelationshipException,
    InvalidUserPoolConfigurationException,
    LimitExceededException,
    MFAMethodNotFoundException,
    NotAuthorizedException,
    OperationNotEnabledException,
    PasswordHistoryPolicyViolationException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    SoftwareTokenMFANotFoundException,
    TooManyFailedAttemptsException,
    TooManyRequestsException,
    UnexpectedLambdaException,
    UnsupportedOperationException,
    UserLambdaValidationException,
    UsernameExistsException,
    UserNotConfirmedException,
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
        field: The name of the field it is about, or None for the whole form.
        status: The status of the page.
        retry_after: Seconds to wait, for the header, or None.
        event: The event for the log.
    """

    message: Text
    field: str | None = None
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    retry_after: int | None = None
    event: Event = Event.INPUT_VALIDATION_FAIL


Failures = Mapping[type[AuthError], Failure]

UNAVAILABLE = Failure(
    message=_(
        "We cannot reach the account service right now. Nothing is lost: try again in a minute."
    ),
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    retry_after=MINUTE,
    event=Event.POOL_FAILED,
)
"""The pool is down, busy, or set up wrongly. Any error that a table does not have is this."""

STORE_UNAVAILABLE = replace(UNAVAILABLE, event=Event.STORE_UNREACHABLE)
"""The store of sessions and limits is down, which is the same to the visitor."""

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

# One text for every way in which a code can fail: which way it was tells who has an account. So
# does the pool's own limit, which only exists for accounts.
WRONG_CODE = Failure(
    message=_(
        "That code is not right, or it is too old. "
        "Enter the code from the newest message, or ask for a new one."
    ),
    field="confirmation_code",
    event=Event.CODE_REFUSED,
)

# One text again: which of the two is wrong tells who has an account.
WRONG_LOGIN = Failure(
    message=_(
        "That name or password is not right. After several wrong ones, wait 15 minutes, "
        "or set a new password."
    ),
    event=Event.AUTHN_LOGIN_FAIL,
)

NOT_FINISHED = Failure(
    message=_("We couldn't finish signing you in. Sign in again."), event=Event.AUTHN_LOGIN_FAIL
)
"""A trigger failed after the password was right."""

AFTER_SIGN_IN = re.compile(r"(PostAuthentication|PreTokenGeneration)\b")
"""The start of Cognito's message for a trigger that it runs after a right password."""

PASSWORD_REFUSED = Failure(
    message=_("Choose a different password: this one cannot be used"), field="password"
)

PASSWORD_USED_BEFORE = Failure(
    message=_("Choose a password that you have not used here before"), field="password"
)

INVALID_DETAILS = Failure(
    message=_("Something here cannot be used. Check what you entered and try again.")
)

SIGN_UP_FAILURES: Failures = {
    **OUTAGES,
    **TRIGGERS_FAILED,
    InvalidPasswordException: PASSWORD_REFUSED,
    InvalidParameterException: INVALID_DETAILS,
    NotAuthorizedException: Failure(
        message=_("New accounts cannot be created here at the moment."), event=Event.USER_REFUSED
    ),
    UserLambdaValidationException: Failure(
        message=_("We cannot create an account with these details."), event=Event.USER_REFUSED
    ),
    UsernameExistsException: Failure(
        message=_("This username is taken: choose another"), field="username"
    ),
}
"""SignUp. `flows.enumeration_protection` handles the codes that could not be sent."""

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

CONFIRM_SIGN_UP_FAILURES: Failures = {
    **CODE_FAILURES,
    # Whoever reads this has the right code, so the address is theirs to know about.
    AliasExistsException: Failure(
        message=_("This address already has an account. Sign in to it, or use another address."),
        event=Event.USER_EXISTS,
    ),
}

CONFIRM_RESET_PASSWORD_FAILURES: Failures = {
    **CODE_FAILURES,
    InvalidPasswordException: PASSWORD_REFUSED,
    PasswordHistoryPolicyViolationException: PASSWORD_USED_BEFORE,
    UserNotConfirmedException: WRONG_CODE,
}

SIGN_IN_FAILURES: Failures = {
    **OUTAGES,
    **TRIGGERS_FAILED,
    InvalidParameterException: WRONG_LOGIN,
    NotAuthorizedException: WRONG_LOGIN,
    UserLambdaValidationException: WRONG_LOGIN,
    UserNotFoundException: WRONG_LOGIN,
}
"""InitiateAuth, and RespondToAuthChallenge for the password. The helper turns
`PasswordResetRequiredException` and `UserNotConfirmedException` into next steps."""

CONFIRM_SIGN_IN_FAILURES: Failures = {
    **OUTAGES,
    **TRIGGERS_FAILED,
    CodeMismatchException: WRONG_CODE,
    ConcurrentModificationException: UNAVAILABLE,
    EnableSoftwareTokenMFAException: WRONG_CODE,
    ExpiredCodeException: WRONG_CODE,
    InvalidParameterException: WRONG_CODE,
    InvalidPasswordException: PASSWORD_REFUSED,
    LimitExceededException: WRONG_CODE,
    MFAMethodNotFoundException: NOT_POSSIBLE,
    PasswordHistoryPolicyViolationException: PASSWORD_USED_BEFORE,
    SoftwareTokenMFANotFoundException: NOT_POSSIBLE,
    TooManyFailedAttemptsException: WRONG_CODE,
}
"""RespondToAuthChallenge, AssociateSoftwareToken and VerifySoftwareToken."""

SIGN_IN_IS_OVER = (
    AliasExistsException,
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
)
"""The exceptions of the same operations after which the sign-in starts again."""

RESET_PASSWORD_FAILURES = OUTAGES
"""ForgotPassword. `flows.enumeration_protection` answers alike to what depends on the account."""


def invalid_field(name: str, label: str) -> Failure:
    """Return the failure for a field that the pool named.

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
    """Return the failure for a limit of the app's own, which does not say what was counted.

    Args:
        seconds: How long to wait.
    """
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


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The text of an error page."""

    heading: Text
    what_to_do: Text


ERROR_PAGES = {
    HTTPStatus.BAD_REQUEST: ErrorPage(
        _("We could not read that"), _("Go back, check what you entered, and send it again.")
    ),
    HTTPStatus.FORBIDDEN: ErrorPage(
        _("This page is not for you"), _("The demo answers only the computer that it runs on.")
    ),
    HTTPStatus.NOT_FOUND: ErrorPage(
        _("There is no such page"), _("Check the address, or start from the first page.")
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ErrorPage(
        _("This page does not take that"), _("Start again from the first page.")
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorPage(
        _("That is too much to send"), _("Go back, shorten what you entered, and send it again.")
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorPage(
        _("We are out of order for a moment"), _("Nothing is lost: try again in a minute.")
    ),
}
CSRF_ERROR_PAGE = ErrorPage(
    _("That page was out of date"),
    _(
        "It was open for too long, or your browser refuses cookies, which this form needs. "
        "Go back, reload the page and send it again."
    ),
)

TOO_MANY_ATTEMPTS = _("Too many attempts")
CROSS_SITE_ERROR_PAGE = ErrorPage(
    _("That came from another site"), _("Go to the first page, and enter it there.")
)
PLAIN_HTTP_ERROR_PAGE = ErrorPage(
    _("That was sent over an insecure connection"),
    _("Open this site with https:// in front of its address, and enter it there."),
)


def crash_error_page(reference: str) -> ErrorPage:
    """Return the page for a defect.

    Args:
        reference: The request's id, by which the log tells more.
    """
    return ErrorPage(
        _("Something went wrong on our side"),
        _("Try again in a minute. If it goes on, tell us this reference: %(reference)s").format(
            reference=reference
        ),
    )
