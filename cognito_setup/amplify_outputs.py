"""The `amplify_outputs.json` of a user pool that `create` made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_setup.settings import LOGINS, PASSWORD_POLICIES, USER_VERIFICATION

if TYPE_CHECKING:
    from cognito_setup.settings import Wanted

PASSWORDLESS = "passwordless"
"""Key of the file's `auth` that `create` writes or removes."""

_VERSION = "1.5"


def amplify_outputs(wanted: Wanted, user_pool_id: str, client_id: str) -> dict[str, Any]:
    """Return the `amplify_outputs.json` of a pool.

    Args:
        wanted: The requested pool.
        user_pool_id: The pool.
        client_id: Its app client.
    """
    login = LOGINS[wanted.login]
    policy = PASSWORD_POLICIES[wanted.password_policy]
    return {
        "version": _VERSION,
        "auth": {
            "aws_region": user_pool_id.partition("_")[0],
            "user_pool_id": user_pool_id,
            "user_pool_client_id": client_id,
            "username_attributes": list(login.username_attributes) or ["username"],
            "standard_required_attributes": [login.verified],
            "user_verification_types": [login.verified],
            "password_policy": {
                "min_length": policy.min_length,
                "require_lowercase": policy.require_lowercase,
                "require_uppercase": policy.require_uppercase,
                "require_numbers": policy.require_numbers,
                "require_symbols": policy.require_symbols,
            },
            "mfa_configuration": "NONE",
            **_passwordless(wanted),
        },
    }


def _passwordless(wanted: Wanted) -> dict[str, Any]:
    """Return the section for first factors besides a password, if there are any."""
    factors = wanted.first_factors
    if factors == ["PASSWORD"]:
        return {}
    section: dict[str, Any] = {
        "email_otp_enabled": "EMAIL_OTP" in factors,
        "sms_otp_enabled": "SMS_OTP" in factors,
    }
    if wanted.passkeys:
        section["web_authn"] = {
            "relying_party_id": wanted.passkeys,
            "user_verification": USER_VERIFICATION,
        }
    if wanted.passwordless:
        section["preferred_challenge"] = wanted.code
    return {PASSWORDLESS: section}
