from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.user_pool.harness import (
    EMAIL,
    PASSWORD,
    PHONE,
    POOL_ID,
    Pool,
    app_code,
    attributes,
    decoded_secret,
    respond,
)

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

FACTORS: dict[str, Any] = {
    "SmsMfaConfiguration": {},
    "EmailMfaConfiguration": {},
    "SoftwareTokenMfaConfiguration": {},
}
ON = {"Enabled": True}
PREFERRED = {"Enabled": True, "PreferredMfa": True}
OFF = {"Enabled": False}


@pytest.fixture
def token(pool: Pool) -> str:
    """The access token of a user with an address, a phone and no preference."""
    pool.configure({"MfaConfiguration": "OPTIONAL", **FACTORS})
    pool.add_user(UserAttributes=attributes(phone_number=PHONE))
    return pool.access_token()


def add_app(pool: Pool, token: str) -> None:
    secret_code = pool.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    code = app_code(decoded_secret(secret_code), pool.clock.now)
    pool.call("VerifySoftwareToken", AccessToken=token, UserCode=code)


def challenge(pool: Pool) -> dict[str, Any]:
    parameters = {"USERNAME": EMAIL, "PASSWORD": PASSWORD}
    return pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def mfa_of(pool: Pool, token: str) -> tuple[str | None, list[str]]:
    user = pool.call("GetUser", AccessToken=token)
    return user.get("PreferredMfaSetting"), user.get("UserMFASettingList", [])


