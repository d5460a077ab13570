from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.user_pool.harness import EMAIL, PASSWORD, Pool, app_code, decoded_secret, respond

INVALID_SESSION = ("NotAuthorizedException", "Invalid session for the user.")


@pytest.fixture
def mfa_pool(pool: Pool) -> Pool:
    pool.configure({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {}})
    pool.add_user()
    return pool


def begin(pool: Pool) -> dict[str, Any]:
    parameters = {"USERNAME": EMAIL, "PASSWORD": PASSWORD}
    return pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def shown(pool: Pool, secret: bytes, *, later: int = 0) -> str:
    """Return the code that the app shows now, or a number of steps later."""
    return app_code(secret, pool.clock.now + 30 * later)


def set_up(pool: Pool) -> bytes:
    """Sign in for the first time; the app's secret."""
    associated = pool.call("AssociateSoftwareToken", Session=begin(pool)["Session"])
    secret = decoded_secret(associated["SecretCode"])
    verified = pool.call(
        "VerifySoftwareToken", Session=associated["Session"], UserCode=shown(pool, secret)
    )
    assert verified["Status"] == "SUCCESS"
    answer = pool.call("RespondToAuthChallenge", **respond(verified, "MFA_SETUP"))
    assert "AuthenticationResult" in answer
    return secret


def test_the_rfcs_own_example() -> None:
    assert app_code(b"12345678901234567890", 59) == "287082"
    assert app_code(b"12345678901234567890", 20_000_000_000) == "353130"


