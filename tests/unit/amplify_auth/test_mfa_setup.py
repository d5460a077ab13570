import pytest

from amplify_auth import (
    Auth,
    AuthFlowType,
    ConfirmSignInOptions,
    EnableSoftwareTokenMFAException,
    SignInChallenge,
    SignInException,
    SignInNextStep,
    SignInOptions,
    SignInStep,
    TotpSetupDetails,
    confirm_sign_in,
    sign_in,
)
from tests.unit.amplify_auth.fake_cognito import CLIENT_ID, SUB, FakeCognito

SESSION, NEXT_SESSION = "s" * 20, "t" * 20
WAITING = SignInChallenge("MFA_SETUP", SUB, SESSION)
ASSOCIATED = SignInChallenge("MFA_SETUP", SUB, NEXT_SESSION)


def asked_to_set_up(auth: Auth, cognito: FakeCognito, mfa_types: str) -> SignInNextStep:
    cognito.answers(
        "InitiateAuth",
        {
            "ChallengeName": "MFA_SETUP",
            "ChallengeParameters": {"USER_ID_FOR_SRP": SUB, "MFAS_CAN_SETUP": mfa_types},
            "Session": SESSION,
        },
    )
    options = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH)
    return sign_in(auth, username="ana@example.com", options=options).next_step


def test_there_may_be_a_choice(auth: Auth, cognito: FakeCognito) -> None:
    step = asked_to_set_up(auth, cognito, '["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]')
    assert step.sign_in_step is SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION
    assert step.allowed_mfa_types == ("TOTP", "EMAIL")
    assert step.challenge == WAITING


def test_an_app_gets_its_secret(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("AssociateSoftwareToken", {"SecretCode": "GEZDGNBV", "Session": NEXT_SESSION})
    step = confirm_sign_in(auth, WAITING, challenge_response="TOTP").next_step
    assert cognito.last == {"Session": SESSION}
    assert step.sign_in_step is SignInStep.CONTINUE_SIGN_IN_WITH_TOTP_SETUP
    assert step.challenge == ASSOCIATED
    assert step.totp_setup_details == TotpSetupDetails("GEZDGNBV", SUB)
    assert "GEZDGNBV" not in repr(step)


def test_an_app_signs_in_with_its_first_code(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("VerifySoftwareToken", {"Status": "SUCCESS", "Session": "u" * 20})
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    options = ConfirmSignInOptions(friendly_device_name="Ana's phone")
    output = confirm_sign_in(auth, ASSOCIATED, challenge_response="123456", options=options)
    assert output.is_signed_in
    assert [request.body for request in cognito.requests] == [
        {"UserCode": "123456", "Session": NEXT_SESSION, "FriendlyDeviceName": "Ana's phone"},
        {
            "ClientId": CLIENT_ID,
            "ChallengeName": "MFA_SETUP",
            "ChallengeResponses": {"USERNAME": SUB},
            "Session": "u" * 20,
        },
    ]


def test_a_wrong_first_code_is_an_error(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("VerifySoftwareToken", "EnableSoftwareTokenMFAException", "Code mismatch")
    with pytest.raises(EnableSoftwareTokenMFAException):
        confirm_sign_in(auth, ASSOCIATED, challenge_response="000000")


def test_email_needs_an_address(auth: Auth, cognito: FakeCognito) -> None:
    step = asked_to_set_up(auth, cognito, '["EMAIL_OTP"]')
    assert step.sign_in_step is SignInStep.CONTINUE_SIGN_IN_WITH_EMAIL_SETUP
    assert step.challenge == WAITING

    cognito.answers("RespondToAuthChallenge", {"ChallengeName": "EMAIL_OTP", "Session": SESSION})
    output = confirm_sign_in(auth, WAITING, challenge_response="ana@example.org")
    assert cognito.last["ChallengeResponses"] == {"USERNAME": SUB, "EMAIL": "ana@example.org"}
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE


def test_nothing_that_can_be_set_up_is_an_error(auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(SignInException) as raised:
        asked_to_set_up(auth, cognito, '["SMS_MFA"]')
    assert raised.value.message == "Cannot initiate MFA setup from available types: SMS"


@pytest.mark.parametrize("answer", ["SMS", "12345a", "12 34", "٣٤٥", "-1", "abc", "é"])
def test_an_answer_that_is_neither_code_nor_address_is_not_sent(
    answer: str, auth: Auth, cognito: FakeCognito
) -> None:
    with pytest.raises(SignInException) as raised:
        confirm_sign_in(auth, ASSOCIATED, challenge_response=answer)
    assert cognito.operations == []
    assert raised.value.name == "SignInException"
    assert raised.value.message.startswith(
        "Cannot proceed with MFA setup using challengeResponse: "
    )
    # The choice that is none is shown, and nothing that a person typed.
    assert (answer in raised.value.message) is (answer == "SMS")
    assert raised.value.recovery_suggestion == (
        'Try passing "EMAIL", "TOTP", a valid email, or OTP code as the challengeResponse.'
    )


def test_the_address_for_a_qr_code_is_quoted() -> None:
    details = TotpSetupDetails("GEZDGNBV", "ana@example.com")
    assert details.setup_uri("Sign & up") == (
        "otpauth://totp/Sign%20%26%20up:ana%40example.com?secret=GEZDGNBV&issuer=Sign%20%26%20up"
    )
    assert "totp/App:Ana?" in details.setup_uri("App", "Ana")
