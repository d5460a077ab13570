"""What the pages say about rules and failures, in our own words and in one place.

The service's own texts never reach a page: they name internals and sometimes accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from amplify_auth import (
    AuthError,
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    InvalidPasswordException,
    LimitExceededException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
    PasswordPolicy,
    PasswordRule,
    TooManyFailedAttemptsException,
    UserLambdaValidationException,
    UserNotConfirmedException,
    UserNotFoundException,
)
from amplify_auth.password_policy import MAX_LENGTH
from signup.events import Event

MINUTE = 60
HOUR = 60 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
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
    message=(
        "We cannot reach the account service right now. Nothing is lost: try again in a minute."
    ),
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    retry_after=MINUTE,
    event=Event.POOL_FAILED,
)

TOO_MANY_CODES = Failure(
    message="Too many wrong codes for this address. Wait an hour, then ask for a new code.",
    status=HTTPStatus.TOO_MANY_REQUESTS,
    retry_after=HOUR,
    event=Event.EXCESS_RATE_LIMIT_EXCEEDED,
)

# One answer for every way in which a code can fail: which way it was would tell who has an account.
WRONG_CODE = Failure(
    message=(
        "That code is not right, or it is too old. "
        "Enter the code from the newest message, or ask for a new one."
    ),
    field="confirmation_code",
    event=Event.CODE_REFUSED,
)

# One answer again: which of the two is wrong would tell who has an account.
WRONG_LOGIN = Failure(
    message=(
        "That name or password is not right. After several wrong ones, wait 15 minutes, "
        "or set a new password."
    ),
    event=Event.AUTHN_LOGIN_FAIL,
)

SIGN_UP_FAILURES: Failures = {
    InvalidPasswordException: Failure(
        message="Choose a different password: this one cannot be used", field="password"
    ),
    InvalidParameterException: Failure(
        message="Something here cannot be used. Check what you entered and try again."
    ),
    NotAuthorizedException: Failure(
        message="New accounts cannot be created here at the moment.", event=Event.USER_REFUSED
    ),
    UserLambdaValidationException: Failure(
        message="We cannot create an account with these details.", event=Event.USER_REFUSED
    ),
}

CONFIRM_SIGN_UP_FAILURES: Failures = {
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
        message="Too many codes were sent to this address. Wait an hour, then ask again.",
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
        message="Choose a password that you have not used here before", field="password"
    ),
    TooManyFailedAttemptsException: TOO_MANY_CODES,
    UserLambdaValidationException: WRONG_CODE,
    UserNotConfirmedException: WRONG_CODE,
    UserNotFoundException: WRONG_CODE,
}

MUST_HAVE = {
    PasswordRule.UPPERCASE: "a capital letter (A to Z)",
    PasswordRule.LOWERCASE: "a small letter (a to z)",
    PasswordRule.NUMBERS: "a number",
    PasswordRule.SYMBOLS: "a symbol, such as ! or ?",
}


def describe_password_policy(policy: PasswordPolicy) -> str:
    """Say what a password needs, before anybody types one."""
    contents = [MUST_HAVE[rule] for rule in policy.rules if rule in MUST_HAVE]
    length = f"Use {policy.min_length} characters or more"
    return f"{length}, with {join(contents)}" if contents else length


def password_problem(policy: PasswordPolicy, password: str) -> str | None:
    """Say everything that is wrong with a password at once, or return None."""
    if not password:
        return "Enter a password"
    violations = policy.violations(password)
    if PasswordRule.NO_OUTER_SPACES in violations:
        return "Password must not begin or end with a space"
    if PasswordRule.MAX_LENGTH in violations:
        return f"Password must be {MAX_LENGTH} characters or fewer"
    needs = [MUST_HAVE.get(rule, f"{policy.min_length} characters or more") for rule in violations]
    return f"Password must have {join(needs)}" if needs else None


def join(items: list[str]) -> str:
    """Join words as a sentence does: `a`, `a and b`, `a, b and c`."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def wait_for_new_code(seconds: int) -> str:
    """Say when a new code may be asked for."""
    unit = "second" if seconds == 1 else "seconds"
    return f"You can ask for a new code in {seconds} {unit}."