def test_an_app_is_set_up_at_the_first_sign_in_and_asked_at_the_next(mfa_pool: Pool) -> None:
    challenge = begin(mfa_pool)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    can_set_up = json.loads(challenge["ChallengeParameters"]["MFAS_CAN_SETUP"])
    assert can_set_up == ["SOFTWARE_TOKEN_MFA"]
    secret = set_up(mfa_pool)
    for _ in range(2):
        mfa_pool.clock.turn(seconds=30)
        challenge = begin(mfa_pool)
        assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
        code = shown(mfa_pool, secret)
        answered = respond(challenge, "SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE=code)
        assert "AuthenticationResult" in mfa_pool.call("RespondToAuthChallenge", **answered)


@pytest.mark.asvs("6.5.1")
def test_a_code_signs_in_once(mfa_pool: Pool) -> None:
    secret = set_up(mfa_pool)
    answered = respond(
        begin(mfa_pool),
        "SOFTWARE_TOKEN_MFA",
        SOFTWARE_TOKEN_MFA_CODE=shown(mfa_pool, secret),
    )
    assert mfa_pool.refused("RespondToAuthChallenge", **answered) == (
        "ExpiredCodeException",
        "Your software token has already been used once.",
    )


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (1, True), (2, False)])
def test_a_clock_may_be_a_step_off(mfa_pool: Pool, steps: int, taken: bool) -> None:
    secret = set_up(mfa_pool)
    code = shown(mfa_pool, secret, later=steps)
    answered = respond(begin(mfa_pool), "SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE=code)
    if taken:
        mfa_pool.call("RespondToAuthChallenge", **answered)
    else:
        name, _ = mfa_pool.refused("RespondToAuthChallenge", **answered)
        assert name == "CodeMismatchException"


@pytest.mark.asvs("6.6.3")
def test_a_session_takes_three_wrong_codes(mfa_pool: Pool) -> None:
    set_up(mfa_pool)
    answered = respond(begin(mfa_pool), "SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE="no")
    for _ in range(3):
        name, _ = mfa_pool.refused("RespondToAuthChallenge", **answered)
        assert name == "CodeMismatchException"
    assert mfa_pool.refused("RespondToAuthChallenge", **answered) == INVALID_SESSION


def test_setting_up_takes_every_step(mfa_pool: Pool) -> None:
    challenge = begin(mfa_pool)
    first = challenge["Session"]
    skipped = respond(challenge, "MFA_SETUP")
    assert mfa_pool.refused("RespondToAuthChallenge", **skipped) == INVALID_SESSION
    verify = {"Session": first, "UserCode": "000000"}
    assert mfa_pool.refused("VerifySoftwareToken", **verify) == INVALID_SESSION
    second = mfa_pool.call("AssociateSoftwareToken", Session=first)["Session"]
    assert mfa_pool.refused("AssociateSoftwareToken", Session=first) == INVALID_SESSION
    verify = {"Session": second, "UserCode": "000000"}
    for _ in range(2):
        assert mfa_pool.refused("VerifySoftwareToken", **verify) == (
            "EnableSoftwareTokenMFAException",
            "Code mismatch",
        )
    assert begin(mfa_pool)["ChallengeName"] == "MFA_SETUP"


def test_users_who_set_up_at_the_same_time_each_get_their_own(mfa_pool: Pool) -> None:
    names = [f"{name}@example.com" for name in ("bob", "eve", "joe")]
    for name in names:
        mfa_pool.add_user(name)
    challenges = []
    for name in names:
        parameters = {"USERNAME": name, "PASSWORD": PASSWORD}
        challenges.append(
            mfa_pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        )
    for name, challenge in zip(names, challenges, strict=True):
        associated = mfa_pool.call("AssociateSoftwareToken", Session=challenge["Session"])
        code = shown(mfa_pool, decoded_secret(associated["SecretCode"]))
        session = {"Session": associated["Session"]}
        verified = mfa_pool.call("VerifySoftwareToken", **session, UserCode=code)
        answered = respond(verified, "MFA_SETUP", USERNAME=name)
        assert "AuthenticationResult" in mfa_pool.call("RespondToAuthChallenge", **answered)


def test_a_signed_in_user_sets_an_app_up(pool: Pool) -> None:
    pool.configure({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {}})
    pool.add_user()
    token = pool.access_token()
    first = pool.call("AssociateSoftwareToken", AccessToken=token)
    assert set(first) == {"SecretCode"}
    second = pool.call("AssociateSoftwareToken", AccessToken=token)
    wrong = {"AccessToken": token, "UserCode": shown(pool, decoded_secret(first["SecretCode"]))}
    assert pool.refused("VerifySoftwareToken", **wrong) == (
        "EnableSoftwareTokenMFAException",
        "Code mismatch",
    )
    code = shown(pool, decoded_secret(second["SecretCode"]))
    verified = pool.call("VerifySoftwareToken", AccessToken=token, UserCode=code)
    assert verified == {"Status": "SUCCESS"}
    assert pool.refused("VerifySoftwareToken", AccessToken=token, UserCode=code) == (
        "SoftwareTokenMFANotFoundException",
        "No software token has been associated with the user",
    )


@pytest.mark.parametrize("factors", [{}, {"MfaConfiguration": "OFF"}, {"SmsMfaConfiguration": {}}])
def test_the_pool_has_to_have_apps(pool: Pool, factors: dict[str, Any]) -> None:
    pool.configure({"MfaConfiguration": "OPTIONAL"} | factors)
    pool.add_user()
    assert pool.refused("AssociateSoftwareToken", AccessToken=pool.access_token()) == (
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA has not been enabled by the userPool",
    )


@pytest.mark.parametrize("operation", ["AssociateSoftwareToken", "VerifySoftwareToken"])
def test_a_caller_is_somebody(pool: Pool, operation: str) -> None:
    code = {"UserCode": "000000"} if operation.startswith("Verify") else {}
    name, message = pool.refused(operation, **code)
    assert (name, "AccessToken" in message) == ("InvalidParameterException", True)
    name, _ = pool.refused(operation, AccessToken="x", **code)
    assert name == "NotAuthorizedException"
    name, _ = pool.refused(operation, Session="x" * 20, **code)
    assert name == "NotAuthorizedException"
