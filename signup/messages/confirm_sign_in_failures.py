"""Failures of challenges at sign-in."""

from dataclasses import replace

from amplify_auth import (
    AliasExistsException,
    CodeMismatchException,
    ConcurrentModificationException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    InvalidParameterException,
    InvalidPasswordException,
    LimitExceededException,
    MFAMethodNotFoundException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
    PasswordResetRequiredException,
    SoftwareTokenMFANotFoundException,
    TooManyFailedAttemptsException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
)
from signup.i18n.lazy_text import _
from signup.messages.failures import (
    INVALID_DETAILS,
    NOT_POSSIBLE,
    OUTAGES,
    PASSWORD_REFUSED,
    PASSWORD_USED_BEFORE,
    TRIGGERS_FAILED,
    UNAVAILABLE,
    WRONG_CODE,
    Failures,
)
from signup.messages.labels import EMAIL_FORMAT

WRONG_APP_CODE = replace(
    WRONG_CODE, message=_("That code isn't right. Enter the code your app shows now.")
)
"""A wrong code of an authenticator app, which cannot be resent."""

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

CHOICE_FAILURES: Failures = {
    **OUTAGES,
    **TRIGGERS_FAILED,
    AliasExistsException: UNAVAILABLE,
    CodeMismatchException: UNAVAILABLE,
    ConcurrentModificationException: UNAVAILABLE,
    EnableSoftwareTokenMFAException: UNAVAILABLE,
    ExpiredCodeException: UNAVAILABLE,
    InvalidParameterException: UNAVAILABLE,
    InvalidPasswordException: UNAVAILABLE,
    LimitExceededException: UNAVAILABLE,
    MFAMethodNotFoundException: NOT_POSSIBLE,
    PasswordHistoryPolicyViolationException: UNAVAILABLE,
    SoftwareTokenMFANotFoundException: NOT_POSSIBLE,
    TooManyFailedAttemptsException: UNAVAILABLE,
}
"""RespondToAuthChallenge, AssociateSoftwareToken and VerifySoftwareToken, for an answer that cannot
be wrong."""

SENT_CODE_FAILURES: Failures = {
    **CHOICE_FAILURES,
    CodeMismatchException: WRONG_CODE,
    ExpiredCodeException: WRONG_CODE,
    InvalidParameterException: WRONG_CODE,
    LimitExceededException: WRONG_CODE,
    TooManyFailedAttemptsException: WRONG_CODE,
}
"""The same for a code that was sent."""

APP_CODE_FAILURES: Failures = {
    **SENT_CODE_FAILURES,
    CodeMismatchException: WRONG_APP_CODE,
    ExpiredCodeException: USED_APP_CODE,
    InvalidParameterException: WRONG_APP_CODE,
}
"""The same for a code of an authenticator app."""

APP_SETUP_FAILURES: Failures = {
    **APP_CODE_FAILURES,
    CodeMismatchException: WRONG_SETUP_CODE,
    EnableSoftwareTokenMFAException: WRONG_SETUP_CODE,
    InvalidParameterException: WRONG_SETUP_CODE,
}
"""The same for the first code of an authenticator app."""

NEW_PASSWORD_FAILURES: Failures = {
    **CHOICE_FAILURES,
    AliasExistsException: INVALID_DETAILS,
    InvalidParameterException: INVALID_DETAILS,
    InvalidPasswordException: replace(PASSWORD_REFUSED, field="new_password"),
    PasswordHistoryPolicyViolationException: replace(PASSWORD_USED_BEFORE, field="new_password"),
}
"""The same for a new password with missing attributes."""

EMAIL_SETUP_FAILURES: Failures = {
    **CHOICE_FAILURES,
    AliasExistsException: INVALID_DETAILS,
    InvalidParameterException: replace(INVALID_DETAILS, message=EMAIL_FORMAT, field="email"),
}
"""The same for an address to send codes to."""

SIGN_IN_IS_OVER = (
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
)
"""Exceptions of the same operations after which the sign-in starts again."""
