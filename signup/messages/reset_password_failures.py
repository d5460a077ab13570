"""Failures of password resets."""

from amplify_auth import (
    InvalidPasswordException,
    PasswordHistoryPolicyViolationException,
    UserNotConfirmedException,
)
from signup.messages.failures import (
    CODE_FAILURES,
    OUTAGES,
    PASSWORD_REFUSED,
    PASSWORD_USED_BEFORE,
    WRONG_CODE,
    Failures,
)

CONFIRM_RESET_PASSWORD_FAILURES: Failures = {
    **CODE_FAILURES,
    InvalidPasswordException: PASSWORD_REFUSED,
    PasswordHistoryPolicyViolationException: PASSWORD_USED_BEFORE,
    UserNotConfirmedException: WRONG_CODE,
}

RESET_PASSWORD_FAILURES = OUTAGES
"""ForgotPassword. `flows.enumeration_protection` answers alike to what depends on the account."""
