"""Findings of `check`, one setting at a time."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amplify_auth import AmplifyOutputs, load_amplify_outputs
from cognito_setup.amplify_outputs import amplify_outputs
from cognito_setup.checks import findings
from cognito_setup.findings import Finding, Reading, Verdict
from cognito_setup.settings import LOGINS, Wanted, mfa_settings
from tests.unit.cognito_setup.descriptions import CLIENT_ID, POOL_ID, client, user_pool

POOL_ARN = f"arn:aws:cognito-idp:eu-west-1:1:userpool/{POOL_ID}"
ADMINS_ALONE = {"Name": "admin_only", "Priority": 1}

ROLE = "arn:aws:iam::1:role/texts"
WANTED = Wanted(
    name="shop", login="email", password_policy="nist", ses_arn="arn:aws:ses:eu-west-1:1:identity/x"
)
TEXTS = {"SmsConfiguration": {"SnsCallerArn": ROLE}}
BY_PHONE = {"AutoVerifiedAttributes": ["phone_number"], **TEXTS}
NO, WARNING, UNKNOWN, OK = Verdict.NO, Verdict.WARNING, Verdict.UNKNOWN, Verdict.OK


def outputs(
    folder: Path,
    wanted: Wanted = WANTED,
    auth: dict[str, Any] | None = None,
    custom: dict[str, Any] | None = None,
) -> AmplifyOutputs:
    document = amplify_outputs(wanted, POOL_ID, CLIENT_ID)
    document["auth"] |= auth or {}
    document["custom"] = custom or {}
    path = folder / "amplify_outputs.json"
    path.write_text(json.dumps(document))
    return load_amplify_outputs(path)


def reading(wanted: Wanted = WANTED) -> Reading:
    mfa = {"MfaConfiguration": "OFF", **mfa_settings(wanted)}
    return Reading(user_pool(wanted), client(wanted), mfa)


def found(subject: str, reading: Reading) -> Finding:
    (finding,) = [finding for finding in findings(reading) if finding.subject == subject]
    return finding


@pytest.mark.parametrize("login", list(LOGINS))
@pytest.mark.parametrize("passkeys", [None, "example.com"])
@pytest.mark.parametrize("passwordless", [False, True])
def test_nothing_is_wrong_with_what_create_makes(
    login: str, tmp_path: Path, *, passwordless: bool, passkeys: str | None
) -> None:
    wanted = replace(
        WANTED,
        login=login,
        passwordless=passwordless,
        passkeys=passkeys,
        sms_role_arn=ROLE,
        sms_external_id="shop",
    )
    checked = replace(
        reading(wanted), outputs=outputs(tmp_path, wanted), address="https://app.example.com"
    )
    assert {finding.subject: finding.verdict for finding in findings(checked)}["sign-up"] is OK
    assert not [each for each in findings(checked) if each.verdict in {NO, WARNING}]


@pytest.mark.parametrize(
    ("changed", "subject", "verdict", "says"),
    [
        (
            {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}},
            "sign-up", NO, "AllowAdminCreateUserOnly",
        ),
        ({"AutoVerifiedAttributes": []}, "code", NO, "AutoVerifiedAttributes"),
        (
            {"AutoVerifiedAttributes": [], "LambdaConfig": {"PreSignUp": "arn"}},
            "code", UNKNOWN, "PreSignUp",
        ),
        (
            {"AutoVerifiedAttributes": ["phone_number", "email"], **TEXTS},
            "code", WARNING, "by text message whenever",
        ),
        (BY_PHONE, "code", OK, "text message"),
        ({"AutoVerifiedAttributes": ["phone_number"]}, "text messages", NO, "SmsConfiguration"),
        (BY_PHONE, "text messages", UNKNOWN, "sandbox"),
        (
            {**BY_PHONE, "SmsConfigurationFailure": "Role"},
            "text messages", NO, "fail: Role",
        ),
        (
            {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}},
            "mail", WARNING, "50 a day",
        ),
        ({"EmailConfigurationFailure": "No identity"}, "mail", NO, "No identity"),
        (
            {"VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}},
            "code", OK, "as a link",
        ),
        ({"UserPoolTier": "LITE"}, "auto sign-in", WARNING, "UserPoolTier to ESSENTIALS"),
        ({"UserPoolTier": "PLUS"}, "auto sign-in", OK, "15 minutes"),
        (
            {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}},
            "first factors", NO, "also offer PASSWORD",
        ),
        (
            {"AccountRecoverySetting": {"RecoveryMechanisms": [ADMINS_ALONE]}},
            "password reset", WARNING, "admin_only",
        ),
        ({"AccountRecoverySetting": None}, "password reset", OK, "by a code"),
        ({"UsernameConfiguration": {"CaseSensitive": True}}, "case", WARNING, "another pool"),
        ({"IssuerConfiguration": {"Type": "UPDATED"}}, "issuer", OK, "issuer-cognito-idp"),
        ({}, "issuer", OK, "cognito-idp (original)"),
        ({"UsernameConfiguration": {}}, "case", WARNING, "two accounts"),
        (
            {"Policies": {"PasswordPolicy": {"MinimumLength": 14}}},
            "password policy", WARNING, "14 characters of any kind",
        ),
        ({"Policies": {"PasswordPolicy": {"MinimumLength": 15}}}, "password policy", OK, "NIST"),
        (
            {"Policies": {"PasswordPolicy": {"MinimumLength": 15, "RequireSymbols": True}}},
            "password policy", WARNING, "with symbols",
        ),
        ({"LambdaConfig": {"CustomMessage": "arn"}}, "triggers", UNKNOWN, "CustomMessage"),
        ({"DeletionProtection": "INACTIVE"}, "deletion protection", WARNING, "ACTIVE"),
        ({}, "AWS WAF", UNKNOWN, f"--resource-arn {POOL_ARN}"),
    ],
)  # fmt: skip
def test_of_the_pool(changed: dict[str, Any], subject: str, verdict: Verdict, says: str) -> None:
    finding = found(subject, replace(reading(), user_pool=user_pool(WANTED, **changed)))
    assert finding.verdict is verdict
    assert says in f"{finding.detail} {finding.fix}"
    assert finding.fix or verdict is OK


SRP, PLAIN, CHOICE = "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"


@pytest.mark.parametrize(
    ("changed", "subject", "verdict", "says"),
    [
        ({"ExplicitAuthFlows": [SRP]}, "auto sign-in", WARNING, "Add ALLOW_USER_AUTH"),
        ({"ExplicitAuthFlows": None}, "auto sign-in", WARNING, "Add ALLOW_USER_AUTH"),
        ({"ExplicitAuthFlows": None}, "sign-in", OK, "SRP"),
        ({"AuthSessionValidity": 14}, "auto sign-in", WARNING, "AuthSessionValidity to 15"),
        ({"ExplicitAuthFlows": [CHOICE]}, "sign-in", NO, "Add ALLOW_USER_SRP_AUTH"),
        ({"ExplicitAuthFlows": [PLAIN]}, "sign-in", WARNING, "AUTO_SIGN_IN=USER_PASSWORD_AUTH"),
        ({"ExplicitAuthFlows": [SRP, PLAIN]}, "USER_PASSWORD_AUTH", WARNING, "Remove"),
        ({"ExplicitAuthFlows": [SRP]}, "refresh", WARNING, "ALLOW_REFRESH_TOKEN_AUTH"),
        (
            {"ExplicitAuthFlows": [SRP], "RefreshTokenRotation": {"Feature": "ENABLED"}},
            "refresh", OK, "renewed",
        ),
        ({"EnableTokenRevocation": False}, "sign-out", WARNING, "EnableTokenRevocation"),
        ({"PreventUserExistenceErrors": "LEGACY"}, "existence errors", WARNING, "ENABLED"),
        ({"PreventUserExistenceErrors": None}, "existence errors", WARNING, "ENABLED"),
        ({"WriteAttributes": None}, "written attributes", OK, "all standard"),
        ({"WriteAttributes": ["name"]}, "written attributes", NO, "may not write email"),
        (
            {"WriteAttributes": ["email", "email_verified"]},
            "written attributes", WARNING, "may write email_verified",
        ),
    ],
)  # fmt: skip
def test_of_the_client(changed: dict[str, Any], subject: str, verdict: Verdict, says: str) -> None:
    finding = found(subject, replace(reading(), client=client(WANTED, **changed)))
    assert finding.verdict is verdict
    assert says in f"{finding.detail} {finding.fix}"
    assert finding.fix or verdict is OK


@pytest.mark.parametrize(("mfa", "verdict"), [("OFF", OK), ("OPTIONAL", OK), ("ON", WARNING)])
def test_of_second_factors(mfa: str, verdict: Verdict) -> None:
    checked = replace(reading(), mfa={"MfaConfiguration": mfa})
    assert found("second factor", checked).verdict is verdict


@pytest.mark.parametrize(
    ("has", "known", "verdict", "says"),
    [
        (None, None, OK, "none"),
        ("s1", "s1", OK, "set in"),
        ("s1", None, NO, "not set"),
        ("s1", "s2", NO, "a different one"),
        (None, "s2", NO, "has none"),
    ],
)
def test_of_the_secret_which_is_not_shown(
    has: str | None, known: str | None, verdict: Verdict, says: str
) -> None:
    described = client(WANTED, **({"ClientSecret": has} if has else {}))
    checked = replace(reading(), client=described, secret=known)
    finding = found("client secret", checked)
    assert finding.verdict is verdict
    assert says in finding.detail
    assert not {"s1", "s2"} & set(f"{finding.detail} {finding.fix}".split())
    assert "s1" not in repr(checked)


@pytest.mark.parametrize(
    ("auth", "subject", "verdict"),
    [
        ({"aws_region": "us-east-1"}, "file: aws_region", WARNING),
        ({"username_attributes": ["phone_number"]}, "file: username_attributes", NO),
        (
            {"standard_required_attributes": ["email", "name"]},
            "file: standard_required_attributes", WARNING,
        ),
        ({"user_verification_types": ["phone_number"]}, "file: user_verification_types", WARNING),
        (
            {"password_policy": {"min_length": 14, "require_symbols": False}},
            "file: password_policy.min_length", WARNING,
        ),
        (
            {"password_policy": {"min_length": 15, "require_symbols": True}},
            "file: password_policy.require_symbols", WARNING,
        ),
        ({"mfa_configuration": "REQUIRED"}, "file: mfa_configuration", WARNING),
        ({"mfa_methods": ["TOTP"]}, "file: mfa_methods", WARNING),
        (
            {"passwordless": {"email_otp_enabled": True}},
            "file: passwordless.email_otp_enabled", WARNING,
        ),
    ],
)  # fmt: skip
def test_of_a_file_that_says_something_else(
    auth: dict[str, Any], subject: str, verdict: Verdict, tmp_path: Path
) -> None:
    finding = found(subject, replace(reading(), outputs=outputs(tmp_path, auth=auth)))
    assert finding.verdict is verdict
    assert "in the file" in finding.detail
    assert "in the pool" in finding.detail
    assert "auth." in finding.fix


def test_of_keys_that_only_other_services_know(tmp_path: Path) -> None:
    auth = {"identity_pool_id": "eu-west-1:x", "groups": [{"staff": {"precedence": 1}}]}
    finding = found("file: the rest", replace(reading(), outputs=outputs(tmp_path, auth=auth)))
    assert finding.verdict is UNKNOWN
    assert finding.detail.startswith("groups, identity_pool_id cannot be read")


def test_of_hosted_pages(tmp_path: Path) -> None:
    hosted = {
        "identity_providers": ["GOOGLE"],
        "domain": "shop.auth.eu-west-1.amazoncognito.com",
        "scopes": ["openid"],
        "redirect_sign_in_uri": ["https://example.com/"],
        "redirect_sign_out_uri": ["https://example.com/"],
        "response_type": "code",
    }
    described = client(
        WANTED,
        SupportedIdentityProviders=["COGNITO", "Google"],
        AllowedOAuthScopes=["openid"],
        AllowedOAuthFlows=["code"],
        CallbackURLs=["https://example.com/"],
        LogoutURLs=["https://example.org/"],
    )
    pool = user_pool(WANTED, Domain="shop")
    file = outputs(tmp_path, auth={"oauth": hosted})
    checked = replace(reading(), user_pool=pool, client=described, outputs=file)
    differing = [each.subject for each in findings(checked) if each.subject.startswith("file")]
    assert differing == ["file: oauth.redirect_sign_out_uri"]


def test_of_a_required_attribute_that_the_form_does_not_ask_for(tmp_path: Path) -> None:
    schema = [{"Name": name, "Required": True} for name in ("sub", "email", "given_name")]
    pool = user_pool(WANTED, SchemaAttributes=schema)
    checked = replace(reading(), user_pool=pool, outputs=outputs(tmp_path))
    finding = found("required attributes", checked)
    assert finding.verdict is NO
    assert "does not ask for given_name" in finding.detail


def test_of_an_address_that_the_form_does_not_ask_for(tmp_path: Path) -> None:
    pool = user_pool(WANTED, **BY_PHONE)
    checked = replace(reading(), user_pool=pool, outputs=outputs(tmp_path))
    assert found("address", checked).verdict is NO


@pytest.mark.parametrize("option", ["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"])
@pytest.mark.parametrize("method", ["code", "link"])
def test_of_a_link_that_the_page_takes_for_a_code(option: str, method: str, tmp_path: Path) -> None:
    template = {"VerificationMessageTemplate": {"DefaultEmailOption": option}}
    file = outputs(tmp_path, custom={"auth": {"sign_up_verification_method": method}})
    checked = replace(reading(), user_pool=user_pool(WANTED, **template), outputs=file)
    verdicts = {finding.subject: finding for finding in findings(checked)}
    same = option.lower().endswith(method)
    assert ("file: sign_up_verification_method" not in verdicts) is same
    if not same:
        finding = verdicts["file: sign_up_verification_method"]
        assert finding.verdict is NO
        assert "custom.auth.sign_up_verification_method" in finding.fix


@pytest.mark.parametrize(
    ("name", "says"),
    [("nickname", ""), ("custom:plan", "does not have"), ("name", "may not write")],
)
def test_of_what_the_form_asks_for_besides(name: str, says: str, tmp_path: Path) -> None:
    file = outputs(tmp_path, custom={"sign_up": {"attributes": [{"name": name}]}})
    pool = user_pool(WANTED)
    pool["SchemaAttributes"].append({"Name": "name"})
    writes = client(WANTED, WriteAttributes=["email", "nickname"])
    checked = replace(reading(), user_pool=pool, client=writes, outputs=file)
    details = [each for each in findings(checked) if each.subject == "file: custom.sign_up"]
    assert bool(details) is bool(says)
    assert all(says in each.detail and each.verdict is NO for each in details)


PASSKEYS = replace(WANTED, passkeys="example.com")
CODES = replace(WANTED, passwordless=True)


def test_of_first_factors_that_the_pool_does_not_allow(tmp_path: Path) -> None:
    checked = replace(reading(), outputs=outputs(tmp_path, replace(CODES, passkeys="example.com")))
    finding = found("first factors", checked)
    assert finding.verdict is NO
    assert finding.detail == "PASSWORD; the pages also offer EMAIL_OTP, WEB_AUTHN"
    assert "Policies.SignInPolicy.AllowedFirstAuthFactors" in finding.fix


def test_of_first_factors_that_the_file_does_not_offer(tmp_path: Path) -> None:
    checked = replace(reading(CODES), outputs=outputs(tmp_path))
    finding = found("first factors", checked)
    assert (finding.verdict, finding.detail) == (
        WARNING,
        "PASSWORD, EMAIL_OTP; the pages do not offer EMAIL_OTP",
    )


def test_of_passwords_that_the_pages_hide(tmp_path: Path) -> None:
    """Cognito requires PASSWORD among the factors, so a page that offers none is no difference."""
    custom = {"sign_in": {"hidden_auth_methods": ["PASSWORD"]}}
    checked = replace(reading(CODES), outputs=outputs(tmp_path, CODES, custom=custom))
    assert found("first factors", checked).verdict is OK


@pytest.mark.parametrize(
    ("changed", "verdict", "says"),
    [
        ({}, OK, "ESSENTIALS tier"),
        ({"UserPoolTier": "PLUS"}, OK, "PLUS tier"),
        ({"UserPoolTier": "LITE"}, NO, "UserPoolTier to ESSENTIALS"),
    ],
)
def test_of_the_tier_that_a_choice_needs(
    changed: dict[str, Any], verdict: Verdict, says: str
) -> None:
    checked = replace(reading(CODES), user_pool=user_pool(CODES, **changed))
    finding = found("choice of factors", checked)
    assert finding.verdict is verdict
    assert says in f"{finding.detail} {finding.fix}"


def test_of_a_client_that_takes_no_choice() -> None:
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    checked = replace(reading(CODES), client=client(CODES, ExplicitAuthFlows=flows))
    finding = found("choice of factors", checked)
    assert finding.verdict is NO
    assert "ALLOW_USER_AUTH" in finding.fix


def test_a_pool_of_passwords_is_asked_for_nothing_more() -> None:
    subjects = {finding.subject for finding in findings(reading())}
    assert subjects.isdisjoint({"choice of factors", "passkeys"})


def test_of_texts_for_signing_in() -> None:
    pool = user_pool(WANTED)
    pool["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] = ["PASSWORD", "SMS_OTP"]
    assert found("text messages", replace(reading(), user_pool=pool)).verdict is NO


@pytest.mark.parametrize(
    ("domain", "address", "verdict", "says"),
    [
        ("example.com", "https://example.com", OK, "where the app is"),
        ("example.com", "https://app.example.com:8443/x", OK, "where the app is"),
        ("localhost", "http://localhost:5000", OK, "where the app is"),
        ("example.com", "https://badexample.com", NO, "the app is at badexample.com"),
        ("app.example.com", "https://example.com", NO, "the app is at example.com"),
        ("example.com", "http://example.com", NO, "not at https"),
        ("localhost", "http://127.0.0.1:5000", NO, "IP address such as 127.0.0.1"),
        ("example.com", "https://[::1]", NO, "IP address such as ::1"),
        ("example.com", None, UNKNOWN, "https://example.com and its subdomains"),
        ("localhost", None, UNKNOWN, "http://localhost"),
    ],
)
def test_of_the_relying_party(
    domain: str, address: str | None, verdict: Verdict, says: str
) -> None:
    checked = replace(reading(replace(PASSKEYS, passkeys=domain)), address=address)
    finding = found("passkeys", checked)
    assert finding.verdict is verdict
    assert says in finding.detail


def test_of_passkeys_without_a_relying_party() -> None:
    finding = found("passkeys", replace(reading(PASSKEYS), mfa={"MfaConfiguration": "OFF"}))
    assert finding.verdict is NO
    assert "--passkeys" in finding.fix


def test_of_a_file_with_another_relying_party(tmp_path: Path) -> None:
    other = outputs(tmp_path, replace(PASSKEYS, passkeys="example.org"))
    checked = replace(reading(PASSKEYS), outputs=other)
    finding = found("file: passwordless.web_authn.relying_party_id", checked)
    assert finding.verdict is WARNING
