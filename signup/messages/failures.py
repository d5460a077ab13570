"""What the pages say about rules and failures, in our own words and in one place.

The service's own texts never reach a page: they name internals and sometimes accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from amplify_auth import (
    AliasExistsException,
    AuthError,
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    InvalidPasswordException,
    LimitExceededException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
    TooManyFailedAttemptsException,
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
    """What a page answers when the pool refuses.

    Attributes:
        message: What to do next.
        field: The field it is about, or None for the whole form.
        status: The status of the page.
        retry_after: Seconds to wait, for the header, or None.
        event: What the log calls it.
    """

    message: str
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

TOO_MANY_CODES = Failure(
    message=_("Too many wrong codes for this address. Wait an hour, then ask for a new code."),
    status=HTTPStatus.TOO_MANY_REQUESTS,
    retry_after=HOUR,
    event=Event.EXCESS_RATE_LIMIT_EXCEEDED,
)

# One answer for every way in which a code can fail: which way it was would tell who has an account.
WRONG_CODE = Failure(
    message=_(
        "That code is not right, or it is too old. "
        "Enter the code from the newest message, or ask for a new one."
    ),
    field="confirmation_code",
    event=Event.CODE_REFUSED,
)

# One answer again: which of the two is wrong would tell who has an account.
WRONG_LOGIN = Failure(
    message=_(
        "That name or password is not right. After several wrong ones, wait 15 minutes, "
        "or set a new password."
    ),
    event=Event.AUTHN_LOGIN_FAIL,
)

SIGN_UP_FAILURES: Failures = {
    InvalidPasswordException: Failure(
        message=_("Choose a different password: this one cannot be used"), field="password"
    ),
    InvalidParameterException: Failure(
        message=_("Something here cannot be used. Check what you entered and try again.")
    ),
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

CONFIRM_SIGN_UP_FAILURES: Failures = {
    # Whoever reads this has the right code, so the address is theirs to know about.
    AliasExistsException: Failure(
        message=_("This address already has an account. Sign in to it, or use another address."),
        event=Event.USER_EXISTS,
    ),
    CodeMismatchException: WRONG_CODE,
    ExpiredCodeException: WRONG_CODE,
    InvalidParameterException: WRONG_CODE,
    LimitExceededException: TOO_MANY_CODES,
    NotAuthorizedException: WRONG_CODE,
    TooManyFailedAttemptsException: TOO_MANY_CODES,
    UserLambdaValidationException: WRONG_CODE,
    UserNotFoundException: WRONG_CODE,
}

RESEND_FAILURES: Failures = {
    LimitExceededException: Failure(
        message=_("Too many codes were sent to this address. Wait an hour, then ask again."),
        status=HTTPStatus.TOO_MANY_REQUESTS,
        retry_after=HOUR,
        event=Event.EXCESS_RATE_LIMIT_EXCEEDED,
    ),
}

SIGN_IN_FAILURES: Failures = {
    NotAuthorizedException: WRONG_LOGIN,
    UserNotFoundException: WRONG_LOGIN,
    InvalidParameterException: WRONG_LOGIN,
    UserLambdaValidationException: WRONG_LOGIN,
    LimitExceededException: TOO_MANY_CODES,
}

CONFIRM_SIGN_IN_FAILURES: Failures = {
    CodeMismatchException: WRONG_CODE,
    ExpiredCodeException: WRONG_CODE,
    InvalidParameterException: WRONG_CODE,
    LimitExceededException: TOO_MANY_CODES,
    TooManyFailedAttemptsException: TOO_MANY_CODES,
}

CONFIRM_RESET_PASSWORD_FAILURES: Failures = {
    CodeMismatchException: WRONG_CODE,
    ExpiredCodeException: WRONG_CODE,
    InvalidParameterException: WRONG_CODE,
    InvalidPasswordException: SIGN_UP_FAILURES[InvalidPasswordException],
    LimitExceededException: TOO_MANY_CODES,
    NotAuthorizedException: WRONG_CODE,
    PasswordHistoryPolicyViolationException: Failure(
        message=_("Choose a password that you have not used here before"), field="password"
    ),
    TooManyFailedAttemptsException: TOO_MANY_CODES,
    UserLambdaValidationException: WRONG_CODE,
    UserNotConfirmedException: WRONG_CODE,
    UserNotFoundException: WRONG_CODE,
}


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


def wait_for_another(seconds: int) -> Text:
    """Say when a new code or link may be asked for."""
    return plural(
        "You can ask for another in %(count)s second.",
        "You can ask for another in %(count)s seconds.",
        seconds,
    )


# What the fields of the sign-up form say. %(label)s is a field's label.


def too_long(label: str, maximum: int) -> Text:
    """Say how long a value may be."""
    return plural(
        "%(label)s must be %(count)s character",
        "%(label)s must be %(count)s characters or fewer",
        maximum,
        label=label,
    )


CANNOT_BE_SEEN = _("%(label)s has characters that cannot be seen: type it again")

EMAIL = _("Email address")
EMAIL_MISSING = _("Enter your email address")
EMAIL_FORMAT = _("Enter an email address in the correct format, like name@example.com")

USERNAME = _("Username")
USERNAME_MISSING = _("Enter a username")
USERNAME_FORMAT = _("Username must not have spaces")

PHONE = _("Phone number")
PHONE_MISSING = _("Enter your phone number")
PHONE_FORMAT = _("Enter a phone number with digits only, like 020 7946 0958 or +44 20 7946 0958")
PHONE_TOO_SHORT = _("Phone number has too few digits for its country: add the area code")
PHONE_TOO_LONG = _("Phone number has too many digits for its country: check the country code")
PHONE_LEADING_ZERO = _("Phone number is not one of its country: check the country code")
COUNTRY_CODE_UNKNOWN = _("Choose a country code from the list")

EMAIL_OR_PHONE = _("Email address or phone number")
EMAIL_OR_PHONE_MISSING = _("Enter an email address or a phone number")

OPTIONAL = _("%(label)s (optional)")
ANSWER_MISSING = _("Fill in “%(label)s”")
CHOICE_MISSING = _("Choose one for “%(label)s”")
TICK_MISSING = _("Tick the box “%(label)s”")
CHOOSE = _("%(label)s must be one from the list")
CHOOSE_ONE = _("Choose one")
CHOOSE_TIME_ZONE = _("Choose a time zone")
OTHER_TIME_ZONES = _("Other")
TERMS_MISSING = _("Tick the box to agree to the terms and conditions")

CODE_BY_EMAIL = _("We send a code to this address")
CODE_BY_TEXT = _("We text a code to this number")
USERNAME_HINT = _("The name that you sign in with, without spaces")

DATE_FORMAT = _("Enter the date with the year first, like 1995-12-10, or with the month as a word")
DATE_UNREAL = _("%(label)s must be a day that exists")
DATE_IN_FUTURE = _("%(label)s must be in the past")
DATE_TOO_EARLY = _("%(label)s must be in the year %(year)s or later")
LOCALE_FORMAT = _("Enter a language as a short code, like en or pt-BR")
NUMBER_FORMAT = _("%(label)s must be a whole number of 20 digits or fewer")
URL_FORMAT = _("Enter a web address in the correct format, like https://example.com")
