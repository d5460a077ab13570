from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from pycognito.aws_srp import AWSSRP  # type: ignore[import-untyped] # has none

from tests.unit.user_pool.harness import (
    CLIENT_ID,
    EMAIL,
    PASSWORD,
    PHONE,
    POOL_ID,
    Pool,
    attributes,
    definition,
    respond,
    user_auth,
)
from user_pool.srp_server import N

UNKNOWN = "nobody@example.com"
WRONG = ("NotAuthorizedException", "Incorrect username or password.")
INVALID_SESSION = ("NotAuthorizedException", "Invalid session for the user.")
WRONG_CODE = ("CodeMismatchException", "Invalid code or auth state for the user.")
OTP = {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}


class SrpClient:
    """pycognito's arithmetic, which answers a challenge."""

    def __init__(self, pool: Pool, username: str = EMAIL, password: str = PASSWORD) -> None:
        self.srp = AWSSRP(username, password, POOL_ID, CLIENT_ID, client=pool.client)
        self.pool = pool
        self.srp_a = f"{self.srp.large_a_value:x}"

    def initiate(self) -> dict[str, Any]:
        parameters = {"USERNAME": self.srp.username, "SRP_A": self.srp_a}
        return self.pool.call("InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)

    def responses(self, challenge: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, str] = self.srp.process_challenge(
            challenge["ChallengeParameters"], {"USERNAME": self.srp.username}
        )
        return {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": answer}


def test_srp_signs_in_without_sending_the_password(pool: Pool) -> None:
    pool.add_user()
    for _ in range(5):
        client = SrpClient(pool)
        challenge = client.initiate()
        assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
        assert "Session" not in challenge
        answer = pool.call("RespondToAuthChallenge", **client.responses(challenge))
        assert "RefreshToken" in answer["AuthenticationResult"]


@pytest.mark.asvs("6.5.1", "6.5.5")
def test_a_secret_block_is_good_once_and_for_three_minutes(pool: Pool) -> None:
    pool.add_user()
    client = SrpClient(pool)
    responses = client.responses(client.initiate())
    pool.call("RespondToAuthChallenge", **responses)
    assert pool.refused("RespondToAuthChallenge", **responses) == INVALID_SESSION
    responses = client.responses(client.initiate())
    pool.clock.turn(minutes=3)
    assert pool.refused("RespondToAuthChallenge", **responses) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def test_srp_refuses_a_wrong_password_and_locks(pool: Pool) -> None:
    pool.add_user()
    client = SrpClient(pool, password="Wrong-horse-1")
    for _ in range(5):
        responses = client.responses(client.initiate())
        assert pool.refused("RespondToAuthChallenge", **responses) == WRONG
    assert pool.refused_sign_in()[1] == "Password attempts exceeded"


@pytest.mark.asvs("6.3.8")
def test_srp_simulates_an_unknown_user(pool: Pool) -> None:
    client = SrpClient(pool, UNKNOWN)
    first, second = client.initiate(), client.initiate()
    stable = ("SALT", "USERNAME", "USER_ID_FOR_SRP")
    for name in stable:
        assert first["ChallengeParameters"][name] == second["ChallengeParameters"][name]
    user_id = first["ChallengeParameters"]["USERNAME"]
    assert (str(UUID(user_id)), UUID(user_id).version) == (user_id, 4)
    assert first["ChallengeParameters"]["SRP_B"] != second["ChallengeParameters"]["SRP_B"]
    assert pool.refused("RespondToAuthChallenge", **client.responses(first)) == WRONG
    pool.configure(client={"PreventUserExistenceErrors": "LEGACY"})
    assert pool.refused("InitiateAuth", **user_auth(UNKNOWN))[0] == "UserNotFoundException"


def test_where_users_choose_a_name_the_name_is_the_srp_identity(pool: Pool) -> None:
    pool.configure({"UsernameAttributes": []})
    assert SrpClient(pool, "bob").initiate()["ChallengeParameters"]["USERNAME"] == "bob"
    pool.sign_up("Ann", UserAttributes=attributes(email=EMAIL))
    pool.confirm("Ann")
    client = SrpClient(pool, "ann")
    pool.call("RespondToAuthChallenge", **client.responses(client.initiate()))


@pytest.mark.parametrize("srp_a", ["0", f"{N:x}", f"{2 * N:x}", "no", "-5", ""])
def test_srp_takes_no_number_that_would_make_the_secret_zero(pool: Pool, srp_a: str) -> None:
    parameters = {"USERNAME": EMAIL, "SRP_A": srp_a}
    name, _ = pool.refused("InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    assert name == "InvalidParameterException"


@pytest.mark.parametrize("secret_block", ["x" * 30, "not base64!" * 3])
def test_a_made_up_secret_block_is_refused(pool: Pool, secret_block: str) -> None:
    pool.add_user()
    responses = {
        "USERNAME": EMAIL,
        "PASSWORD_CLAIM_SECRET_BLOCK": secret_block,
        "PASSWORD_CLAIM_SIGNATURE": "x",
        "TIMESTAMP": "x",
    }
    assert pool.refused(
        "RespondToAuthChallenge",
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=responses,
    ) == INVALID_SESSION  # fmt: skip


@pytest.mark.parametrize("username", [EMAIL, UNKNOWN])
def test_user_auth_lets_known_and_unknown_users_choose(pool: Pool, username: str) -> None:
    pool.configure(OTP)
    pool.add_user()
    for preferred in ({}, {"PREFERRED_CHALLENGE": "WEB_AUTHN"}):
        answer = pool.call("InitiateAuth", **user_auth(username, **preferred))
        assert answer["ChallengeName"] == "SELECT_CHALLENGE"
        assert answer["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]


def test_select_password(pool: Pool) -> None:
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth())
    chosen = respond(challenge, "SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD=PASSWORD)
    assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **chosen)
    assert pool.refused("RespondToAuthChallenge", **chosen) == INVALID_SESSION
    challenge = pool.call("InitiateAuth", **user_auth())
    wrong = respond(challenge, "SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD="Wrong-horse-1")
    assert pool.refused("RespondToAuthChallenge", **wrong) == WRONG
    odd = respond(challenge, "SELECT_CHALLENGE", ANSWER="EMAIL_OTP")
    assert pool.refused("RespondToAuthChallenge", **odd)[0] == "InvalidParameterException"


def test_select_password_srp(pool: Pool) -> None:
    pool.add_user()
    client = SrpClient(pool)
    challenge = pool.call("InitiateAuth", **user_auth())
    chosen = respond(challenge, "SELECT_CHALLENGE", ANSWER="PASSWORD_SRP", SRP_A=client.srp_a)
    challenge = pool.call("RespondToAuthChallenge", **chosen)
    assert "Session" in challenge
    pool.call("RespondToAuthChallenge", **client.responses(challenge))


@pytest.mark.parametrize("preferred", ["PASSWORD", "PASSWORD_SRP"])
def test_a_preferred_password_needs_no_choice(pool: Pool, preferred: str) -> None:
    pool.add_user()
    client = SrpClient(pool)
    parameters = {"PREFERRED_CHALLENGE": preferred, "PASSWORD": PASSWORD, "SRP_A": client.srp_a}
    answer = pool.call("InitiateAuth", **user_auth(**parameters))
    assert ("AuthenticationResult" in answer) == (preferred == "PASSWORD")
    assert answer.get("ChallengeName", "PASSWORD_VERIFIER") == "PASSWORD_VERIFIER"


def test_a_code_by_mail_signs_in(pool: Pool) -> None:
    pool.configure(OTP | {"EmailMfaConfiguration": {"Subject": "Hi", "Message": "Use {####}"}})
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="EMAIL_OTP"))
    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
    }
    message = pool.service.outbox()[0]
    assert (message.subject, message.body) == ("Hi", f"Use {message.code}")
    answered = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE=pool.code())
    assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **answered)
    assert pool.refused("RespondToAuthChallenge", **answered) == INVALID_SESSION


