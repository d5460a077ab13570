"""The helper against a Cognito that is not ours: moto's, over HTTP, for what moto implements.

moto takes any code, sends none and knows no `Session`, so this proves the wire and the tokens, not
the rules.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from amplify_auth import (
    Auth,
    AuthFlowType,
    InvalidPasswordException,
    NotAuthorizedException,
    SignInOptions,
    SignInStep,
    SignOutOptions,
    SignUpOptions,
    SignUpStep,
    UsernameExistsException,
    UserNotFoundException,
    auto_sign_in,
    configure,
    confirm_reset_password,
    confirm_sign_up,
    load_amplify_outputs,
    reset_password,
    sign_in,
    sign_out,
    sign_up,
)

pytestmark = pytest.mark.slow

# An unsigned request names no region, and moto then looks in this one.
REGION = "us-east-1"
ANA = "ana@example.com"
PASSWORD = "Correct horse 1 battery!"
BY_PASSWORD = SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)


@dataclass(frozen=True)
class Moto:
    url: str
    pool_id: str
    client_id: str


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    admin = boto3.client(
        "cognito-idp",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pool = admin.create_user_pool(
        PoolName="contract", UsernameAttributes=["email"], AutoVerifiedAttributes=["email"]
    )
    pool_id = pool["UserPool"]["Id"]
    client = admin.create_user_pool_client(UserPoolId=pool_id, ClientName="web")
    yield Moto(url, pool_id, client["UserPoolClient"]["ClientId"])
    server.stop()


@pytest.fixture
def auth(moto: Moto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Auth:
    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", moto.url)
    path = tmp_path / "amplify_outputs.json"
    section = {
        "aws_region": REGION,
        "user_pool_id": moto.pool_id,
        "user_pool_client_id": moto.client_id,
    }
    path.write_text(json.dumps({"version": "1.5", "auth": section}))
    return configure(load_amplify_outputs(path))


def test_the_journey_from_sign_up_to_sign_out(auth: Auth) -> None:
    signed_up = sign_up(
        auth, username=ANA, password=PASSWORD, options=SignUpOptions(auto_sign_in=BY_PASSWORD)
    )
    assert signed_up.next_step.sign_up_step is SignUpStep.CONFIRM_SIGN_UP
    assert signed_up.next_step.code_delivery_details

    early = sign_in(auth, username=ANA, password=PASSWORD, options=BY_PASSWORD)
    assert early.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP

    confirmed = confirm_sign_up(
        auth, username=ANA, confirmation_code="123456", auto_sign_in=signed_up.auto_sign_in
    )
    output = auto_sign_in(auth, confirmed.auto_sign_in, password=PASSWORD)
    assert output.tokens
    assert output.tokens.claims["sub"] == signed_up.user_id
    assert output.tokens.claims["email"] == ANA
    sign_out(auth, output.tokens, options=SignOutOptions(global_sign_out=True))


def test_a_password_is_reset(auth: Auth) -> None:
    username = "bea@example.com"
    sign_up(auth, username=username, password=PASSWORD)
    confirm_sign_up(auth, username=username, confirmation_code="123456")
    reset_password(auth, username=username)
    confirm_reset_password(
        auth, username=username, new_password="Another 1 battery!", confirmation_code="123456"
    )
    output = sign_in(auth, username=username, password="Another 1 battery!", options=BY_PASSWORD)
    assert output.is_signed_in


def test_refusals_come_as_their_classes(auth: Auth) -> None:
    sign_up(auth, username="cleo@example.com", password=PASSWORD)
    with pytest.raises(UsernameExistsException):
        sign_up(auth, username="cleo@example.com", password=PASSWORD)
    with pytest.raises(InvalidPasswordException):
        sign_up(auth, username="dora@example.com", password="short")
    with pytest.raises((NotAuthorizedException, UserNotFoundException)):
        sign_in(auth, username="nobody@example.com", password=PASSWORD, options=BY_PASSWORD)
