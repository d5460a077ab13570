"""Failures of sign-ups and their confirmation."""

from amplify_auth import (
    AliasExistsException,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    UserLambdaValidationException,
    UsernameExistsException,
)
from signup.i18n.lazy_text import _
from signup.messages.failures import (
    CODE_FAILURES,
    INVALID_DETAILS,
    OUTAGES,
    PASSWORD_REFUSED,
    TRIGGERS_FAILED,
    Failure,
    Failures,
)
from signup.observability.events import Event

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


def confirm_sign_up_failures(attribute: str | None) -> Failures:
    """Return the failures of ConfirmSignUp.

    Args:
        attribute: The attribute that the code confirms, `email` or `phone_number`.
    """
    # Shown after a right code, so the visitor owns the address.
    taken = PHONE_TAKEN if attribute == "phone_number" else EMAIL_TAKEN
    return {**CODE_FAILURES, AliasExistsException: taken}
