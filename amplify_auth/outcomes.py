"""What a call of boto3's comes to: an answer, or an error of this package in its place."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from amplify_auth.answers import NoAnswerError
from amplify_auth.errors import (
    AuthError,
    ErrorMetadata,
    NetworkError,
    ServiceError,
    UnknownError,
)
from amplify_auth.service_errors import SERVICE_ERRORS, InvalidParameterException

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

# What botocore's parser falls over when a member is of another type than the model says.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)


def attempt(
    operation: Callable[..., Mapping[str, Any]], request: Mapping[str, Any]
) -> dict[str, Any] | AuthError:
    """Call an operation of boto3's client.

    Args:
        operation: The client's method.
        request: Its members by name.

    Returns:
        The answer, or the error that it came to. botocore's own exceptions end here.
    """
    from botocore import exceptions  # noqa: PLC0415 - boto3 is imported on first use

    try:
        return dict(operation(**request))
    except exceptions.ClientError as refusal:
        return _from_answer(refusal)
    except exceptions.ParamValidationError:
        return InvalidParameterException("A parameter is empty or of the wrong type.")
    except (exceptions.HTTPClientError, exceptions.ConnectionError, NoAnswerError):
        return NetworkError()
    except (exceptions.BotoCoreError, *UNREADABLE):
        return UnknownError()


def is_fault(error: AuthError) -> bool:
    """Tell a pool that is down from one that refuses.

    Args:
        error: What a call came to.

    Returns:
        Whether it is the pool's fault; a refusal is an answer.
    """
    if isinstance(error, ServiceError):
        status = error.metadata.http_status_code or HTTPStatus.OK
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, NetworkError | UnknownError)


def _from_answer(refusal: "ClientError") -> ServiceError:
    """Turn an error answer into the exception of that name."""
    answer = refusal.response
    code = answer.get("Error", {}).get("Code", "")
    metadata = answer.get("ResponseMetadata", {})
    # One that the model does not know keeps its name, if it is one: the text goes to logs.
    error = SERVICE_ERRORS.get(code, ServiceError)(
        answer.get("Error", {}).get("Message", ""),
        metadata=ErrorMetadata(
            http_status_code=metadata.get("HTTPStatusCode"),
            request_id=metadata.get("RequestId"),
        ),
    )
    if code.isidentifier():
        error.name = code
    return error
