"""Texts for refused changes to the account of the signed-in user.

`flows.signed_in_pages.SESSION_IS_OVER` has the exceptions that end the session instead.
"""

from dataclasses import replace

from amplify_auth import (
    InvalidParameterException,
    InvalidPasswordException,
    LimitExceededException,
    NetworkError,
    PasswordHistoryPolicyViolationException,
    UnknownError,
)
from signup.i18n.lazy_text import _
from signup.messages.failures import (
    HOUR,
    OUTAGES,
    PASSWORD_REFUSED,
    PASSWORD_USED_BEFORE,
    UNAVAILABLE,
    Failures,
    too_many_attempts,
)

ADD_PASSWORD_FAILURES: Failures = {
    **OUTAGES,
    InvalidParameterException: PASSWORD_REFUSED,
    InvalidPasswordException: PASSWORD_REFUSED,
    LimitExceededException: too_many_attempts(HOUR),
    PasswordHistoryPolicyViolationException: PASSWORD_USED_BEFORE,
}
"""ChangePassword without a previous one."""

NOT_DELETED = replace(
    UNAVAILABLE, message=_("We couldn't delete your account. Try again in a minute.")
)
"""The account is still there. Whatever the reason, trying again is all that the visitor can do."""

DELETE_ACCOUNT_FAILURES: Failures = {
    **dict.fromkeys(OUTAGES, NOT_DELETED),
    InvalidParameterException: NOT_DELETED,
    NetworkError: NOT_DELETED,
    UnknownError: NOT_DELETED,
}
"""DeleteUser. `flows.account_deletion` finds out whether the account is still there."""
