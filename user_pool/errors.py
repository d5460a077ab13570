"""Errors of the service.

One class represents all of Cognito's exceptions, which differ on the wire by name and message only.
The functions return the errors that several operations share, in Cognito's own words.
"""

from __future__ import annotations


class ServiceError(Exception):
    """Error response of the service.

    Args:
        name: Cognito's name of it, for example `UsernameExistsException`.
        message: The message for the caller.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status that Cognito sends."""
        return _STATUS.get(self.name, 400)


_STATUS = {"InternalErrorException": 500, "UnauthorizedException": 401}


def invalid_parameter(message: str) -> ServiceError:
    """Return the error for a well-formed request that the pool does not accept."""
    return ServiceError("InvalidParameterException", message)


def not_authorized(message: str) -> ServiceError:
    """Return the error for a caller who is not authorized."""
    return ServiceError("NotAuthorizedException", message)


def wrong_password() -> ServiceError:
    """Return the error for a wrong first factor, or for an unknown user whom the pool hides."""
    return not_authorized("Incorrect username or password.")


def wrong_code() -> ServiceError:
    """Return the error for a code that differs from the valid one."""
    return ServiceError(
        "CodeMismatchException", "Invalid verification code provided, please try again."
    )


def no_live_code() -> ServiceError:
    """Return the error for a user whose code has expired or been used, or was never sent."""
    return ServiceError(
        "ExpiredCodeException", "Invalid code provided, please request a code again."
    )


def attempt_limit() -> ServiceError:
    """Return the error for too many attempts in an hour."""
    return ServiceError(
        "LimitExceededException", "Attempt limit exceeded, please try after some time."
    )


def unknown_username() -> ServiceError:
    """Return the error for an unknown user, as the operations about codes word it."""
    return ServiceError("UserNotFoundException", "Username/client id combination not found.")


def no_such_user() -> ServiceError:
    """Return the error for an unknown user, as the operations about signing in word it."""
    return ServiceError("UserNotFoundException", "User does not exist.")
