from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from user_pool import patch_boto3
from user_pool.pytest_plugin import amplify_outputs, user_pool

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

    from tests.unit.user_pool.harness import Pool
    from user_pool import LocalUserPool

__all__ = ["amplify_outputs", "user_pool"]  # the fixtures

ANA = "ana@example.com"


def client(**settings: Any) -> CognitoIdentityProviderClient:
    return boto3.client("cognito-idp", **settings)


def sign_up(cognito: CognitoIdentityProviderClient, pool: LocalUserPool) -> None:
    cognito.sign_up(ClientId=pool.client_id, Username=ANA, Password="Correct-horse-1")


def confirm(cognito: CognitoIdentityProviderClient, pool: LocalUserPool) -> None:
    code = pool.code(ANA)
    cognito.confirm_sign_up(ClientId=pool.client_id, Username=ANA, ConfirmationCode=code)


def test_boto3_reaches_the_pool(user_pool: LocalUserPool) -> None:
    sign_up(client(), user_pool)
    (message,) = user_pool.outbox(ANA)
    assert (message.to, message.code) == (ANA, user_pool.code(ANA))
    confirm(client(), user_pool)
    found = client().list_users(UserPoolId=user_pool.user_pool_id)["Users"]
    assert [user["UserStatus"] for user in found] == ["CONFIRMED"]


def test_each_test_has_an_empty_pool(user_pool: LocalUserPool) -> None:
    assert user_pool.outbox() == []
    assert client().list_users(UserPoolId=user_pool.user_pool_id)["Users"] == []
    with pytest.raises(LookupError, match=ANA):
        user_pool.code(ANA)


def test_the_clock_can_be_put_ahead(user_pool: LocalUserPool) -> None:
    sign_up(client(), user_pool)
    code = user_pool.code(ANA)
    user_pool.clock.put_ahead(24 * 3600 + 1)
    with pytest.raises(ClientError, match="ExpiredCodeException"):
        client().confirm_sign_up(ClientId=user_pool.client_id, Username=ANA, ConfirmationCode=code)


def test_the_keys_are_the_pools(user_pool: LocalUserPool) -> None:
    (key,) = user_pool.jwks()["keys"]
    assert (key["kty"], key["alg"]) == ("RSA", "RS256")


class TestAnotherPool:
    @pytest.fixture
    def amplify_outputs(self) -> dict[str, Any]:
        return {
            "auth": {
                "user_pool_id": "eu-west-1_Another",
                "user_pool_client_id": "another",
                "user_verification_types": ["email"],
            },
        }

    def test_is_as_its_file_says(self, user_pool: LocalUserPool) -> None:
        cognito = client()
        assert cognito.meta.region_name == "eu-west-1"
        cognito.sign_up(
            ClientId="another",
            Username="ana",
            Password="Correct-horse-1",
            UserAttributes=[{"Name": "email", "Value": ANA}],
        )
        assert user_pool.code(ANA)


def test_the_patch_reaches_clients_that_exist_already_and_ends(pool: Pool) -> None:
    # A server that does not exist, so that nothing leaves the process.
    settings = {"region_name": "eu-west-1", "endpoint_url": "http://127.0.0.1:1"}
    before = client(**settings)
    with patch_boto3(pool.service):
        during = client(**settings)
        for cognito in (before, during):
            with pytest.raises(ClientError, match="ResourceNotFoundException"):
                cognito.sign_up(ClientId="nobody", Username=ANA, Password="Correct-horse-1")
    for cognito in (before, during):
        with pytest.raises(EndpointConnectionError):
            cognito.sign_up(ClientId="nobody", Username=ANA, Password="Correct-horse-1")


def test_other_services_are_not_answered(pool: Pool) -> None:
    tables = boto3.client(
        "dynamodb",
        region_name="eu-west-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )
    with patch_boto3(pool.service), pytest.raises(EndpointConnectionError):
        tables.list_tables()
