import json

import pytest

from amplify_auth import (
    Auth,
    CodeMismatchException,
    ConfirmSignInOptions,
    EmptyChallengeResponse,
    IncorrectMFAMethod,
    SignInChallenge,
    SignInException,
    SignInStep,
    confirm_sign_in,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    CLIENT_ID,
    PASSWORD,
    SESSION,
    SUB,
    FakeCognito,
)
from tests.unit.amplify_auth.srp_server import SrpServer


@pytest.mark.parametrize(
    ("name", "response", "sent_name", "sent"),
    [
        ("SMS_MFA", "123456", "SMS_MFA", {"SMS_MFA_CODE": "123456"}),
        ("SMS_OTP", "123456", "SMS_OTP", {"SMS_OTP_CODE": "123456"}),
        ("EMAIL_OTP", "123456", "EMAIL_OTP", {"EMAIL_OTP_CODE": "123456"}),
        (
            "SOFTWARE_TOKEN_MFA",
            "123456",
            "SOFTWARE_TOKEN_MFA",
            {"SOFTWARE_TOKEN_MFA_CODE": "123456"},
        ),
        ("CUSTOM_CHALLENGE", "blue", "CUSTOM_CHALLENGE", {"ANSWER": "blue"}),
        ("SELECT_MFA_TYPE", "SMS", "SELECT_MFA_TYPE", {"ANSWER": "SMS_MFA"}),
        ("SELECT_MFA_TYPE", "TOTP", "SELECT_MFA_TYPE", {"ANSWER": "SOFTWARE_TOKEN_MFA"}),
        ("SELECT_MFA_TYPE", "EMAIL", "SELECT_MFA_TYPE", {"ANSWER": "EMAIL_OTP"}),
        ("SELECT_CHALLENGE", "EMAIL_OTP", "SELECT_CHALLENGE", {"ANSWER": "EMAIL_OTP"}),
        (
            "PASSWORD",
            PASSWORD,
            "SELECT_CHALLENGE",
            {"ANSWER": "PASSWORD", "PASSWORD": PASSWORD},
        ),
        (
            "NEW_PASSWORD_REQUIRED",
            PASSWORD,
            "NEW_PASSWORD_REQUIRED",
            {"NEW_PASSWORD": PASSWORD, "userAttributes.given_name": "Ana"},
        ),
    ],
)
def test_answers_each_challenge_in_its_own_way(
    *,
    name: str,
    response: str,
    sent_name: str,
    sent: dict[str, str],
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    output = confirm_sign_in(
        auth,
        SignInChallenge(name, SUB, SESSION),
        challenge_response=response,
        options=ConfirmSignInOptions(
            user_attributes={"given_name": "Ana"}, client_metadata={"a": "b"}
        ),
    )
    assert output.is_signed_in
    assert output.next_step.sign_in_step is SignInStep.DONE
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "ChallengeName": sent_name,
        "ChallengeResponses": {"USERNAME": SUB, **sent},
        "ClientMetadata": {"a": "b"},
        "Session": SESSION,
    }


@pytest.mark.parametrize("choice", ["PASSWORD", "PASSWORD_SRP"])
def test_choosing_a_password_asks_for_it_first(
    choice: str, auth: Auth, cognito: FakeCognito
) -> None:
    output = confirm_sign_in(
        auth, SignInChallenge("SELECT_CHALLENGE", SUB, SESSION), challenge_response=choice
    )
    assert cognito.operations == []
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_IN_WITH_PASSWORD
    assert output.next_step.challenge == SignInChallenge(choice, SUB, SESSION)


def test_proves_a_chosen_password_by_srp(auth: Auth, cognito: FakeCognito) -> None:
    server = SrpServer(SUB, PASSWORD, salt=0xABCDEF, secret=0x123456789)
    cognito.answers("RespondToAuthChallenge", server.challenge)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    challenge = SignInChallenge("PASSWORD_SRP", SUB, SESSION)
    assert confirm_sign_in(auth, challenge, challenge_response=PASSWORD).is_signed_in
    choice, proof = (request.body for request in cognito.requests)
    srp_a = choice["ChallengeResponses"].pop("SRP_A")
    assert choice["ChallengeName"] == "SELECT_CHALLENGE"
    assert choice["ChallengeResponses"] == {"USERNAME": SUB, "ANSWER": "PASSWORD_SRP"}
    assert server.accepts(srp_a, proof["ChallengeResponses"])


def test_proves_that_it_is_the_client(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    auth = make_auth(client_secret="secret")
    confirm_sign_in(auth, SignInChallenge("SMS_MFA", SUB, SESSION), challenge_response="123456")
    assert cognito.last["ChallengeResponses"]["SECRET_HASH"] == auth.secret_hash(SUB)


def test_one_challenge_may_follow_another(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers(
        "RespondToAuthChallenge",
        {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "t" * 20, "ChallengeParameters": {}},
    )
    challenge = SignInChallenge("SELECT_MFA_TYPE", SUB, SESSION)
    output = confirm_sign_in(auth, challenge, challenge_response="TOTP")
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE
    assert output.next_step.challenge == SignInChallenge("SOFTWARE_TOKEN_MFA", SUB, "t" * 20)


def test_raises_when_the_code_is_wrong(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("RespondToAuthChallenge", "CodeMismatchException")
    with pytest.raises(CodeMismatchException):
        confirm_sign_in(auth, SignInChallenge("SMS_MFA", SUB, SESSION), challenge_response="000000")


@pytest.mark.parametrize(
    ("name", "response", "error"),
    [
        ("SMS_MFA", "", EmptyChallengeResponse),
        ("SELECT_MFA_TYPE", "FAX", IncorrectMFAMethod),
        ("DEVICE_SRP_AUTH", "{}", SignInException),
    ],
)
def test_sends_nothing_that_cannot_be_an_answer(
    name: str, response: str, error: type[Exception], auth: Auth, cognito: FakeCognito
) -> None:
    with pytest.raises(error):
        confirm_sign_in(auth, SignInChallenge(name, SUB, SESSION), challenge_response=response)
    assert cognito.operations == []


@pytest.mark.parametrize("session", [None, SESSION])
def test_challenge_survives_json(session: str | None) -> None:
    challenge = SignInChallenge("SMS_MFA", SUB, session)
    assert SignInChallenge.from_dict(json.loads(json.dumps(challenge.to_dict()))) == challenge