def test_a_code_by_text_message_can_be_selected(pool: Pool) -> None:
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["SMS_OTP"]}}
    pool.configure(
        {
            "Policies": factors,
            "UsernameAttributes": ["phone_number"],
            "AutoVerifiedAttributes": ["phone_number"],
            "SmsAuthenticationMessage": "SMS {####}",
        }
    )
    pool.call("SignUp", Username=PHONE)
    assert pool.refused("InitiateAuth", **user_auth(PHONE)) == WRONG
    pool.confirm(PHONE)
    challenge = pool.call("InitiateAuth", **user_auth(PHONE))
    assert challenge["AvailableChallenges"] == ["SMS_OTP"]
    chosen = respond(challenge, "SELECT_CHALLENGE", USERNAME=PHONE, ANSWER="SMS_OTP")
    challenge = pool.call("RespondToAuthChallenge", **chosen)
    message = pool.service.outbox(PHONE)[0]
    assert (message.subject, message.body) == ("", f"SMS {message.code}")
    pool.call(
        "RespondToAuthChallenge",
        **respond(challenge, "SMS_OTP", USERNAME=PHONE, SMS_OTP_CODE=pool.code()),
    )


@pytest.mark.asvs("6.6.3", "6.3.8")
@pytest.mark.parametrize("username", [EMAIL, UNKNOWN])
def test_a_session_takes_three_wrong_codes(pool: Pool, username: str) -> None:
    pool.configure(OTP)
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth(username, PREFERRED_CHALLENGE="EMAIL_OTP"))
    wrong = respond(challenge, "EMAIL_OTP", USERNAME=username, EMAIL_OTP_CODE=pool.wrong_code())
    for _ in range(3):
        assert pool.refused("RespondToAuthChallenge", **wrong) == WRONG_CODE
    assert pool.refused("RespondToAuthChallenge", **wrong) == INVALID_SESSION


