"""The signed-in user's operations, from the helper to the embedded pool through boto3."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amplify_auth import (
    Auth,
    AuthFactor,
    AuthFlowType,
    EnableSoftwareTokenMFAException,
    InvalidParameterException,
    InvalidPasswordException,
    MfaPreference,
    NotAuthorizedException,
    ResourceNotFoundException,
    SignInOptions,
    SignInStep,
    SignUpOptions,
    Tokens,
    WebAuthnChallengeNotFoundException,
    WebAuthnNotEnabledException,
    WebAuthnOriginNotAllowedException,
    auto_sign_in,
    complete_web_authn_registration,
    configure,
    confirm_sign_in,
    confirm_sign_up,
    delete_user,
    delete_web_authn_credential,
    fetch_mfa_preference,
    fetch_user_attributes,
    list_web_authn_credentials,
    set_up_totp,
    sign_in,
    sign_up,
    start_web_authn_registration,
    update_mfa_preference,
    update_password,
    verify_totp_setup,
)
from tests.doubles import Clock
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs
from tests.unit.amplify_auth.fake_cognito import ANA, PASSWORD, POOL_ID
from tests.unit.user_pool.authenticator import Authenticator
from tests.unit.user_pool.harness import app_code, decoded_secret
from user_pool import UserPoolService, connect, user_pool_from_amplify_outputs

SETTINGS: dict[str, Any] = {
    "username_attributes": ["email"],
    "user_verification_types": ["email"],
    "mfa_configuration": "OPTIONAL",
    "mfa_methods": ["TOTP"],
    "passwordless": {
        "email_otp_enabled": True,
        "web_authn": {"relying_party_id": "localhost", "user_verification": "preferred"},
    },
}
NEW_PASSWORD = "an even better 1 Battery!"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Iterator[UserPoolService]:
    service = UserPoolService(tmp_path / "pool.db", clock=clock)
    yield service
    service.close()


@pytest.fixture
def auth(service: UserPoolService, clock: Clock, tmp_path: Path) -> Auth:
    document = outputs_document(**SETTINGS)
    service.ensure_user_pool(user_pool_from_amplify_outputs(document))
    return configure(
        write_outputs(tmp_path, document),
        prepare_client=lambda client: connect(client, service),
        fetch_jwks=lambda _url: service.jwks(POOL_ID),
        clock=clock,
    )


def signed_up(auth: Auth, service: UserPoolService, password: str | None = PASSWORD) -> Tokens:
    options = SignUpOptions(auto_sign_in=True)
    state = sign_up(auth, username=ANA, password=password, options=options).auto_sign_in
    code = service.outbox(ANA)[0].code
    assert code
    confirmed = confirm_sign_up(auth, username=ANA, confirmation_code=code, auto_sign_in=state)
    tokens = auto_sign_in(auth, confirmed.auto_sign_in).tokens
    assert tokens
    return tokens


def registered(auth: Auth, tokens: Tokens, **device: Any) -> Authenticator:
    authenticator = Authenticator(**device)
    credential = authenticator.create(start_web_authn_registration(auth, tokens))
    complete_web_authn_registration(auth, tokens, credential=json.dumps(credential))
    return authenticator


def test_a_passkey_from_its_registration_to_its_end(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service)
    device = registered(auth, tokens)
    (passkey,) = list_web_authn_credentials(auth, tokens).credentials
    assert (passkey.relying_party_id, passkey.authenticator_transports) == (
        "localhost",
        ("internal", "hybrid"),
    )
    assert passkey.created_at
    assert passkey.created_at.timestamp() == auth.clock()

    options = SignInOptions(
        auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=AuthFactor.WEB_AUTHN
    )
    step = sign_in(auth, username=ANA, options=options).next_step
    assert step.sign_in_step is SignInStep.CONTINUE_SIGN_IN_WITH_WEB_AUTHN
    assert step.challenge
    assert step.credential_request_options
    answer = device.get(step.credential_request_options)
    output = confirm_sign_in(auth, step.challenge, challenge_response=answer)
    assert output.is_signed_in

    assert passkey.credential_id
    delete_web_authn_credential(auth, tokens, credential_id=passkey.credential_id)
    assert list_web_authn_credentials(auth, tokens).credentials == ()
    with pytest.raises(ResourceNotFoundException):
        delete_web_authn_credential(auth, tokens, credential_id=passkey.credential_id)


def test_passkeys_come_in_pages(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service)
    for number in range(3):
        registered(auth, tokens, credential_id=b"passkey-%d" % number)
    first = list_web_authn_credentials(auth, tokens, page_size=2)
    rest = list_web_authn_credentials(auth, tokens, page_size=2, next_token=first.next_token)
    assert (len(first.credentials), len(rest.credentials), rest.next_token) == (2, 1, None)


def test_a_registration_that_cannot_be_completed(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service)
    elsewhere = Authenticator(origin="https://example.com")
    credential = elsewhere.create(start_web_authn_registration(auth, tokens))
    with pytest.raises(WebAuthnOriginNotAllowedException):
        complete_web_authn_registration(auth, tokens, credential=credential)
    with pytest.raises(WebAuthnChallengeNotFoundException):
        complete_web_authn_registration(auth, tokens, credential=credential)


def test_a_pool_without_passkeys(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service)
    without = outputs_document(**(SETTINGS | {"passwordless": {"email_otp_enabled": True}}))
    service.ensure_user_pool(user_pool_from_amplify_outputs(without))
    with pytest.raises(WebAuthnNotEnabledException):
        start_web_authn_registration(auth, tokens)


def test_an_authenticator_app(auth: Auth, service: UserPoolService, clock: Clock) -> None:
    tokens = signed_up(auth, service)
    with pytest.raises(InvalidParameterException):
        update_mfa_preference(auth, tokens, totp=MfaPreference.PREFERRED)
    details = set_up_totp(auth, tokens)
    assert details.username == tokens.claims["sub"]
    secret = decoded_secret(details.shared_secret)
    with pytest.raises(EnableSoftwareTokenMFAException):
        verify_totp_setup(auth, tokens, code=app_code(secret, clock() + 3600))
    verify_totp_setup(auth, tokens, code=app_code(secret, clock()))
    update_mfa_preference(auth, tokens, totp=MfaPreference.PREFERRED)
    preference = fetch_mfa_preference(auth, tokens)
    assert (preference.enabled, preference.preferred) == (("TOTP",), "TOTP")

    update_mfa_preference(auth, tokens, totp=MfaPreference.DISABLED)
    preference = fetch_mfa_preference(auth, tokens)
    assert (preference.enabled, preference.preferred) == ((), None)


def test_a_password_is_changed(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service)
    with pytest.raises(InvalidPasswordException):
        update_password(auth, tokens, old_password=PASSWORD, new_password="short")
    with pytest.raises(NotAuthorizedException):
        update_password(auth, tokens, old_password="wrong", new_password=NEW_PASSWORD)
    with pytest.raises(InvalidParameterException):
        update_password(auth, tokens, new_password=NEW_PASSWORD)
    update_password(auth, tokens, old_password=PASSWORD, new_password=NEW_PASSWORD)
    assert sign_in(auth, username=ANA, password=NEW_PASSWORD).is_signed_in


def test_a_password_is_added(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service, password=None)
    update_password(auth, tokens, new_password=NEW_PASSWORD)
    assert sign_in(auth, username=ANA, password=NEW_PASSWORD).is_signed_in


def test_an_account_is_deleted(auth: Auth, service: UserPoolService) -> None:
    tokens = signed_up(auth, service)
    attributes = fetch_user_attributes(auth, tokens)
    assert attributes == {
        "sub": tokens.claims["sub"],
        "email": ANA,
        "email_verified": "true",
    }
    delete_user(auth, tokens)
    with pytest.raises(NotAuthorizedException):
        fetch_user_attributes(auth, tokens)
    with pytest.raises(NotAuthorizedException):
        sign_in(auth, username=ANA, password=PASSWORD)
    assert signed_up(auth, service).claims["sub"] != attributes["sub"]
