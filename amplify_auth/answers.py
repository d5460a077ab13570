"""The check that an answer is one, before anything is made of it.

botocore takes a body that is no JSON for an empty answer, so a login page of a hotel's network, or
half an answer, would count as an account that was created.
"""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel

OK = 200


class NoAnswerError(Exception):
    """What came back with status 200 is not what the operation answers."""


def check_answer(
    operation_model: "OperationModel", response_dict: dict[str, Any], **_: object
) -> None:
    """Handle botocore's `before-parse` event.

    Args:
        operation_model: Says which members the answer must have.
        response_dict: The answer, as it came.

    Raises:
        NoAnswerError: It is no JSON object, or a member is missing.
    """
    if response_dict["status_code"] != OK:
        return
    shape = operation_model.output_shape
    try:
        # Operations that have nothing to say may send nothing: RevokeToken does.
        answer = json.loads(response_dict["body"] or b"{}")
    except (ValueError, RecursionError):
        raise NoAnswerError from None
    if not isinstance(answer, dict) or (shape and not answer.keys() >= {*shape.required_members}):
        raise NoAnswerError
