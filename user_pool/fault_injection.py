"""Failing when somebody asks for it: what each exception says, and the faults of a network.

Cognito cannot be made to fail, and whoever writes a page wants to see it fail. The messages are
those of `docs/user-pool.md`; where Cognito's own is not established there is a plain one of ours.
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

_UNTOLD = "The request failed, because it was asked to."
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
"""Faults of the network between a client and the pool."""

_WHEN_SENDING = {("SignUp", "LimitExceededException")}


def failures_of(operation: str) -> tuple[str, ...]:
    """Return how an operation can fail: its exceptions in the service model, and the network's."""
    return (*sorted(validation.errors_of(operation)), *NETWORK_FAULTS)


def exception(operation: str, name: str) -> ServiceError:
    """Return an exception of an operation, with Cognito's message where that is known."""
    known = _BY_OPERATION.get((operation, name)) or _EXCEPTIONS.get(name)
    return known or ServiceError(name, _UNTOLD)


def is_met_when_sending(operation: str, name: str) -> bool:
    """Return whether everything but the message is done before the exception: users exist then."""
    return name == "CodeDeliveryFailureException" or (operation, name) in _WHEN_SENDING
