"""User pool in a temporary file, with an adjustable clock and a real boto3 client."""

from __future__ import annotations

import hmac
import json
import sqlite3
import struct
from base64 import b32decode
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore import UNSIGNED, xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from user_pool import UserPoolDefinition, UserPoolService, connect
from user_pool.protocol import TARGET_PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from types_boto3_cognito_idp import CognitoIdentityProviderClient

POOL_ID = "eu-west-1_Test"
CLIENT_ID = "testclient"
EMAIL = "ann@example.com"
PHONE = "+15550001234"
PASSWORD = "Correct-horse-1"
FLOWS = [
    "ALLOW_USER_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]
EMAIL_POOL: dict[str, Any] = {
    "UsernameAttributes": ["email"],
    "AutoVerifiedAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
}


def attributes(**values: str) -> list[dict[str, str]]:
    """Attributes as requests carry them."""
    return [{"Name": name, "Value": value} for name, value in values.items()]


def user_auth(username: str = EMAIL, **parameters: str) -> dict[str, Any]:
    """Members of InitiateAuth for `USER_AUTH`."""
    return {"AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": username, **parameters}}


def respond(challenge: dict[str, Any], name: str, **responses: str) -> dict[str, Any]:
    """Members of RespondToAuthChallenge."""
    return {
        "ChallengeName": name,
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": EMAIL, **responses},
    }


def decoded_secret(secret_code: str) -> bytes:
    """The secret that an authenticator app reads from `SecretCode`."""
    return b32decode(secret_code + "=" * (-len(secret_code) % 8))


def app_code(secret: bytes, seconds: float) -> str:
    """The code that an authenticator app shows at a time since 1970 (RFC 6238)."""
    digest = hmac.digest(secret, int(seconds // 30).to_bytes(8), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] % 16)
    return f"{number % 2**31 % 10**6:06}"


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def turn(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.now += seconds + 60 * minutes + 3600 * hours


@cache
def _session() -> boto3.Session:
    return boto3.Session(region_name="eu-west-1")


def boto3_client(service: UserPoolService) -> CognitoIdentityProviderClient:
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    client = _session().client("cognito-idp", config=config)
    connect(client, service)
    return client


@dataclass
class Pool:
    """One pool with one client."""

    service: UserPoolService
    client: CognitoIdentityProviderClient
    clock: Clock
    database: Path

    def call(self, operation: str, **members: Any) -> dict[str, Any]:
        """Call an operation through boto3; the client's id is filled in."""
        shape = self.client.meta.service_model.operation_model(operation).input_shape
        if shape and "ClientId" in shape.members:
            members.setdefault("ClientId", CLIENT_ID)
        answer: dict[str, Any] = getattr(self.client, xform_name(operation))(**members)
        del answer["ResponseMetadata"]
        return answer

    def refused(self, operation: str, **members: Any) -> tuple[str, str]:
        """Call an operation that must fail, for the error's name and message."""
        try:
            answer = self.call(operation, **members)
        except ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"]["Message"]
        raise AssertionError(answer)

    def raw(self, operation: str, members: object) -> tuple[int, dict[str, Any]]:
        """Call an operation with what boto3 would not send."""
        body = members if isinstance(members, bytes) else json.dumps(members).encode()
        response = self.service.handle(TARGET_PREFIX + operation, body)
        return response.status, json.loads(response.body)

    def sign_up(self, username: str = EMAIL, **members: Any) -> dict[str, Any]:
        return self.call("SignUp", Username=username, **({"Password": PASSWORD} | members))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the file."""
        with closing(sqlite3.connect(self.database)) as db:
            return db.execute(query).fetchall()

    def code(self, to: str | None = None) -> str:
        """The newest code that was sent."""
        code = self.service.outbox(to)[0].code
        assert code is not None
        return code

    def wrong_code(self) -> str:
        return f"{(int(self.code()) + 1) % 1_000_000:06}"

    def confirm(self, username: str = EMAIL, **members: Any) -> dict[str, Any]:
        members.setdefault("ConfirmationCode", self.code())
        return self.call("ConfirmSignUp", Username=username, **members)

    def add_user(self, username: str = EMAIL, **members: Any) -> dict[str, Any]:
        """A confirmed user."""
        self.sign_up(username, **members)
        return self.confirm(username)

    def sign_in(self, username: str = EMAIL, password: str = PASSWORD) -> dict[str, Any]:
        """Tokens by password."""
        parameters = {"USERNAME": username, "PASSWORD": password}
        answer = self.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        result: dict[str, Any] = answer["AuthenticationResult"]
        return result

    def access_token(self, username: str = EMAIL) -> str:
        """A signed-in user's access token."""
        token: str = self.sign_in(username)["AccessToken"]
        return token

    def refused_sign_in(self, username: str = EMAIL, password: str = PASSWORD) -> tuple[str, str]:
        parameters = {"USERNAME": username, "PASSWORD": password}
        return self.refused(
            "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )

    def configure(
        self, user_pool: dict[str, Any] | None = None, client: dict[str, Any] | None = None
    ) -> None:
        """Give the pool other settings, on top of an Amplify-like default."""
        self.service.ensure_user_pool(definition(user_pool, client))


def definition(
    user_pool: dict[str, Any] | None = None,
    client: dict[str, Any] | None = None,
    client_id: str = CLIENT_ID,
) -> UserPoolDefinition:
    client_settings = {"ExplicitAuthFlows": FLOWS, "PreventUserExistenceErrors": "ENABLED"}
    return UserPoolDefinition(
        POOL_ID, client_id, EMAIL_POOL | (user_pool or {}), client_settings | (client or {})
    )


def make_pool(database: Path, **settings: Any) -> Pool:
    clock = Clock()
    service = UserPoolService(database, clock=clock, **settings)
    service.ensure_user_pool(definition())
    return Pool(service, boto3_client(service), clock, database)