def test_a_wrong_code_counts_against_its_own_session(pool: Pool) -> None:
    pool.configure(OTP)
    pool.add_user()
    challenges, codes = [], []
    for _ in range(3):
        preferred = user_auth(PREFERRED_CHALLENGE="EMAIL_OTP")
        challenges.append(pool.call("InitiateAuth", **preferred))
        codes.append(pool.code())
    wrong = respond(challenges[1], "EMAIL_OTP", EMAIL_OTP_CODE=pool.wrong_code())
    assert pool.refused("RespondToAuthChallenge", **wrong) == WRONG_CODE
    for challenge, code in zip(challenges, codes, strict=True):
        right = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE=code)
        assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **right)


def test_wrong_codes_lock_like_wrong_passwords(pool: Pool) -> None:
    pool.configure(OTP)
    pool.add_user()
    for _ in range(5):
        challenge = pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="EMAIL_OTP"))
        wrong = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE=pool.wrong_code())
        assert pool.refused("RespondToAuthChallenge", **wrong) == WRONG_CODE
    assert pool.refused("RespondToAuthChallenge", **wrong)[1] == "Password attempts exceeded"


@pytest.mark.asvs("6.6.3")
def test_wrong_codes_count_for_the_user_under_every_name(pool: Pool) -> None:
    pool.configure(OTP)
    sub = pool.sign_up()["UserSub"]
    pool.confirm()
    for username in (EMAIL, sub, EMAIL.upper(), sub, EMAIL):
        preferred = user_auth(username, PREFERRED_CHALLENGE="EMAIL_OTP")
        challenge = pool.call("InitiateAuth", **preferred)
        code = pool.wrong_code()
        wrong = respond(challenge, "EMAIL_OTP", USERNAME=username, EMAIL_OTP_CODE=code)
        assert pool.refused("RespondToAuthChallenge", **wrong) == WRONG_CODE
    assert pool.refused_sign_in()[1] == "Password attempts exceeded"


