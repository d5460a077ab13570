"""Settings of a user pool and its app client for this app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amplify_auth import STANDARD_ATTRIBUTES, PasswordPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

TAG = "amplify-sign-up"
"""Key of the tag on pools that `create` made; its value is the pool's name."""

AUTH_SESSION_MINUTES = 15
"""Lifetime of the Session that waits for the code. Cognito's longest, because mail can be slow."""

USER_VERIFICATION = "required"
"""A passkey replaces the password, so its device has to know its owner."""


@dataclass(frozen=True, slots=True)
class Login:
    """Login options.

    Attributes:
        username_attributes: The attributes that are the username; none for a chosen name.
        verified: The required attribute, which receives the code.
    """

    username_attributes: tuple[str, ...]
    verified: str


LOGINS: Mapping[str, Login] = {
    "email": Login(("email",), "email"),
    "phone": Login(("phone_number",), "phone_number"),
    # If both were verified, Cognito would send the code to the phone, which costs money.
    "email-and-phone": Login(("email", "phone_number"), "email"),
    "username": Login((), "email"),
}
"""By the value of `--login`."""

_CODES: Mapping[str, str] = {"email": "EMAIL_OTP", "phone_number": "SMS_OTP"}

PASSWORD_POLICIES: Mapping[str, PasswordPolicy] = {
    "cognito": PasswordPolicy(
        min_length=8,
        require_lowercase=True,
        require_uppercase=True,
        require_numbers=True,
        require_symbols=True,
    ),
    # NIST SP 800-63B-4: a password that is the only factor is long, with any characters.
    "nist": PasswordPolicy(min_length=15),
}
"""By the value of `--password-policy`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A requested pool.

    Attributes:
        name: The pool's name, and its client's.
        login: A key of `LOGINS`.
        password_policy: A key of `PASSWORD_POLICIES`.
        client_secret: Whether the client has a secret.
        passwordless: Whether people may sign up and sign in with a code instead of a password.
        passkeys: The relying party of passkeys, the app's domain; None for no passkeys.
        sms_role_arn: The role for text messages.
        sms_external_id: The external id in that role's trust policy.
        ses_arn: The Amazon SES identity for mail; None for Cognito's own mail.
        from_address: The sender of that mail.
    """

    name: str
    login: str
    password_policy: str = "cognito"  # noqa: S105 - the name of a policy
    client_secret: bool = False
    passwordless: bool = False
    passkeys: str | None = None
    sms_role_arn: str | None = None
    sms_external_id: str | None = None
    ses_arn: str | None = None
    from_address: str | None = None

    @property
    def code(self) -> str:
        """The first factor that is a code to the verified address."""
        return _CODES[LOGINS[self.login].verified]

    @property
    def first_factors(self) -> list[str]:
        """The pool's first factors. Cognito requires passwords among them."""
        codes = [self.code] if self.passwordless else []
        passkeys = ["WEB_AUTHN"] if self.passkeys else []
        return ["PASSWORD", *codes, *passkeys]


def user_pool_settings(wanted: Wanted) -> dict[str, Any]:
    """Return the members of `CreateUserPool`.

    Args:
        wanted: The requested pool.
    """
    login = LOGINS[wanted.login]
    settings: dict[str, Any] = {"PoolName": wanted.name}
    if login.username_attributes:
        settings["UsernameAttributes"] = list(login.username_attributes)
    settings |= {
        "UsernameConfiguration": {"CaseSensitive": False},
        "Schema": [
            {
                "Name": login.verified,
                "AttributeDataType": "String",
                "Required": True,
                "Mutable": True,
            }
        ],
        "AutoVerifiedAttributes": [login.verified],
        # A new address counts once it is verified; until then the old one does.
        "UserAttributeUpdateSettings": {
            "AttributesRequireVerificationBeforeUpdate": [login.verified]
        },
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{"Name": f"verified_{login.verified}", "Priority": 1}]
        },
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
        "Policies": {
            "PasswordPolicy": password_policy_type(PASSWORD_POLICIES[wanted.password_policy]),
            "SignInPolicy": {"AllowedFirstAuthFactors": wanted.first_factors},
        },
        # Links need a domain.
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "EmailConfiguration": _email_configuration(wanted),
        "UserPoolTier": "ESSENTIALS",
        "UserPoolTags": {TAG: wanted.name},
    }
    if wanted.sms_role_arn:
        settings["SmsConfiguration"] = {
            "SnsCallerArn": wanted.sms_role_arn,
            "ExternalId": wanted.sms_external_id,
        }
    return settings


def mfa_settings(wanted: Wanted) -> dict[str, Any]:
    """Return the members of `SetUserPoolMfaConfig`, none without passkeys.

    Args:
        wanted: The requested pool.
    """
    if wanted.passkeys is None:
        return {}
    return {
        "WebAuthnConfiguration": {
            "RelyingPartyId": wanted.passkeys,
            "UserVerification": USER_VERIFICATION,
        }
    }


def client_settings(wanted: Wanted) -> dict[str, Any]:
    """Return the members of `CreateUserPoolClient`.

    Args:
        wanted: The requested pool.
    """
    return {
        "ClientName": wanted.name,
        "ExplicitAuthFlows": [
            "ALLOW_USER_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
        "AuthSessionValidity": AUTH_SESSION_MINUTES,
        # Not email_verified and phone_number_verified: users must not verify their own addresses.
        "WriteAttributes": [name for name in STANDARD_ATTRIBUTES if name != "sub"],
    }


def password_policy_type(policy: PasswordPolicy) -> dict[str, Any]:
    """Convert a policy to Cognito's `PasswordPolicyType`."""
    return {
        "MinimumLength": policy.min_length,
        "RequireLowercase": policy.require_lowercase,
        "RequireUppercase": policy.require_uppercase,
        "RequireNumbers": policy.require_numbers,
        "RequireSymbols": policy.require_symbols,
    }


def _email_configuration(wanted: Wanted) -> dict[str, str]:
    if wanted.ses_arn is None:
        return {"EmailSendingAccount": "COGNITO_DEFAULT"}
    sender = {"From": wanted.from_address} if wanted.from_address else {}
    return {"EmailSendingAccount": "DEVELOPER", "SourceArn": wanted.ses_arn, **sender}
