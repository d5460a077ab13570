"""Checks that `amplify_outputs.json` agrees with the pool."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cognito_setup.findings import Finding, Reading, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MFA = {"OFF": "NONE", "OPTIONAL": "OPTIONAL", "ON": "REQUIRED"}
_PROVIDERS = {
    "Google": "GOOGLE",
    "Facebook": "FACEBOOK",
    "LoginWithAmazon": "LOGIN_WITH_AMAZON",
    "SignInWithApple": "SIGN_IN_WITH_APPLE",
}
_BLOCKING = {"username_attributes", "sign_up_verification_method"}
"""Settings that the form takes from the file and the pool enforces. A difference blocks sign-up."""

_COMPARED_ELSEWHERE = {"user_pool_id", "user_pool_client_id"}


def drift(reading: Reading) -> Iterator[Finding]:
    """Compare every key of the file's `auth`, and the verification method, with the pool."""
    if reading.outputs is None:
        return
    document = json.loads(reading.outputs.source.read_text(encoding="utf-8"))
    told = dict(_leaves(document["auth"]))
    for key in _BLOCKING:
        # The form uses defaults for keys that the file omits.
        told[key] = _plain(getattr(reading.outputs.auth, key))
    actual = dict(_leaves(described(reading)))
    unchecked = [key for key in told if key not in actual and key not in _COMPARED_ELSEWHERE]
    differing = [key for key in told if key in actual and _set(told[key]) != _set(actual[key])]
    for key in sorted(differing):
        yield Finding(
            f"file: {key}",
            Verdict.NO if key in _BLOCKING else Verdict.WARNING,
            f"{json.dumps(told[key])} in the file, {json.dumps(actual[key])} in the pool",
            f"Change {_place(key)} in the file, or the pool.",
        )
    if not differing:
        yield Finding("file", Verdict.OK, "agrees with the pool")
    if unchecked:
        yield Finding(
            "file: the rest",
            Verdict.UNKNOWN,
            f"{', '.join(sorted(unchecked))} cannot be read from the user pool",
        )


def form_attributes(reading: Reading) -> Iterator[Finding]:
    """Check that the pool has the attributes of `custom.sign_up`."""
    if reading.outputs is None:
        return
    # The app refuses to start with malformed entries.
    section = reading.outputs.custom.get("sign_up", {})
    asked = [entry["name"] for entry in section.get("attributes", ())]
    known = {attribute["Name"] for attribute in reading.user_pool.get("SchemaAttributes", ())}
    writable = set(reading.client.get("WriteAttributes") or ())
    unknown = [name for name in asked if name not in known]
    forbidden = [name for name in asked if name in known and writable and name not in writable]
    if unknown:
        yield Finding(
            "file: custom.sign_up",
            Verdict.NO,
            f"asks for {', '.join(unknown)}, which the pool does not have",
            "Add them with AddCustomAttributes (aws cognito-idp add-custom-attributes).",
        )
    if forbidden:
        yield Finding(
            "file: custom.sign_up",
            Verdict.NO,
            f"asks for {', '.join(forbidden)}, which the client may not write",
            "Add them to the client's WriteAttributes.",
        )


def described(reading: Reading) -> dict[str, Any]:
    """Return the `auth` section that describes the pool.

    Args:
        reading: The pool's settings.
    """
    pool, client, mfa = reading.user_pool, reading.client, reading.mfa
    policy = pool.get("Policies", {}).get("PasswordPolicy", {})
    template = pool.get("VerificationMessageTemplate", {})
    web_authn = mfa.get("WebAuthnConfiguration") or {}
    return {
        "aws_region": pool["Id"].partition("_")[0],
        "username_attributes": pool.get("UsernameAttributes") or ["username"],
        "standard_required_attributes": reading.required,
        "user_verification_types": list(reading.verified),
        "password_policy": {
            "min_length": policy.get("MinimumLength"),
            "require_numbers": bool(policy.get("RequireNumbers")),
            "require_lowercase": bool(policy.get("RequireLowercase")),
            "require_uppercase": bool(policy.get("RequireUppercase")),
            "require_symbols": bool(policy.get("RequireSymbols")),
        },
        "mfa_configuration": _MFA[mfa.get("MfaConfiguration") or "OFF"],
        "mfa_methods": _mfa_methods(mfa),
        "passwordless": {
            "email_otp_enabled": "EMAIL_OTP" in reading.first_factors,
            "sms_otp_enabled": "SMS_OTP" in reading.first_factors,
            "web_authn": {
                "relying_party_id": web_authn.get("RelyingPartyId"),
                "user_verification": web_authn.get("UserVerification"),
            },
        },
        "oauth": {
            "identity_providers": [
                _PROVIDERS[name]
                for name in client.get("SupportedIdentityProviders", ())
                if name in _PROVIDERS
            ],
            "domain": _domain(pool),
            "scopes": client.get("AllowedOAuthScopes", []),
            "redirect_sign_in_uri": client.get("CallbackURLs", []),
            "redirect_sign_out_uri": client.get("LogoutURLs", []),
            "response_type": "token" if client.get("AllowedOAuthFlows") == ["implicit"] else "code",
        },
        "sign_up_verification_method": "link"
        if template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK"
        else "code",
    }


def _domain(pool: Mapping[str, Any]) -> str | None:
    if custom := pool.get("CustomDomain"):
        return str(custom)
    region = pool["Id"].partition("_")[0]
    prefix = pool.get("Domain")
    return f"{prefix}.auth.{region}.amazoncognito.com" if prefix else None


def _mfa_methods(mfa: Mapping[str, Any]) -> list[str]:
    enabled = {
        "SMS": (mfa.get("SmsMfaConfiguration") or {}).get("SmsConfiguration"),
        "TOTP": (mfa.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled"),
        "EMAIL": mfa.get("EmailMfaConfiguration"),
    }
    return [name for name, on in enabled.items() if on]


def _leaves(section: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in section.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _set(value: object) -> object:
    return set(value) if isinstance(value, list) else value


def _place(key: str) -> str:
    section = "custom.auth" if key == "sign_up_verification_method" else "auth"
    return f"{section}.{key}"