def test_a_code_without_its_session_is_refused(pool: Pool) -> None:
    pool.configure(OTP)
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="EMAIL_OTP"))
    right = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE=pool.code())
    del right["Session"]
    assert pool.refused("RespondToAuthChallenge", **right)[0] == "NotAuthorizedException"


def mfa_pool(pool: Pool, *methods: str) -> None:
    pool.configure({"MfaConfiguration": "ON", **{method: {} for method in methods}})


def test_a_second_factor_by_text_message(pool: Pool) -> None:
    mfa_pool(pool)
    phone = [{"Name": "phone_number", "Value": PHONE}]
    session = pool.add_user(UserAttributes=phone)["Session"]
    for begin in (
        user_auth() | {"Session": session},
        user_auth(PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD),
    ):
        challenge = pool.call("InitiateAuth", **begin)
        assert challenge["ChallengeName"] == "SMS_MFA"
        assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******1234"
        answered = respond(challenge, "SMS_MFA", SMS_MFA_CODE=pool.code(PHONE))
        assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **answered)


def test_a_choice_of_second_factors(pool: Pool) -> None:
    mfa_pool(pool, "SmsMfaConfiguration", "EmailMfaConfiguration")
    pool.add_user(UserAttributes=[{"Name": "phone_number", "Value": PHONE}])
    parameters = {"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD}
    challenge = pool.call("InitiateAuth", **user_auth(**parameters))
    assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
    assert json.loads(challenge["ChallengeParameters"]["MFAS_CAN_CHOOSE"]) == [
        "SMS_MFA",
        "EMAIL_OTP",
    ]
    odd = respond(challenge, "SELECT_MFA_TYPE", ANSWER="SOFTWARE_TOKEN_MFA")
    assert pool.refused("RespondToAuthChallenge", **odd)[0] == "InvalidParameterException"
    challenge = pool.call("InitiateAuth", **user_auth(**parameters))
    chosen = respond(challenge, "SELECT_MFA_TYPE", ANSWER="EMAIL_OTP")
    challenge = pool.call("RespondToAuthChallenge", **chosen)
    answered = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE=pool.code(EMAIL))
    assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **answered)


def test_no_second_factor_no_sign_in(pool: Pool) -> None:
    mfa_pool(pool)
    pool.add_user()
    assert pool.refused_sign_in() == ("NotAuthorizedException", "User has no MFA factor.")


def test_sessions_are_for_their_step(pool: Pool) -> None:
    pool.configure(OTP)
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth())
    wrong_step = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE="000000")
    assert pool.refused("RespondToAuthChallenge", **wrong_step) == INVALID_SESSION
    selection = respond(challenge, "SELECT_MFA_TYPE", USERNAME=UNKNOWN, ANSWER="SMS_MFA")
    assert pool.refused("RespondToAuthChallenge", **selection) == INVALID_SESSION


@pytest.mark.asvs("6.6.2")
def test_sessions_are_for_their_client(pool: Pool) -> None:
    pool.configure(OTP)
    pool.service.ensure_user_pool(definition(OTP, client_id="other"))
    pool.add_user()
    challenge = pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="EMAIL_OTP"))
    right = respond(challenge, "EMAIL_OTP", EMAIL_OTP_CODE=pool.code())
    refused = pool.refused("RespondToAuthChallenge", ClientId="other", **right)
    assert refused == INVALID_SESSION
    assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **right)


def test_other_challenges_are_refused(pool: Pool) -> None:
    responses = {"USERNAME": EMAIL}
    name, message = pool.refused(
        "RespondToAuthChallenge", ChallengeName="DEVICE_SRP_AUTH", ChallengeResponses=responses
    )
    assert name == "InvalidParameterException"
    assert "DEVICE_SRP_AUTH" in message
