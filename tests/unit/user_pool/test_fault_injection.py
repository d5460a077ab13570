"""Failing on demand, through boto3 as any client has it."""

from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from user_pool import UserPoolDefinition, UserPoolService, connect, failures_of

DEFINITION = UserPoolDefinition(
    "us-east-1_Failures",
    "failures",
    {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]},
    {"ClientName": "failures"},
)
SIGN_UP = {"ClientId": "failures", "Username": "ada@example.com", "Password": "Correct-horse-7"}


@pytest.fixture
def service(tmp_path: Any) -> UserPoolService:
    service = UserPoolService(tmp_path / "pool.db")
    service.ensure_user_pool(DEFINITION)
    return service


def client_that_fails(service: UserPoolService, *failures: str) -> Any:
    client = boto3.client(
        "cognito-idp",
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )
    waiting = list(failures)
    connect(client, service, lambda _operation: waiting.pop(0) if waiting else None)
    return client


def statuses(service: UserPoolService) -> list[str]:
    users = service.call("ListUsers", UserPoolId="us-east-1_Failures")["Users"]
    return [user["UserStatus"] for user in users]


def test_every_exception_of_an_operation_can_be_had(service: UserPoolService) -> None:
    for name in failures_of("ConfirmSignUp")[:-3]:
        client = client_that_fails(service, name)
        with pytest.raises(client.exceptions.from_code(name)) as caught:
            client.confirm_sign_up(ClientId="failures", Username="ada", ConfirmationCode="123456")
        assert caught.value.response["Error"]["Message"]


def test_nothing_is_done_before_a_refusal_and_the_next_call_works(
    service: UserPoolService,
) -> None:
    client = client_that_fails(service, "TooManyRequestsException")
    with pytest.raises(client.exceptions.TooManyRequestsException):
        client.sign_up(**SIGN_UP)
    assert statuses(service) == []
    client.sign_up(**SIGN_UP)
    assert statuses(service) == ["UNCONFIRMED"]


@pytest.mark.parametrize("name", ["LimitExceededException", "CodeDeliveryFailureException"])
def test_the_user_exists_when_only_the_code_was_not_sent(
    service: UserPoolService, name: str
) -> None:
    client = client_that_fails(service, name)
    with pytest.raises(ClientError, match=name):
        client.sign_up(**SIGN_UP)
    assert statuses(service) == ["UNCONFIRMED"]
    assert service.outbox() == []


@pytest.mark.parametrize(
    ("fault", "raised"),
    [("unreachable", EndpointConnectionError), ("timeout", ReadTimeoutError)],
)
def test_a_network_can_fail_too(
    service: UserPoolService, fault: str, raised: type[Exception]
) -> None:
    with pytest.raises(raised):
        client_that_fails(service, fault).sign_up(**SIGN_UP)
    assert statuses(service) == []
