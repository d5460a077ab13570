"""Fault injection: exceptions of the service and network faults, on request.

Messages are those of `docs/user-pool.md`. Where Cognito's wording is unknown, they are our own.
"""

from __future__ import annotations

from user_pool import validation
from user_pool.errors import (
    ServiceError,
    attempt_limit,
    invalid_parameter,
    no_live_code,
    no_such_user,
    not_authorized,
    unknown_username,
    wrong_code,
    wrong_password,
)

_DEFAULT_MESSAGE = "The request failed as requested."
_EXCEPTIONS = {
    error.name: error
    for error in (
        attempt_limit(),
        no_live_code(),
        unknown_username(),
        wrong_code(),
        wrong_password(),
        ServiceError("CodeDeliveryFailureException", "Failed to deliver the verification code."),
        ServiceError("ForbiddenException", "Request not allowed due to WAF block."),
        ServiceError("InternalErrorException", "Something went wrong."),
        ServiceError(
            "InvalidPasswordException",
            "Password did not conform with policy: Password not long enough",
        ),
        ServiceError("TooManyRequestsException", "Too many requests"),
        ServiceError(
            "UserLambdaValidationException", "PreSignUp failed with error Not on the list."
        ),
        ServiceError("UsernameExistsException", "User already exists"),
        ServiceError("UserNotConfirmedException", "User is not confirmed."),
    )
}
_BY_OPERATION = {
    ("ConfirmSignUp", "NotAuthorizedException"): not_authorized(
        "User cannot be confirmed. Current status is CONFIRMED"
    ),
    ("InitiateAuth", "UserNotFoundException"): no_such_user(),
    ("ResendConfirmationCode", "InvalidParameterException"): invalid_parameter(
        "User is already confirmed."
    ),
    ("ResendConfirmationCode", "NotAuthorizedException"): not_authorized(
        "Cannot resend codes. Auto verification not turned on."
    ),
    ("SignUp", "LimitExceededException"): ServiceError(
        "LimitExceededException", "Exceeded daily email limit for the operation or the account."
    ),
    ("SignUp", "NotAuthorizedException"): not_authorized(
        "SignUp is not permitted for this user pool"
    ),
}
NETWORK_FAULTS = ("unreachable", "timeout", "connection closed")
"""Network faults between a client and the pool."""

_WHEN_SENDING = {("SignUp", "LimitExceededException")}


def failures_of(operation: str) -> tuple[str, ...]:
    """Return the names of an operation's exceptions and of the network faults."""
    return (*sorted(validation.errors_of(operation)), *NETWORK_FAULTS)


def exception(operation: str, name: str) -> ServiceError:
    """Return an exception of an operation, with Cognito's message where it is known."""
    known = _BY_OPERATION.get((operation, name)) or _EXCEPTIONS.get(name)
    return known or ServiceError(name, _DEFAULT_MESSAGE)


def is_met_when_sending(operation: str, name: str) -> bool:
    """Return whether an exception occurs while sending, after everything else was done."""
    return name == "CodeDeliveryFailureException" or (operation, name) in _WHEN_SENDING
