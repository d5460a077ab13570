from typing import Any

import pytest

from amplify_auth import (
    Auth,
    CodeMismatchException,
    EmptyVerifyTOTPSetupCode,
    EnableSoftwareTokenMFAException,
    FetchMfaPreferenceOutput,
    InvalidParameterException,
    MfaPreference,
    Tokens,
    TotpSetupDetails,
    VerifyTotpSetupOptions,
    fetch_mfa_preference,
    set_up_totp,
    update_mfa_preference,
    verify_totp_setup,
)
from tests.unit.amplify_auth.fake_cognito import SUB, FakeCognito

TOKENS = Tokens("access", "id", "refresh", {"cognito:username": SUB})


def test_an_app_gets_its_secret(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("AssociateSoftwareToken", {"SecretCode": "GEZDGNBV"})
    assert set_up_totp(auth, TOKENS) == TotpSetupDetails("GEZDGNBV", SUB)
    assert cognito.last == {"AccessToken": "access"}


def test_an_app_proves_that_it_has_the_secret(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("VerifySoftwareToken")
    options = VerifyTotpSetupOptions(friendly_device_name="Phone")
    verify_totp_setup(auth, TOKENS, code="123456", options=options)
    assert cognito.last == {
        "AccessToken": "access",
        "UserCode": "123456",
        "FriendlyDeviceName": "Phone",
    }


def test_there_has_to_be_a_code(auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(EmptyVerifyTOTPSetupCode) as raised:
        verify_totp_setup(auth, TOKENS, code="")
    assert raised.value.message == "code is required to verifyTotpSetup"
    assert cognito.operations == []


def test_a_wrong_code_is_an_error(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("VerifySoftwareToken", "EnableSoftwareTokenMFAException", "Code mismatch")
    with pytest.raises(EnableSoftwareTokenMFAException):
        verify_totp_setup(auth, TOKENS, code="000000")
    cognito.refuses("VerifySoftwareToken", "CodeMismatchException")
    with pytest.raises(CodeMismatchException):
        verify_totp_setup(auth, TOKENS, code="000000")


def test_so_is_the_status_of_a_failure(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("VerifySoftwareToken", {"Status": "ERROR"})
    with pytest.raises(EnableSoftwareTokenMFAException):
        verify_totp_setup(auth, TOKENS, code="123456")


@pytest.mark.parametrize(
    ("preference", "settings"),
    [
        (MfaPreference.ENABLED, {"Enabled": True}),
        (MfaPreference.DISABLED, {"Enabled": False}),
        (MfaPreference.PREFERRED, {"Enabled": True, "PreferredMfa": True}),
        (MfaPreference.NOT_PREFERRED, {"Enabled": True, "PreferredMfa": False}),
    ],
)
@pytest.mark.parametrize(
    ("factor", "member"),
    [
        ("sms", "SMSMfaSettings"),
        ("totp", "SoftwareTokenMfaSettings"),
        ("email", "EmailMfaSettings"),
    ],
)
def test_each_factor_has_its_settings(
    *,
    factor: str,
    member: str,
    preference: MfaPreference,
    settings: dict[str, bool],
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    cognito.answers("SetUserMFAPreference")
    update_mfa_preference(auth, TOKENS, **{factor: preference})
    assert cognito.last == {"AccessToken": "access", member: settings}


@pytest.mark.parametrize("preference", ["ON", True, 5, [], {}])
def test_other_preferences_are_not_sent(
    preference: Any,
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    with pytest.raises(InvalidParameterException):
        update_mfa_preference(auth, TOKENS, totp=preference)
    assert cognito.operations == []


@pytest.mark.parametrize(
    ("answer", "enabled", "preferred"),
    [
        ({}, (), None),
        ({"UserMFASettingList": []}, (), None),
        ({"UserMFASettingList": ["SMS_MFA"]}, ("SMS",), None),
        (
            {
                "UserMFASettingList": ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_MFA"],
                "PreferredMfaSetting": "EMAIL_OTP",
            },
            ("TOTP", "EMAIL", "SMS"),
            "EMAIL",
        ),
        ({"UserMFASettingList": ["NEW"], "PreferredMfaSetting": "NEW"}, (), None),
    ],
)
def test_preferences_have_amplifys_names(
    *,
    answer: dict[str, Any],
    enabled: tuple[str, ...],
    preferred: str | None,
    auth: Auth,
    cognito: FakeCognito,
) -> None:
    cognito.answers("GetUser", answer)
    assert fetch_mfa_preference(auth, TOKENS) == FetchMfaPreferenceOutput(enabled, preferred)
    assert cognito.last == {"AccessToken": "access"}
