"""Translation of botocore's answers and exceptions into this package's.

botocore takes a body that is not JSON for an empty answer, so a hotel's login page, or half an
answer, would count as an account that was created. `check_answer` refuses such bodies first.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore import exceptions

from amplify_auth.errors import (
    AuthError,
    ErrorMetadata,
    NetworkError,
    ServiceError,
    UnknownError,
)
from amplify_auth.service_errors import SERVICE_ERRORS, InvalidParameterException

if TYPE_CHECKING:
    from botocore.model import OperationModel

UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""Errors that botocore's parser raises when a member is of another type than the model says."""


class NoAnswerError(Exception):
    """A body with status 200 that is not what the operation answers."""


def check_answer(
    operation_model: "OperationModel", response_dict: dict[str, Any], **_: object
) -> None:
    """Handle botocore's `before-parse` event.

    Args:
        operation_model: Lists the members that the answer must have.
        response_dict: The answer, as it came.

    Raises:
        NoAnswerError: It is not a JSON object, or a member is missing.
    """
    if response_dict["status_code"] != HTTPStatus.OK:
        return
    shape = operation_model.output_shape
    try:
        # Operations without output members may send no body. RevokeToken does.
        answer = json.loads(response_dict["body"] or b"{}")
    except (ValueError, RecursionError):
        raise NoAnswerError from None
    if not isinstance(answer, dict) or (shape and not answer.keys() >= {*shape.required_members}):
        raise NoAnswerError


def attempt(
    operation: Callable[..., Mapping[str, Any]], request: Mapping[str, Any]
) -> dict[str, Any] | AuthError:
    """Call an operation of boto3's client.

    Args:
        operation: The client's method.
        request: Its members by name.

    Returns:
        The answer, or an error of this package. botocore's own exceptions end here.
    """
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
        error: The error that `attempt` returned.

    Returns:
        Whether the pool is at fault. A refusal is an answer.
    """
    if isinstance(error, ServiceError):
        status = error.metadata.http_status_code or HTTPStatus.OK
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, NetworkError | UnknownError)


def _from_answer(refusal: exceptions.ClientError) -> ServiceError:
    """Turn an error answer into the exception of that name."""
    answer = refusal.response
    code = answer.get("Error", {}).get("Code", "")
    metadata = answer.get("ResponseMetadata", {})
    error = SERVICE_ERRORS.get(code, ServiceError)(
        answer.get("Error", {}).get("Message", ""),
        metadata=ErrorMetadata(
            http_status_code=metadata.get("HTTPStatusCode"),
            request_id=metadata.get("RequestId"),
        ),
    )
    # An exception that the model does not declare keeps its name. The name is logged, so it must
    # look like one.
    if code.isidentifier():
        error.name = code
    return error
