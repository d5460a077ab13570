"""Failures of sign-ins."""

from collections.abc import Collection

from amplify_auth import (
    InvalidParameterException,
    NotAuthorizedException,
    UserLambdaValidationException,
    UserNotFoundException,
)
from signup.i18n.lazy_text import PageURL, _, html
from signup.messages.failures import (
    OUTAGES,
    TRIGGERS_FAILED,
    Failure,
    Failures,
)
from signup.observability.events import Event

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
"""Texts for a wrong login or password, by the pool's logins."""

WRONG_USERNAME = html(
    'Incorrect username or password. Try again, or <a href="%(url)s">reset your password</a>.'
)

# After five wrong passwords the pool also refuses the right one, for up to 15 minutes.
WRONG_LOGINS_AGAIN = {
    frozenset({"email"}): _(
        "Incorrect email address or password. If you're sure they're right, wait 15 minutes and "
        "try again."
    ),
    frozenset({"phone_number"}): _(
        "Incorrect phone number or password. If you're sure they're right, wait 15 minutes and "
        "try again."
    ),
    frozenset({"email", "phone_number"}): _(
        "Incorrect email address, phone number or password. If you're sure they're right, wait 15 "
        "minutes and try again."
    ),
}
"""The texts from the fifth time on, with and without an account."""

WRONG_USERNAME_AGAIN = _(
    "Incorrect username or password. If you're sure they're right, wait 15 minutes and try again."
)


def wrong_login(username_attributes: Collection[str]) -> Failure:
    """Return the failure of a sign-in, without saying whether the login or the password is wrong.

    Args:
        username_attributes: The pool's logins; none for chosen usernames.
    """
    logins = frozenset(username_attributes)
    message = WRONG_LOGINS.get(logins, WRONG_USERNAME).format(url=PageURL("signup.reset_password"))
    again = WRONG_LOGINS_AGAIN.get(logins, WRONG_USERNAME_AGAIN)
    return Failure(message, event=Event.AUTHN_LOGIN_FAIL, when_repeated=again)


def sign_in_failures(username_attributes: Collection[str]) -> Failures:
    """Return the failures of InitiateAuth, and of RespondToAuthChallenge for the password.

    The helper turns `PasswordResetRequiredException` and `UserNotConfirmedException` into next
    steps.

    Args:
        username_attributes: The pool's logins.
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
