"""Conversion of botocore's responses and exceptions into this package's.

botocore treats an unreadable body as an empty response, so a captive portal's page, or a truncated
response, would count as a created account. `check_answer` refuses such responses first.
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

REQUIRED_MEMBERS: Mapping[str, list[set[str]]] = {
    "AssociateSoftwareToken": [{"SecretCode"}],
    "ChangePassword": [],
    "CompleteWebAuthnRegistration": [],
    "ConfirmForgotPassword": [],
    "ConfirmSignUp": [],
    "DeleteWebAuthnCredential": [],
    "ForgotPassword": [{"CodeDeliveryDetails"}],
    "InitiateAuth": [{"AuthenticationResult", "ChallengeName"}],
    # Some pools answer {} if the user is confirmed (amplify-js issue 14762).
    "ResendConfirmationCode": [],
    "RespondToAuthChallenge": [{"AuthenticationResult", "ChallengeName"}],
    "SetUserMFAPreference": [],
    "VerifySoftwareToken": [{"Status"}],
}
"""Members of every response of an operation, at least one of each set. Without any, the response is
still a nonempty object. Other operations have the members that Cognito's service model requires; if
it requires none, as for signing out, the body may be empty."""

UNREADABLE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Errors that botocore's parser raises for an answer that is not as the model says."""


class NoAnswerError(Exception):
    """A response with status 200 that the operation cannot have sent."""


def check_answer(
    operation_model: "OperationModel", response_dict: dict[str, Any], **_: object
) -> None:
    """Handle botocore's `before-parse` event.

    Args:
        operation_model: The operation.
        response_dict: The response as received.

    Raises:
        NoAnswerError: It is not a JSON object, or a member is missing.
    """
    status, body = response_dict["status_code"], response_dict["body"]
    if status > HTTPStatus.MULTIPLE_CHOICES:  # botocore reads these as refusals
        return
    if status != HTTPStatus.OK:
        raise NoAnswerError
    name, shape = operation_model.name, operation_model.output_shape
    in_model = shape.required_members if shape else ()
    required = REQUIRED_MEMBERS.get(name, [{member} for member in in_model])
    if not body and not required and name not in REQUIRED_MEMBERS:
        return
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswerError from None
    if not isinstance(answer, dict):
        raise NoAnswerError
    answered = {member for member, value in answer.items() if value is not None}
    if any(answered.isdisjoint(members) for members in required):
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
    """Return whether an error means that the pool is down.

    Args:
        error: The error that `attempt` returned.

    Returns:
        Whether the pool is at fault. A refusal is not a fault.
    """
    status = error.metadata.http_status_code
    if status is not None:
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, NetworkError | UnknownError)


def _from_answer(refusal: exceptions.ClientError) -> ServiceError | UnknownError:
    """Turn an error answer into the exception of that name."""
    described, sent = refusal.response["Error"], refusal.response["ResponseMetadata"]
    code, message = _text(described.get("Code")), _text(described.get("Message"))
    status = sent.get("HTTPStatusCode")
    metadata = ErrorMetadata(http_status_code=status, request_id=sent.get("RequestId"))
    # botocore puts the status in place of a name that is missing.
    if code in {"", str(status)}:
        return UnknownError(metadata=metadata)
    error = SERVICE_ERRORS.get(code, ServiceError)(message, metadata=metadata)
    # An exception that the model does not declare keeps its name. The name is logged, so it must
    # look like one.
    if code.isidentifier():
        error.name = code
    return error


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