def test_a_user_is_asked_for_what_they_turned_on(
    pool: Pool, token: str, admin: CognitoIdentityProviderClient
) -> None:
    assert "AuthenticationResult" in challenge(pool)
    assert mfa_of(pool, token) == (None, [])
    pool.call("SetUserMFAPreference", AccessToken=token, EmailMfaSettings=ON)
    assert challenge(pool)["ChallengeName"] == "EMAIL_OTP"
    assert mfa_of(pool, token) == (None, ["EMAIL_OTP"])
    pool.call("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=ON)
    chosen = challenge(pool)
    assert chosen["ChallengeName"] == "SELECT_MFA_TYPE"
    names = json.loads(chosen["ChallengeParameters"]["MFAS_CAN_CHOOSE"])
    assert names == ["SMS_MFA", "EMAIL_OTP"]
    add_app(pool, token)
    pool.call("SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=PREFERRED)
    assert challenge(pool)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    user = admin.admin_get_user(UserPoolId=POOL_ID, Username=EMAIL)
    assert user["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    assert user["UserMFASettingList"] == ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]


def test_another_preference_replaces_the_first(pool: Pool, token: str) -> None:
    pool.call("SetUserMFAPreference", AccessToken=token, EmailMfaSettings=PREFERRED)
    pool.call("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=PREFERRED)
    assert mfa_of(pool, token) == ("SMS_MFA", ["SMS_MFA", "EMAIL_OTP"])
    pool.call("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=OFF)
    assert mfa_of(pool, token) == (None, ["EMAIL_OTP"])
    pool.call("SetUserMFAPreference", AccessToken=token, EmailMfaSettings=OFF)
    assert "AuthenticationResult" in challenge(pool)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"SoftwareTokenMfaSettings": ON}, "User has not verified software token mfa"),
        (
            {"SMSMfaSettings": PREFERRED, "EmailMfaSettings": PREFERRED},
            "Only one MFA factor can be preferred.",
        ),
        (
            {"SMSMfaSettings": {"PreferredMfa": True}},
            "A preferred MFA factor has to be enabled.",
        ),
    ],
)
def test_preferences_that_make_no_sense_change_nothing(
    pool: Pool, token: str, settings: dict[str, Any], message: str
) -> None:
    assert pool.refused("SetUserMFAPreference", AccessToken=token, **settings) == (
        "InvalidParameterException",
        message,
    )
    assert mfa_of(pool, token) == (None, [])


def test_a_factor_needs_an_address_and_the_pools_setting(pool: Pool) -> None:
    pool.configure({"MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {}})
    pool.add_user()
    token = pool.access_token()
    assert pool.refused("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=ON) == (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SMS_MFA",
    )
    assert pool.refused("SetUserMFAPreference", AccessToken=token, EmailMfaSettings=ON) == (
        "InvalidParameterException",
        "EMAIL_OTP is not configured for this user pool.",
    )


def test_where_mfa_is_required_one_factor_stays_on(pool: Pool, token: str) -> None:
    pool.configure({"MfaConfiguration": "ON", **FACTORS})
    assert challenge(pool)["ChallengeName"] == "SELECT_MFA_TYPE"
    pool.call("SetUserMFAPreference", AccessToken=token, SMSMfaSettings=OFF)
    assert challenge(pool)["ChallengeName"] == "EMAIL_OTP"
    assert pool.refused("SetUserMFAPreference", AccessToken=token, EmailMfaSettings=OFF) == (
        "InvalidParameterException",
        "MFA is required, so one factor has to stay enabled.",
    )
    assert challenge(pool)["ChallengeName"] == "EMAIL_OTP"


def test_the_caller_is_signed_in(pool: Pool) -> None:
    name, _ = pool.refused("SetUserMFAPreference", AccessToken="x", SMSMfaSettings=ON)
    assert name == "NotAuthorizedException"


@pytest.fixture
def phone_pool(pool: Pool) -> Pool:
    """A pool that requires a second factor, and a user who has no address for one."""
    factors: dict[str, Any] = {"EmailMfaConfiguration": {}, "SoftwareTokenMfaConfiguration": {}}
    pool.configure(
        {
            "UsernameAttributes": ["phone_number", "email"],
            "AutoVerifiedAttributes": ["phone_number"],
            "MfaConfiguration": "ON",
            **factors,
        }
    )
    pool.add_user(PHONE)
    return pool


def set_up_challenge(pool: Pool) -> dict[str, Any]:
    parameters = {"USERNAME": PHONE, "PASSWORD": PASSWORD}
    answer = pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    assert answer["ChallengeName"] == "MFA_SETUP"
    return answer


def test_email_is_set_up_as_the_second_factor(phone_pool: Pool) -> None:
    answer = set_up_challenge(phone_pool)
    names = json.loads(answer["ChallengeParameters"]["MFAS_CAN_SETUP"])
    assert sorted(names) == ["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]
    phone_pool.sign_up("taken@example.com")
    taken = ("AliasExistsException", "An account with the email already exists.")
    malformed = ("InvalidParameterException", "Invalid email address format.")
    for address, refusal in (("ann", malformed), ("taken@example.com", taken)):
        wrong = respond(answer, "MFA_SETUP", USERNAME=PHONE, EMAIL=address)
        assert phone_pool.refused("RespondToAuthChallenge", **wrong) == refusal
    given = respond(answer, "MFA_SETUP", USERNAME=PHONE, EMAIL=EMAIL)
    asked = phone_pool.call("RespondToAuthChallenge", **given)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    assert asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "a***@e***"
    code = phone_pool.code(EMAIL)
    wrong = respond(asked, "EMAIL_OTP", USERNAME=PHONE, EMAIL_OTP_CODE=f"{code[1:]}x")
    assert phone_pool.refused("RespondToAuthChallenge", **wrong)[0] == "CodeMismatchException"
    right = respond(asked, "EMAIL_OTP", USERNAME=PHONE, EMAIL_OTP_CODE=code)
    result = phone_pool.call("RespondToAuthChallenge", **right)["AuthenticationResult"]
    user = phone_pool.call("GetUser", AccessToken=result["AccessToken"])
    assert {"Name": "email", "Value": EMAIL} in user["UserAttributes"]
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]
    assert user["UserMFASettingList"] == ["EMAIL_OTP"]
    # From now on the address signs in, too, and its code is asked for.
    assert challenge(phone_pool)["ChallengeName"] == "EMAIL_OTP"


def test_an_address_that_is_taken_meanwhile_stays_whose_it_is(phone_pool: Pool) -> None:
    given = respond(set_up_challenge(phone_pool), "MFA_SETUP", USERNAME=PHONE, EMAIL=EMAIL)
    asked = phone_pool.call("RespondToAuthChallenge", **given)
    code = phone_pool.code(EMAIL)
    phone_pool.sign_up(EMAIL)
    right = respond(asked, "EMAIL_OTP", USERNAME=PHONE, EMAIL_OTP_CODE=code)
    assert phone_pool.refused("RespondToAuthChallenge", **right)[0] == "AliasExistsException"


def test_email_is_set_up_only_where_the_pool_has_it(pool: Pool) -> None:
    pool.configure(
        {
            "UsernameAttributes": ["phone_number"],
            "AutoVerifiedAttributes": ["phone_number"],
            "MfaConfiguration": "ON",
            "SoftwareTokenMfaConfiguration": {},
        }
    )
    pool.add_user(PHONE)
    answer = set_up_challenge(pool)
    given = respond(answer, "MFA_SETUP", USERNAME=PHONE, EMAIL=EMAIL)
    assert pool.refused("RespondToAuthChallenge", **given)[0] == "InvalidParameterException"
    pool.call("AssociateSoftwareToken", Session=answer["Session"])
    assert pool.refused("RespondToAuthChallenge", **given) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )
