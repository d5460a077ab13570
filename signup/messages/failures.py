"""Texts for refused steps, one table per operation of Cognito's.

Cognito's own messages never reach a page: they name internals, and some tell who has an account.
Each table has every exception that its operation declares, so that none is an outage by omission.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from math import ceil

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
    SignInStep,
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
from signup.i18n.lazy_text import PageURL, Text, _, html, plural
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
    message=_("The service is temporarily unavailable. Try again in a minute."),
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
    message=_("That code isn't right or has expired. Enter the newest code, or get a new one."),
    field="confirmation_code",
    event=Event.CODE_REFUSED,
)

WRONG_APP_CODE = replace(
    WRONG_CODE, message=_("That code isn't right. Enter the code your app shows now.")
)
"""A wrong code of an authenticator app, which has no newer one to send."""

WRONG_SETUP_CODE = replace(
    WRONG_CODE,
    message=_(
        "That code isn't right. Enter the code your app shows now. "
        "If it still doesn't work, check the time on your device."
    ),
)

USED_APP_CODE = replace(
    WRONG_CODE,
    message=_("That code has already been used. Wait for the next one in your app."),
)

WRONG_LOGINS = {
    frozenset({"email"}): html(
        'Incorrect email address or password. Try again, or <a href="%(url)s">reset your '
        "password</a>."
    ),
    frozenset({"phone_number"}): html(
        'Incorrect phone number or password. Try again, or <a href="%(url)s">reset your '
        "password</a>."
    ),
    frozenset({"email", "phone_number"}): html(
        "Incorrect email address, phone number or password. Try again, or "
        '<a href="%(url)s">reset your password</a>.'
    ),
}
"""The texts for a wrong login or password, by what the pool takes as a login."""

WRONG_USERNAME = html(
    'Incorrect username or password. Try again, or <a href="%(url)s">reset your password</a>.'
)

NOT_FINISHED = Failure(
    message=_("We couldn't finish signing you in. Sign in again."), event=Event.AUTHN_LOGIN_FAIL
)
"""A trigger failed after the password was right."""

AFTER_SIGN_IN = re.compile(r"(PostAuthentication|PreTokenGeneration)\b")
"""The start of Cognito's message for a trigger that it runs after a right password."""

PASSWORD_REFUSED = Failure(
    message=_("That password can't be used here. Choose a different one."), field="password"
)

PASSWORD_USED_BEFORE = Failure(
    message=_("Choose a password you haven't used here before"), field="password"
)

INVALID_DETAILS = Failure(
    message=_("We couldn't use some of these details. Check them and try again.")
)

EMAIL_TAKEN = Failure(
    message=_("This email address already belongs to an account. Sign in, or use a different one."),
    event=Event.USER_EXISTS,
)

PHONE_TAKEN = Failure(
    message=_("This phone number already belongs to an account. Sign in, or use a different one."),
    event=Event.USER_EXISTS,
)

SIGN_UP_FAILURES: Failures = {
    **OUTAGES,
    **TRIGGERS_FAILED,
    InvalidPasswordException: PASSWORD_REFUSED,
    InvalidParameterException: INVALID_DETAILS,
    NotAuthorizedException: Failure(
        message=_("Sign-up is closed at the moment. You can still sign in to an existing account."),
        event=Event.USER_REFUSED,
    ),
    UserLambdaValidationException: Failure(
        message=_("We can't create an account with these details. Check them and try again."),
        event=Event.USER_REFUSED,
    ),
    UsernameExistsException: Failure(
        message=_("That username is taken. Choose another."), field="username"
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

CONFIRM_RESET_PASSWORD_FAILURES: Failures = {
    **CODE_FAILURES,
    InvalidPasswordException: PASSWORD_REFUSED,
    PasswordHistoryPolicyViolationException: PASSWORD_USED_BEFORE,
    UserNotConfirmedException: WRONG_CODE,
}

CONFIRM_SIGN_IN_FAILURES: Failures = {
    **OUTAGES,
    **TRIGGERS_FAILED,
    CodeMismatchException: WRONG_CODE,
    ConcurrentModificationException: UNAVAILABLE,
    EnableSoftwareTokenMFAException: WRONG_SETUP_CODE,
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

APP_CODE_FAILURES: Failures = {
    **CONFIRM_SIGN_IN_FAILURES,
    CodeMismatchException: WRONG_APP_CODE,
    ExpiredCodeException: USED_APP_CODE,
    InvalidParameterException: WRONG_APP_CODE,
}
"""The same for a code of an authenticator app."""

APP_SETUP_FAILURES: Failures = {
    **APP_CODE_FAILURES,
    CodeMismatchException: WRONG_SETUP_CODE,
    InvalidParameterException: WRONG_SETUP_CODE,
}
"""The same for the first code of an authenticator app."""

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


def confirm_sign_up_failures(attribute: str | None) -> Failures:
    """Return the failures of ConfirmSignUp.

    Args:
        attribute: What the code proves, `email` or `phone_number`.
    """
    # Whoever reads this has the right code, so the address is theirs to know about.
    taken = PHONE_TAKEN if attribute == "phone_number" else EMAIL_TAKEN
    return {**CODE_FAILURES, AliasExistsException: taken}


def wrong_login(username_attributes: Collection[str]) -> Failure:
    """Return the failure of a sign-in, which does not say which of the two is wrong.

    Args:
        username_attributes: What the pool takes as a login; none for chosen usernames.
    """
    logins = frozenset(username_attributes)
    message = WRONG_LOGINS.get(logins, WRONG_USERNAME).format(url=PageURL("signup.reset_password"))
    return Failure(message, event=Event.AUTHN_LOGIN_FAIL)


def sign_in_failures(username_attributes: Collection[str]) -> Failures:
    """Return the failures of InitiateAuth, and of RespondToAuthChallenge for the password.

    The helper turns `PasswordResetRequiredException` and `UserNotConfirmedException` into next
    steps.

    Args:
        username_attributes: What the pool takes as a login.
    """
    wrong = wrong_login(username_attributes)
    return {
        **OUTAGES,
        **TRIGGERS_FAILED,
        InvalidParameterException: wrong,
        NotAuthorizedException: wrong,
        UserLambdaValidationException: wrong,
        UserNotFoundException: wrong,
    }


def confirm_sign_in_failures(step: SignInStep) -> Failures:
    """Return the failures of the answer to a step.

    Args:
        step: The step.
    """
    tables = {
        SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE: APP_CODE_FAILURES,
        SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP: APP_SETUP_FAILURES,
    }
    return tables.get(step, CONFIRM_SIGN_IN_FAILURES)


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
            "Too many attempts. Try again in %(count)s minute.",
            "Too many attempts. Try again in %(count)s minutes.",
            ceil(seconds / MINUTE),
        ),
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=seconds,
        event=Event.EXCESS_RATE_LIMIT_EXCEEDED,
    )
