import json
from datetime import UTC, datetime
from typing import Any

import pytest

from amplify_auth import (
    Auth,
    AuthFactor,
    AuthFlowType,
    InvalidParameterException,
    InvalidPasskeyAuthenticationOptions,
    InvalidPasskeyRegistrationOptions,
    ListWebAuthnCredentialsOutput,
    PasskeyError,
    SignInChallenge,
    SignInException,
    SignInOptions,
    SignInStep,
    Tokens,
    WebAuthnChallengeNotFoundException,
    WebAuthnCredential,
    complete_web_authn_registration,
    confirm_sign_in,
    delete_web_authn_credential,
    list_web_authn_credentials,
    sign_in,
    start_web_authn_registration,
)
from amplify_auth.arguments import MAXIMUM_DEPTH
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    CREATION_OPTIONS,
    REQUEST_OPTIONS,
    SESSION,
    SUB,
    WEB_AUTHN,
    FakeCognito,
)

TOKENS = Tokens("access", "id", "refresh", {})
WAITING = SignInChallenge("WEB_AUTHN", SUB, SESSION)
CREDENTIAL = {"id": "cGFzc2tleQ", "response": {"transports": ["internal"]}, "type": "public-key"}
PASSKEY_SIGN_IN = SignInOptions(
    auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=AuthFactor.WEB_AUTHN
)


def test_the_options_to_create_a_passkey_are_cognitos(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("StartWebAuthnRegistration", {"CredentialCreationOptions": CREATION_OPTIONS})
    assert start_web_authn_registration(auth, TOKENS) == CREATION_OPTIONS
    assert cognito.last == {"AccessToken": "access"}


@pytest.mark.parametrize("member", CREATION_OPTIONS)
def test_options_without_a_member_are_an_error(
    member: str, auth: Auth, cognito: FakeCognito
) -> None:
    options = {name: value for name, value in CREATION_OPTIONS.items() if name != member}
    cognito.answers("StartWebAuthnRegistration", {"CredentialCreationOptions": options})
    with pytest.raises(InvalidPasskeyRegistrationOptions) as raised:
        start_web_authn_registration(auth, TOKENS)
    assert isinstance(raised.value, PasskeyError)
    assert raised.value.name == "InvalidPasskeyRegistrationOptions"
    assert raised.value.message == "Invalid passkey registration options."


@pytest.mark.parametrize("options", [[CREATION_OPTIONS], "text", 5])
def test_options_of_another_type_are_an_error(
    options: object, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("StartWebAuthnRegistration", {"CredentialCreationOptions": options})
    with pytest.raises(InvalidPasskeyRegistrationOptions):
        start_web_authn_registration(auth, TOKENS)


@pytest.mark.parametrize("credential", [CREDENTIAL, json.dumps(CREDENTIAL)])
def test_a_credential_may_be_parsed_or_text(
    credential: Any,
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    cognito.answers("CompleteWebAuthnRegistration")
    complete_web_authn_registration(auth, TOKENS, credential=credential)
    assert cognito.last == {"AccessToken": "access", "Credential": CREDENTIAL}


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "no JSON",
        "[]",
        "null",
        '{"id": NaN}',
        '{"id": -Infinity}',
        '{"id": "\\ud800"}',
        {"id": b"bytes"},
        {"id": object()},
        5,
        None,
        nested(MAXIMUM_DEPTH),
        nested(100_000),
    ],
    ids=lambda credential: repr(credential)[:20],
)
def test_what_is_no_credential_is_not_sent(
    credential: Any,
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    with pytest.raises(InvalidParameterException):
        complete_web_authn_registration(auth, TOKENS, credential=credential)
    assert cognito.operations == []


def test_a_credential_may_be_nested_as_deep_as_any_request(
    auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("CompleteWebAuthnRegistration")
    text = nested(MAXIMUM_DEPTH - 1)
    complete_web_authn_registration(auth, TOKENS, credential=text)
    assert cognito.last["Credential"] == json.loads(text)


def test_cognitos_refusals_have_their_names(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("CompleteWebAuthnRegistration", "WebAuthnChallengeNotFoundException")
    with pytest.raises(WebAuthnChallengeNotFoundException):
        complete_web_authn_registration(auth, TOKENS, credential=CREDENTIAL)


def test_lists_a_page_of_passkeys(auth: Auth, cognito: FakeCognito) -> None:
    credential = {
        "CredentialId": "cGFzc2tleQ",
        "FriendlyCredentialName": "Passkey 1",
        "RelyingPartyId": "localhost",
        "AuthenticatorAttachment": "platform",
        "AuthenticatorTransports": ["internal", "hybrid"],
        "CreatedAt": 1_800_000_000,
    }
    cognito.answers("ListWebAuthnCredentials", {"Credentials": [credential], "NextToken": "two"})
    output = list_web_authn_credentials(auth, TOKENS, page_size=1, next_token="one")
    assert cognito.last == {"AccessToken": "access", "MaxResults": 1, "NextToken": "one"}
    assert output == ListWebAuthnCredentialsOutput(
        credentials=(
            WebAuthnCredential(
                credential_id="cGFzc2tleQ",
                friendly_credential_name="Passkey 1",
                relying_party_id="localhost",
                authenticator_attachment="platform",
                authenticator_transports=("internal", "hybrid"),
                created_at=datetime.fromtimestamp(1_800_000_000, UTC),
            ),
        ),
        next_token="two",
    )


def test_members_that_cognito_leaves_out_are_none(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ListWebAuthnCredentials", {"Credentials": [{}]})
    output = list_web_authn_credentials(auth, TOKENS)
    assert cognito.last == {"AccessToken": "access"}
    assert output.credentials == (WebAuthnCredential(None, None, None, None, None, None),)
    assert output.next_token is None


def test_deletes_a_passkey(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("DeleteWebAuthnCredential")
    delete_web_authn_credential(auth, TOKENS, credential_id="cGFzc2tleQ")
    assert cognito.last == {"AccessToken": "access", "CredentialId": "cGFzc2tleQ"}


def test_a_passkey_signs_in(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("InitiateAuth", {**WEB_AUTHN, "Session": SESSION})
    step = sign_in(auth, username=ANA, options=PASSKEY_SIGN_IN).next_step
    assert step.sign_in_step is SignInStep.CONTINUE_SIGN_IN_WITH_WEB_AUTHN
    assert step.credential_request_options == REQUEST_OPTIONS
    assert step.challenge == SignInChallenge("WEB_AUTHN", ANA, SESSION)

    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    output = confirm_sign_in(auth, step.challenge, challenge_response=json.dumps(CREDENTIAL))
    assert output.is_signed_in
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "ChallengeName": "WEB_AUTHN",
        "ChallengeResponses": {"USERNAME": ANA, "CREDENTIAL": json.dumps(CREDENTIAL)},
        "Session": SESSION,
    }


def test_a_passkey_can_be_the_factor_that_was_chosen(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("RespondToAuthChallenge", {**WEB_AUTHN, "Session": SESSION})
    selecting = SignInChallenge("SELECT_CHALLENGE", SUB, SESSION)
    step = confirm_sign_in(auth, selecting, challenge_response="WEB_AUTHN").next_step
    assert step.sign_in_step is SignInStep.CONTINUE_SIGN_IN_WITH_WEB_AUTHN
    assert step.credential_request_options == REQUEST_OPTIONS


def test_a_second_factor_may_follow(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("RespondToAuthChallenge", {"ChallengeName": "SMS_MFA", "Session": SESSION})
    step = confirm_sign_in(auth, WAITING, challenge_response="{}").next_step
    assert step.sign_in_step is SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE
    assert step.credential_request_options is None


def test_a_second_passkey_may_not(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("RespondToAuthChallenge", {**WEB_AUTHN, "Session": SESSION})
    with pytest.raises(SignInException) as raised:
        confirm_sign_in(auth, WAITING, challenge_response="{}")
    assert raised.value.message == (
        "Sequential WEB_AUTHN challenges returned from underlying service cannot be handled."
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"CREDENTIAL_REQUEST_OPTIONS": ""},
        {"CREDENTIAL_REQUEST_OPTIONS": 5},
        {"CREDENTIAL_REQUEST_OPTIONS": "no JSON"},
        {"CREDENTIAL_REQUEST_OPTIONS": "[]"},
        {"CREDENTIAL_REQUEST_OPTIONS": '{"rpId": "localhost"}'},
        {"CREDENTIAL_REQUEST_OPTIONS": "[" * 100_000},
    ],
    ids=range(7),
)
def test_a_challenge_without_usable_options_is_an_error(
    parameters: dict[str, object], auth: Auth, cognito: FakeCognito
) -> None:
    challenge = {"ChallengeName": "WEB_AUTHN", "ChallengeParameters": parameters}
    cognito.answers("InitiateAuth", challenge)
    with pytest.raises(InvalidPasskeyAuthenticationOptions) as raised:
        sign_in(auth, username=ANA, options=PASSKEY_SIGN_IN)
    assert raised.value.name == "InvalidPasskeyAuthenticationOptions"
    assert raised.value.message == "Invalid passkey authentication options."
