"""Lambda triggers: two of a sign-up, invoked at `AWS_ENDPOINT_URL_LAMBDA`, and one for messages.

Source: developer guide, "Pre sign-up Lambda trigger", "Post confirmation Lambda trigger" and
"Custom message Lambda trigger".
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from user_pool.errors import ServiceError
from user_pool.users import CONFIRMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.users import User

AUTO_CONFIRM = "arn:aws:lambda:local:000000000000:function:auto-confirm"
"""Built-in `PreSignUp` trigger that confirms every user."""

_TIMEOUT = 5.0
"""Seconds that Cognito waits for a trigger."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Decision of the PreSignUp trigger.

    Attributes:
        confirm: Whether to confirm the user without a code.
        verified: Attributes to mark as verified.
    """

    confirm: bool = False
    verified: tuple[str, ...] = ()

    def apply(self, user: User) -> User:
        """Return the user, confirmed and verified as decided."""
        status = CONFIRMED if self.confirm else user.status
        return replace(self.verify(user), status=status)

    def verify(self, user: User) -> User:
        """Return the user with the addresses marked as verified."""
        verified = {f"{name}_verified": "true" for name in self.verified if name in user.attributes}
        return replace(user, attributes={**user.attributes, **verified})


def pre_sign_up(call: Call, user: User, occasion: str = "SignUp") -> Decision:
    """Invoke the PreSignUp trigger, where the pool has one, for a new user.

    Args:
        call: The call.
        user: The user.
        occasion: `SignUp` or `AdminCreateUser`.

    Raises:
        ServiceError: When the trigger refuses the user, or does not answer.
    """
    if call.pool.triggers.get("PreSignUp") == AUTO_CONFIRM:
        return Decision(confirm=True)
    validation_data = {
        item["Name"]: item.get("Value", "") for item in call.request.get("ValidationData", ())
    }
    response = _invoke(
        call,
        user,
        f"PreSignUp_{occasion}",
        request={"validationData": validation_data},
        response={"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    )
    flags = {"email": "autoVerifyEmail", "phone_number": "autoVerifyPhone"}
    return Decision(
        confirm=response.get("autoConfirmUser") is True,
        verified=tuple(name for name, flag in flags.items() if response.get(flag) is True),
    )


def post_confirmation(call: Call, user: User, occasion: str = "ConfirmSignUp") -> None:
    """Invoke the PostConfirmation trigger, where the pool has one, for a confirmed user.

    Raises:
        ServiceError: When the trigger fails. The user stays confirmed.
    """
    _invoke(call, user, f"PostConfirmation_{occasion}", request={}, response={})


def custom_message(
    call: Call, user: User, occasion: str, parameters: Mapping[str, str | None]
) -> Mapping[str, str]:
    """Invoke the CustomMessage trigger, which runs in this process.

    Args:
        call: The call.
        user: The user whom the message is for.
        occasion: Why it is sent: `SignUp`, `ResendCode`, `ForgotPassword`, `Authentication`,
            `VerifyUserAttribute` or `AdminCreateUser`.
        parameters: `codeParameter`, `linkParameter` and `usernameParameter`, the placeholders that
            the texts may have.

    Returns:
        The texts by Cognito's names: `emailSubject`, `emailMessage` and `smsMessage`.
    """
    texts = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    event = _event(call, user, f"CustomMessage_{occasion}", parameters, texts)
    if occasion == "Authentication":
        # InitiateAuth and RespondToAuthChallenge pass their metadata to other triggers only.
        event["request"]["clientMetadata"] = {}
    return call.environment.custom_message(event)


def _event(
    call: Call, user: User, source: str, request: Mapping[str, Any], response: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the event for the trigger of a source."""
    return {
        "version": "1",
        "region": call.pool.region,
        "userPoolId": call.pool.id,
        "userName": user.username,
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": call.request.get("ClientId", "CLIENT_ID_NOT_APPLICABLE"),
        },
        "triggerSource": source,
        "request": {
            "userAttributes": {"sub": user.sub, **user.attributes},
            "clientMetadata": call.request.get("ClientMetadata", {}),
            **request,
        },
        "response": response,
    }


def _invoke(
    call: Call, user: User, source: str, *, request: dict[str, Any], response: dict[str, Any]
) -> Mapping[str, Any]:
    """Invoke the trigger of a source, if there is one, and return its `response`."""
    trigger = source.partition("_")[0]
    arn = call.pool.triggers.get(trigger)
    if arn is None:
        return response
    event = _event(call, user, source, request, response)
    try:
        failed, body = _post(call.environment.lambda_endpoint, arn, json.dumps(event).encode())
    except (OSError, HTTPException):
        raise ServiceError(
            "UnexpectedLambdaException", f"{trigger} could not be invoked."
        ) from None
    try:
        answer = json.loads(body)
        if failed:
            raise ServiceError(
                "UserLambdaValidationException",
                f"{trigger} failed with error {answer['errorMessage']}.",
            )
        result: Mapping[str, Any] = answer["response"]
    except (ValueError, KeyError, TypeError):
        raise ServiceError(
            "InvalidLambdaResponseException", "Unrecognizable lambda output"
        ) from None
    return result


def _post(endpoint: str | None, arn: str, event: bytes) -> tuple[bool, bytes]:
    """Invoke a function.

    Returns:
        Whether the function failed, and its output.
    """
    if endpoint is None:
        raise ConnectionError
    url = urlsplit(endpoint)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.netloc, timeout=_TIMEOUT)
    try:
        path = f"{url.path}/2015-03-31/functions/{quote(arn, safe='')}/invocations"
        connection.request("POST", path, event, {"Content-Type": "application/json"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return response.getheader("X-Amz-Function-Error") is not None, body
