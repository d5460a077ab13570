"""Chromium's own passkeys against the served pool, without pages of ours in between."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from playwright.sync_api import Browser, Error, Page

from tests.browser.passkeys import VirtualAuthenticator
from user_pool import UserPoolDefinition, UserPoolServer, UserPoolService

pytestmark = pytest.mark.browser

CLIENT = {"ClientId": "passkeys"}
EMAIL = "ann@example.com"
DEFINITION = UserPoolDefinition(
    "eu-west-1_Passkeys",
    CLIENT["ClientId"],
    {
        "UsernameAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP", "WEB_AUTHN"]}},
        "WebAuthnConfiguration": {"RelyingPartyId": "localhost", "UserVerification": "required"},
    },
    {"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]},
)
CREATE = """async options => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return JSON.stringify(await navigator.credentials.create({publicKey}));
}"""
GET = """async options => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return JSON.stringify(await navigator.credentials.get({publicKey}));
}"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[UserPoolService]:
    service = UserPoolService(tmp_path / "pool.db")
    service.ensure_user_pool(DEFINITION)
    yield service
    service.close()


@pytest.fixture
def port(service: UserPoolService) -> Iterator[int]:
    with UserPoolServer(service, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def page(chromium: Browser, port: int) -> Iterator[Page]:
    """A page on localhost in a browser with a virtual authenticator."""
    with chromium.new_context() as context:
        page = context.new_page()
        VirtualAuthenticator(page)
        page.goto(f"http://localhost:{port}/outbox")
        yield page


def test_chromium_registers_and_signs_in(service: UserPoolService, port: int, page: Page) -> None:
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    client: Any = boto3.client(
        "cognito-idp",
        region_name="eu-west-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        config=config,
    )
    user = {"Username": EMAIL}
    client.sign_up(**CLIENT, **user)
    code = service.outbox(EMAIL)[0].code
    session = client.confirm_sign_up(**CLIENT, **user, ConfirmationCode=code)["Session"]
    parameters = {"USERNAME": EMAIL}
    signed_in = client.initiate_auth(
        **CLIENT, AuthFlow="USER_AUTH", AuthParameters=parameters, Session=session
    )
    token = {"AccessToken": signed_in["AuthenticationResult"]["AccessToken"]}

    options = client.start_web_authn_registration(**token)["CredentialCreationOptions"]
    credential = json.loads(page.evaluate(CREATE, options))
    client.complete_web_authn_registration(**token, Credential=credential)
    (listed,) = client.list_web_authn_credentials(**token)["Credentials"]
    assert listed["CredentialId"] == credential["id"]
    assert listed["AuthenticatorAttachment"] == "platform"

    again = client.start_web_authn_registration(**token)["CredentialCreationOptions"]
    with pytest.raises(Error, match="InvalidStateError"):
        page.evaluate(CREATE, again)

    for _ in range(2):
        challenge = client.initiate_auth(
            **CLIENT,
            AuthFlow="USER_AUTH",
            AuthParameters={**parameters, "PREFERRED_CHALLENGE": "WEB_AUTHN"},
        )
        text = challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]
        answer = client.respond_to_auth_challenge(
            **CLIENT,
            ChallengeName="WEB_AUTHN",
            Session=challenge["Session"],
            ChallengeResponses={**parameters, "CREDENTIAL": page.evaluate(GET, json.loads(text))},
        )
        assert "AuthenticationResult" in answer
    client.close()
