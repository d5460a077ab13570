"""The settings of each kind of pool, and the file that names it."""

import json
from pathlib import Path

import pytest

from amplify_auth import STANDARD_ATTRIBUTES, load_amplify_outputs
from cognito_setup.amplify_outputs import amplify_outputs
from cognito_setup.settings import (
    LOGINS,
    PASSWORD_POLICIES,
    Wanted,
    client_settings,
    mfa_settings,
    user_pool_settings,
)
from config.settings import ROOT

SCENARIOS = ROOT / "config" / "scenarios"


def wanted(login: str, **more: str) -> Wanted:
    return Wanted(name="shop", login=login, **more)  # type: ignore[arg-type] # the options are texts


@pytest.mark.parametrize(
    ("login", "usernames", "verified"),
    [
        ("email", ["email"], "email"),
        ("phone", ["phone_number"], "phone_number"),
        ("email-and-phone", ["email", "phone_number"], "email"),
        ("username", None, "email"),
    ],
)
def test_each_login_has_its_usernames_and_one_address_that_is_proved(
    login: str, usernames: list[str] | None, verified: str
) -> None:
    settings = user_pool_settings(wanted(login))
    assert settings.get("UsernameAttributes") == usernames
    assert "AliasAttributes" not in settings
    assert settings["AutoVerifiedAttributes"] == [verified]
    assert [item["Name"] for item in settings["Schema"] if item["Required"]] == [verified]
    recovery = settings["AccountRecoverySetting"]["RecoveryMechanisms"]
    assert [item["Name"] for item in recovery] == [f"verified_{verified}"]
    updates = settings["UserAttributeUpdateSettings"]
    assert updates == {"AttributesRequireVerificationBeforeUpdate": [verified]}


@pytest.mark.parametrize("login", list(LOGINS))
def test_the_file_says_of_the_pool_what_the_scenario_says_of_the_demo(
    login: str, tmp_path: Path
) -> None:
    path = tmp_path / "amplify_outputs.json"
    path.write_text(json.dumps(amplify_outputs(wanted(login), "eu-west-1_AbCdEf", "client")))
    ours = load_amplify_outputs(path).auth
    theirs = load_amplify_outputs(SCENARIOS / f"{login}.json").auth
    assert ours.region == ours.aws_region == "eu-west-1"
    for key in (
        "username_attributes",
        "standard_required_attributes",
        "user_verification_types",
        "password_policy",
        "mfa_configuration",
    ):
        assert getattr(ours, key) == getattr(theirs, key), key


@pytest.mark.parametrize(("policy", "scenario"), [("cognito", "email"), ("nist", "nist")])
def test_the_policies_are_the_scenarios(policy: str, scenario: str) -> None:
    outputs = load_amplify_outputs(SCENARIOS / f"{scenario}.json")
    assert PASSWORD_POLICIES[policy] == outputs.auth.password_policy
    described = user_pool_settings(wanted("email", password_policy=policy))["Policies"]
    assert described["PasswordPolicy"]["MinimumLength"] == outputs.auth.password_policy.min_length


def test_the_client_signs_in_by_session_and_by_srp_and_hides_who_is_there() -> None:
    settings = client_settings(wanted("email"))
    assert settings["ExplicitAuthFlows"] == [
        "ALLOW_USER_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    ]
    assert settings["PreventUserExistenceErrors"] == "ENABLED"
    assert settings["EnableTokenRevocation"] is True
    assert settings["AuthSessionValidity"] == 15


def test_the_client_writes_every_attribute_and_no_proof() -> None:
    writable = set(client_settings(wanted("email"))["WriteAttributes"])
    assert writable == set(STANDARD_ATTRIBUTES) - {"sub"}
    assert not {name for name in writable if name.endswith("_verified")}


def test_texts_and_mail_are_sent_by_whom_it_was_asked() -> None:
    phone = user_pool_settings(
        wanted("phone", sms_role_arn="arn:aws:iam::1:role/texts", sms_external_id="shop")
    )
    assert phone["SmsConfiguration"] == {
        "SnsCallerArn": "arn:aws:iam::1:role/texts",
        "ExternalId": "shop",
    }
    email = user_pool_settings(wanted("email"))
    assert "SmsConfiguration" not in email
    assert email["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    arn = "arn:aws:ses:eu-west-1:1:identity/example.com"
    assert user_pool_settings(wanted("email", ses_arn=arn))["EmailConfiguration"] == {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": arn,
    }
    sender = user_pool_settings(wanted("email", ses_arn=arn, from_address="a@example.com"))
    assert sender["EmailConfiguration"]["From"] == "a@example.com"


@pytest.mark.parametrize(
    ("login", "code", "section"),
    [
        ("email", "EMAIL_OTP", {"email_otp_enabled": True, "sms_otp_enabled": False}),
        ("phone", "SMS_OTP", {"email_otp_enabled": False, "sms_otp_enabled": True}),
        ("email-and-phone", "EMAIL_OTP", {"email_otp_enabled": True, "sms_otp_enabled": False}),
        ("username", "EMAIL_OTP", {"email_otp_enabled": True, "sms_otp_enabled": False}),
    ],
)
def test_codes_go_to_the_address_that_is_proved(
    login: str, code: str, section: dict[str, bool]
) -> None:
    asked = Wanted(name="shop", login=login, passwordless=True)
    settings = user_pool_settings(asked)
    assert settings["UserPoolTier"] == "ESSENTIALS"
    factors = settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    assert factors == ["PASSWORD", code]
    assert "ALLOW_USER_AUTH" in client_settings(asked)["ExplicitAuthFlows"]
    assert mfa_settings(asked) == {}
    auth = amplify_outputs(asked, "eu-west-1_AbCdEf", "client")["auth"]
    assert auth["passwordless"] == section | {"preferred_challenge": code}


def test_passkeys_are_for_a_domain(tmp_path: Path) -> None:
    asked = Wanted(name="shop", login="email", passkeys="example.com")
    factors = user_pool_settings(asked)["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    assert factors == ["PASSWORD", "WEB_AUTHN"]
    assert mfa_settings(asked) == {
        "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"}
    }
    path = tmp_path / "amplify_outputs.json"
    path.write_text(json.dumps(amplify_outputs(asked, "eu-west-1_AbCdEf", "client")))
    passwordless = load_amplify_outputs(path).auth.passwordless
    assert passwordless
    assert passwordless.web_authn
    assert passwordless.web_authn.relying_party_id == "example.com"
    assert passwordless.web_authn.user_verification == "required"
    assert passwordless.preferred_challenge is None


def test_a_pool_of_passwords_says_nothing_of_other_ways() -> None:
    auth = amplify_outputs(wanted("email"), "eu-west-1_AbCdEf", "client")["auth"]
    assert "passwordless" not in auth
