import json

import pytest

from amplify_auth import (
    Auth,
    AuthError,
    AuthFactor,
    AuthFlowType,
    CodeDeliveryDetails,
    CustomAuthSignInPassword,
    EmptySignInPassword,
    EmptySignInUsername,
    InvalidPreferredChallenge,
    NotAuthorizedException,
    SignInChallenge,
    SignInException,
    SignInOptions,
    SignInStep,
    TokenVerificationError,
    sign_in,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    NOW,
    PASSWORD,
    SESSION,
    SUB,
    FakeCognito,
)
from tests.unit.amplify_auth.srp_server import SrpServer

SRP_SERVER = SrpServer(SUB, PASSWORD, salt=0xABCDEF, secret=0x123456789)
PASSWORDLESS = {
    "email_otp_enabled": True,
    "sms_otp_enabled": False,
    "preferred_challenge": "EMAIL_OTP",
}


def test_proves_the_password_by_srp_unless_told_otherwise(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("InitiateAuth", SRP_SERVER.challenge)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())

    output = sign_in(auth, username=ANA, password=PASSWORD)

    assert output.is_signed_in
    assert output.tokens
    assert output.tokens.claims["sub"] == SUB
    begin, proof = (request.body for request in cognito.requests)
    srp_a = begin["AuthParameters"].pop("SRP_A")
    assert begin == {
        "ClientId": CLIENT_ID,
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": ANA},
    }
    assert SRP_SERVER.accepts(srp_a, proof["ChallengeResponses"])
    assert proof["ChallengeResponses"]["USERNAME"] == SUB
    assert proof["ChallengeName"] == "PASSWORD_VERIFIER"
    assert proof["Session"] == "p" * 20
    assert PASSWORD not in json.dumps([begin, proof])


