"""Settings of user pools, read from `CreateUserPool` requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from user_pool.password_policy import PasswordPolicy
from user_pool.schema import Attribute, schema_from

Definition = Mapping[str, Any]
"""A `CreateUserPool` request, or a part of one."""

MFA_METHODS = {
    "SmsMfaConfiguration": "SMS_MFA",
    "EmailMfaConfiguration": "EMAIL_OTP",
    "SoftwareTokenMfaConfiguration": "SOFTWARE_TOKEN_MFA",
}
"""Members of `SetUserPoolMfaConfig`, and the challenges they stand for."""

OLDER_TEMPLATES = {
    "SmsMessage": "SmsVerificationMessage",
    "EmailMessage": "EmailVerificationMessage",
    "EmailSubject": "EmailVerificationSubject",
}
"""Members of `VerificationMessageTemplate`, and the older members of a pool that equal them."""


@dataclass(frozen=True, slots=True)
class WebAuthnSettings:
    """Settings for passkeys.

    Attributes:
        relying_party_id: The domain that passkeys belong to, or None.
        user_verification: `required` or `preferred`.
        is_multi_factor: Whether a passkey with user verification needs no second factor.
    """

    relying_party_id: str | None
    user_verification: str
    is_multi_factor: bool


@dataclass(frozen=True, slots=True)
class UserPool:
    """Settings of a user pool.

    Attributes:
        id: `<region>_<name>`.
        username_attributes: Attributes that are the username (`email`, `phone_number`).
        alias_attributes: Attributes that identify a user once verified.
        auto_verified: Attributes that a code is sent to at sign-up.
        case_sensitive: Whether usernames and aliases differ by case.
        schema: The schema of every attribute, by name.
        password_policy: The requirements for passwords.
        first_factors: `AllowedFirstAuthFactors`, the first factors of `USER_AUTH`.
        self_sign_up: Whether users may sign up by themselves.
        verify_by_link: Whether mail carries a link instead of a code.
        link_base_url: The start of that link, or None for the service's own server.
        invitation: `InviteMessageTemplate`: texts for users whom an administrator creates.
        templates: `VerificationMessageTemplate`, completed with the older members.
        mfa: `OFF`, `OPTIONAL` or `ON`.
        mfa_methods: The second factors: `SMS_MFA`, `EMAIL_OTP`, `SOFTWARE_TOKEN_MFA`.
        email_mfa: `EmailMfaConfiguration`: subject and message of sign-in mail.
        sms_authentication: `SmsAuthenticationMessage` of the pool or its MFA settings, or None.
        recovery: Attributes that a password reset code may go to, in order of preference.
        triggers: `LambdaConfig`.
        issuer: The `iss` claim of the pool's tokens on Cognito.
        web_authn: `WebAuthnConfiguration`: relying party and user verification of passkeys.
    """

    id: str
    username_attributes: tuple[str, ...]
    alias_attributes: tuple[str, ...]
    auto_verified: tuple[str, ...]
    case_sensitive: bool
    schema: Mapping[str, Attribute]
    password_policy: PasswordPolicy
    first_factors: tuple[str, ...]
    self_sign_up: bool
    verify_by_link: bool
    link_base_url: str | None
    invitation: Mapping[str, str]
    templates: Mapping[str, str]
    mfa: str
    mfa_methods: tuple[str, ...]
    email_mfa: Mapping[str, str]
    sms_authentication: str | None
    recovery: tuple[str, ...]
    triggers: Mapping[str, Any]
    issuer: str
    web_authn: WebAuthnSettings

    @property
    def region(self) -> str:
        """The region, which is the start of the pool id."""
        return self.id.partition("_")[0]

    def key(self, name: str) -> str:
        """Return the key that all spellings of one username or alias share."""
        return name if self.case_sensitive else name.lower()


@lru_cache(maxsize=256)
def read_user_pool(pool_id: str, definition: str) -> UserPool:
    """Read a stored pool definition (JSON)."""
    given = json.loads(definition)
    policies = given.get("Policies", {})
    template = given.get("VerificationMessageTemplate", {})
    older = {name: given.get(member) for name, member in OLDER_TEMPLATES.items()}
    return UserPool(
        id=pool_id,
        username_attributes=tuple(given.get("UsernameAttributes", ())),
        alias_attributes=tuple(given.get("AliasAttributes", ())),
        auto_verified=tuple(given.get("AutoVerifiedAttributes", ())),
        case_sensitive=given.get("UsernameConfiguration", {}).get("CaseSensitive", True),
        schema=schema_from(given.get("Schema", ())),
        password_policy=PasswordPolicy.read(policies.get("PasswordPolicy")),
        first_factors=tuple(
            policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", ("PASSWORD",))
        ),
        self_sign_up=not given.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly"),
        verify_by_link=template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK",
        link_base_url=given.get("LinkBaseUrl"),
        invitation=given.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {}),
        templates={name: text for name, text in older.items() if text} | template,
        mfa=given.get("MfaConfiguration", "OFF"),
        mfa_methods=_mfa_methods(given),
        email_mfa=given.get("EmailMfaConfiguration", {}),
        sms_authentication=given.get("SmsAuthenticationMessage")
        or given.get("SmsMfaConfiguration", {}).get("SmsAuthenticationMessage"),
        recovery=_recovery(given.get("AccountRecoverySetting")),
        triggers=given.get("LambdaConfig", {}),
        web_authn=_web_authn(given.get("WebAuthnConfiguration", {})),
        issuer=_issuer(pool_id, given.get("IssuerConfiguration", {}).get("Type", "ORIGINAL")),
    )


def _web_authn(given: Definition) -> WebAuthnSettings:
    return WebAuthnSettings(
        relying_party_id=given.get("RelyingPartyId"),
        user_verification=given.get("UserVerification", "preferred"),
        is_multi_factor=given.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION",
    )


def _issuer(pool_id: str, kind: str) -> str:
    host = {"ORIGINAL": "cognito-idp", "UPDATED": "issuer-cognito-idp"}[kind]
    return f"https://{host}.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


def _mfa_methods(given: Definition) -> tuple[str, ...]:
    """Return the second factors. A pool without a setting has text messages."""
    configured = [member for member in MFA_METHODS if member in given]
    return tuple(
        MFA_METHODS[member]
        for member in configured or ("SmsMfaConfiguration",)
        if given.get(member, {}).get("Enabled", True)
    )


def _recovery(setting: Definition | None) -> tuple[str, ...]:
    """Return the recovery attributes. Without the setting a pool prefers the phone."""
    if setting is None:
        return ("phone_number", "email")
    mechanisms = sorted(setting.get("RecoveryMechanisms", ()), key=itemgetter("Priority"))
    names = {"verified_email": "email", "verified_phone_number": "phone_number"}
    return tuple(names[item["Name"]] for item in mechanisms if item["Name"] in names)
