"""What the pool answers when it does not do what was asked.

One class stands for all of Cognito's exceptions: on the wire they differ by name and message only.
The functions below are the answers that several operations share, worded as Cognito words them.
"""

from __future__ import annotations


class ServiceError(Exception):
    """An error that is an answer.

    Args:
        name: Cognito's name of it, for example `UsernameExistsException`.
        message: The sentence for the caller.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status that Cognito sends it with."""
        return _STATUS.get(self.name, 400)


_STATUS = {"InternalErrorException": 500, "UnauthorizedException": 401}


def invalid_parameter(message: str) -> ServiceError:
    """The request is well formed, and asks for something that this pool does not take."""
    return ServiceError("InvalidParameterException", message)


def not_authorized(message: str) -> ServiceError:
    """The caller may not have this."""
    return ServiceError("NotAuthorizedException", message)


def wrong_password() -> ServiceError:
    """The first factor is wrong, or there is no such user and the pool does not say so."""
    return not_authorized("Incorrect username or password.")


def wrong_code() -> ServiceError:
    """A code is outstanding, and this is not it."""
    return ServiceError(
        "CodeMismatchException", "Invalid verification code provided, please try again."
    )


def no_live_code() -> ServiceError:
    """No code is outstanding: none was sent, it is too old, or it was used."""
    return ServiceError(
        "ExpiredCodeException", "Invalid code provided, please request a code again."
    )


def attempt_limit() -> ServiceError:
    """The hour's tries are used up."""
    return ServiceError(
        "LimitExceededException", "Attempt limit exceeded, please try after some time."
    )


def unknown_username() -> ServiceError:
    """There is no such user, said by the operations about codes."""
    return ServiceError("UserNotFoundException", "Username/client id combination not found.")


def no_such_user() -> ServiceError:
    """There is no such user, said by the operations about signing in."""
    return ServiceError("UserNotFoundException", "User does not exist.")