def test_hashes_the_secret_with_the_name_of_each_request(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", SRP_SERVER.challenge)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    auth = make_auth(client_secret="secret")
    sign_in(auth, username=ANA, password=PASSWORD)
    begin, proof = (request.body for request in cognito.requests)
    assert begin["AuthParameters"]["SECRET_HASH"] == auth.secret_hash(ANA)
    assert proof["ChallengeResponses"]["SECRET_HASH"] == auth.secret_hash(SUB)


@pytest.mark.parametrize(
    ("options", "password", "flow", "parameters"),
    [
        pytest.param(
            SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH),
            PASSWORD,
            "USER_PASSWORD_AUTH",
            {"USERNAME": ANA, "PASSWORD": PASSWORD},
            id="password",
        ),
        pytest.param(
            SignInOptions(auth_flow_type=AuthFlowType.CUSTOM_WITHOUT_SRP),
            None,
            "CUSTOM_AUTH",
            {"USERNAME": ANA},
            id="custom without SRP",
        ),
        pytest.param(
            SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH),
            None,
            "USER_AUTH",
            {"USERNAME": ANA},
            id="user's choice",
        ),
        pytest.param(
            SignInOptions(
                auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=AuthFactor.EMAIL_OTP
            ),
            PASSWORD,
            "USER_AUTH",
            {"USERNAME": ANA, "PREFERRED_CHALLENGE": "EMAIL_OTP"},
            id="preferred challenge",
        ),
        pytest.param(
            SignInOptions(
                auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=AuthFactor.PASSWORD
            ),
            PASSWORD,
            "USER_AUTH",
            {"USERNAME": ANA, "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD},
            id="preferred password",
        ),
    ],
)
def test_follows_the_flow(
    *,
    options: SignInOptions,
    password: str | None,
    flow: str,
    parameters: dict[str, str],
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    cognito.answers("InitiateAuth", cognito.tokens())
    assert sign_in(auth, username=ANA, password=password, options=options).is_signed_in
    assert cognito.last == {"ClientId": CLIENT_ID, "AuthFlow": flow, "AuthParameters": parameters}


@pytest.mark.parametrize(
    ("options", "flow", "parameters"),
    [
        (
            SignInOptions(auth_flow_type=AuthFlowType.CUSTOM_WITH_SRP),
            "CUSTOM_AUTH",
            {"CHALLENGE_NAME": "SRP_A"},
        ),
        (
            SignInOptions(
                auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=AuthFactor.PASSWORD_SRP
            ),
            "USER_AUTH",
            {"PREFERRED_CHALLENGE": "PASSWORD_SRP"},
        ),
    ],
    ids=["custom with SRP", "preferred SRP"],
)
def test_follows_the_flow_with_srp(
    options: SignInOptions,
    flow: str,
    parameters: dict[str, str],
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    cognito.answers("InitiateAuth", SRP_SERVER.challenge)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    assert sign_in(auth, username=ANA, password=PASSWORD, options=options).is_signed_in
    begin, proof = (request.body for request in cognito.requests)
    srp_a = begin["AuthParameters"].pop("SRP_A")
    assert begin["AuthFlow"] == flow
    assert begin["AuthParameters"] == {"USERNAME": ANA, **parameters}
    assert SRP_SERVER.accepts(srp_a, proof["ChallengeResponses"])


def test_passes_metadata_on_to_both_calls(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("InitiateAuth", SRP_SERVER.challenge)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    options = SignInOptions(client_metadata={"a": "b"})
    sign_in(auth, username=ANA, password=PASSWORD, options=options)
    assert [request.body["ClientMetadata"] for request in cognito.requests] == [{"a": "b"}] * 2


def test_prefers_what_the_file_prefers(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    cognito.answers("InitiateAuth", cognito.tokens())
    options = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH)
    sign_in(make_auth(passwordless=PASSWORDLESS), username=ANA, options=options)
    assert cognito.last["AuthParameters"] == {"USERNAME": ANA, "PREFERRED_CHALLENGE": "EMAIL_OTP"}


@pytest.mark.parametrize("factor", [AuthFactor.SMS_OTP, AuthFactor.WEB_AUTHN])
def test_refuses_a_challenge_that_the_file_switches_off(
    factor: AuthFactor, make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    options = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH, preferred_challenge=factor)
    with pytest.raises(InvalidPreferredChallenge):
        sign_in(make_auth(passwordless=PASSWORDLESS), username=ANA, options=options)
    assert cognito.operations == []


@pytest.mark.parametrize(
    ("flow", "factor"),
    [
        (None, None),
        (AuthFlowType.USER_SRP_AUTH, None),
        (AuthFlowType.USER_PASSWORD_AUTH, None),
        (AuthFlowType.CUSTOM_WITH_SRP, None),
        (AuthFlowType.USER_AUTH, AuthFactor.PASSWORD),
        (AuthFlowType.USER_AUTH, AuthFactor.PASSWORD_SRP),
    ],
)
def test_needs_a_password(
    flow: AuthFlowType | None, factor: AuthFactor | None, auth: Auth, cognito: FakeCognito
) -> None:
    options = SignInOptions(auth_flow_type=flow, preferred_challenge=factor)
    with pytest.raises(EmptySignInPassword, match="password is required to signIn"):
        sign_in(auth, username=ANA, password="", options=options)
    assert cognito.operations == []


def test_needs_a_username(auth: Auth) -> None:
    with pytest.raises(EmptySignInUsername, match="username is required to signIn"):
        sign_in(auth, username="", password=PASSWORD)


def test_takes_no_password_for_a_flow_without(auth: Auth) -> None:
    options = SignInOptions(auth_flow_type=AuthFlowType.CUSTOM_WITHOUT_SRP)
    with pytest.raises(CustomAuthSignInPassword):
        sign_in(auth, username=ANA, password=PASSWORD, options=options)


@pytest.mark.parametrize(
    ("refusal", "step"),
    [
        ("UserNotConfirmedException", SignInStep.CONFIRM_SIGN_UP),
        ("PasswordResetRequiredException", SignInStep.RESET_PASSWORD),
    ],
)
def test_some_refusals_are_next_steps(
    refusal: str, step: SignInStep, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", SRP_SERVER.challenge)
    cognito.refuses("RespondToAuthChallenge", refusal)
    output = sign_in(auth, username=ANA, password=PASSWORD)
    assert not output.is_signed_in
    assert output.next_step.sign_in_step is step
    assert output.next_step.challenge is None


def test_other_refusals_are_errors(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("InitiateAuth", "NotAuthorizedException", "Incorrect username or password.")
    with pytest.raises(NotAuthorizedException):
        sign_in(auth, username=ANA, password=PASSWORD)


SENT = {
    "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
    "CODE_DELIVERY_DESTINATION": "+*******1234",
}


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("CUSTOM_CHALLENGE", SignInStep.CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE),
        ("EMAIL_OTP", SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE),
        ("NEW_PASSWORD_REQUIRED", SignInStep.CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED),
        ("PASSWORD", SignInStep.CONFIRM_SIGN_IN_WITH_PASSWORD),
        ("PASSWORD_SRP", SignInStep.CONFIRM_SIGN_IN_WITH_PASSWORD),
        ("SELECT_CHALLENGE", SignInStep.CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION),
        ("SELECT_MFA_TYPE", SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SELECTION),
        ("SMS_MFA", SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE),
        ("SMS_OTP", SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE),
        ("SOFTWARE_TOKEN_MFA", SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE),
    ],
)
def test_every_challenge_has_a_step(
    name: str, step: SignInStep, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", SRP_SERVER.challenge)
    cognito.answers(
        "RespondToAuthChallenge",
        {
            "ChallengeName": name,
            "Session": SESSION,
            "ChallengeParameters": {
                "USERNAME": SUB,
                **SENT,
                "MFAS_CAN_CHOOSE": '["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "NEW"]',
                "requiredAttributes": '["userAttributes.given_name", "email"]',
            },
            "AvailableChallenges": ["PASSWORD", "EMAIL_OTP"],
        },
    )
    output = sign_in(auth, username=ANA, password=PASSWORD)
    assert not output.is_signed_in
    assert output.tokens is None
    next_step = output.next_step
    assert next_step.sign_in_step is step
    assert next_step.challenge == SignInChallenge(name, SUB, SESSION)
    assert next_step.available_challenges == ("PASSWORD", "EMAIL_OTP")
    assert next_step.allowed_mfa_types == ("SMS", "TOTP", "EMAIL")
    assert next_step.missing_attributes == ("given_name", "email")
    assert next_step.code_delivery_details == (
        CodeDeliveryDetails("+*******1234", "SMS")
        if name in {"EMAIL_OTP", "SMS_MFA", "SMS_OTP"}
        else None
    )
    assert bool(next_step.additional_info) is (name == "CUSTOM_CHALLENGE")


def test_goes_on_under_the_name_that_cognito_knows(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers(
        "InitiateAuth",
        {"ChallengeName": "SOFTWARE_TOKEN_MFA", "ChallengeParameters": {"USER_ID_FOR_SRP": SUB}},
    )
    output = sign_in(auth, username=ANA, password=PASSWORD)
    assert output.next_step.challenge == SignInChallenge("SOFTWARE_TOKEN_MFA", SUB, None)


@pytest.mark.parametrize("name", ["DEVICE_SRP_AUTH", ""])
def test_a_challenge_we_do_not_answer_is_an_error(
    name: str, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", {"ChallengeName": name, "Session": SESSION})
    with pytest.raises(SignInException, match="was not addressed"):
        sign_in(auth, username=ANA, password=PASSWORD)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"USER_ID_FOR_SRP": SUB},
        SRP_SERVER.parameters | {"SRP_B": "0"},
        SRP_SERVER.parameters | {"SALT": "no number"},
        SRP_SERVER.parameters | {"SECRET_BLOCK": "x"},
    ],
)
def test_a_malformed_password_challenge_is_an_error(
    parameters: dict[str, str], auth: Auth, cognito: FakeCognito
) -> None:
    challenge = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": parameters}
    cognito.answers("InitiateAuth", challenge)
    with pytest.raises(SignInException, match="malformed"):
        sign_in(auth, username=ANA, password=PASSWORD)


@pytest.mark.parametrize("list_of_names", ["", "no JSON", "{}", "[1]", "null"])
def test_a_malformed_list_is_an_empty_one(
    list_of_names: str, auth: Auth, cognito: FakeCognito
) -> None:
    parameters = {"MFAS_CAN_CHOOSE": list_of_names}
    cognito.answers(
        "InitiateAuth", {"ChallengeName": "SELECT_MFA_TYPE", "ChallengeParameters": parameters}
    )
    output = sign_in(auth, username=ANA, password=PASSWORD)
    assert output.next_step.allowed_mfa_types == ()


@pytest.mark.asvs("6.8.2")
def test_nobody_is_signed_in_by_tokens_that_are_not_the_pools(
    auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", cognito.tokens(exp=NOW - 60))
    with pytest.raises(TokenVerificationError):
        sign_in(auth, username=ANA, password=PASSWORD)


@pytest.mark.asvs("16.2.5")
def test_shows_nothing_secret(auth: Auth, cognito: FakeCognito) -> None:
    challenge = SignInChallenge("SMS_MFA", ANA, SESSION)
    cognito.refuses("InitiateAuth", "NotAuthorizedException", f"{ANA} {PASSWORD}")
    with pytest.raises(AuthError) as raised:
        sign_in(auth, username=ANA, password=PASSWORD)
    for text in (repr(challenge), str(raised.value), repr(auth)):
        assert ANA not in text
        assert SESSION not in text
        assert PASSWORD not in text
