"""Pool definitions from `amplify_outputs.json`, as an Amplify Gen 2 backend creates the pool.

docs/user-pool.md lists the settings in the file's `custom.user_pool` object. Defaults come from
amplify-backend, `packages/auth-construct/src/defaults.ts`. The pool has the custom attributes that
the sign-up form asks for in `custom.sign_up.attributes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from user_pool import validation
from user_pool.definitions import DefinitionError, UserPoolDefinition
from user_pool.errors import ServiceError
from user_pool.triggers import AUTO_CONFIRM

if TYPE_CHECKING:
    from collections.abc import Sequence

_FLOWS = (
    "ALLOW_USER_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
)
_POLICY = {
    "MinimumLength": ("min_length", 8),
    "RequireLowercase": ("require_lowercase", True),
    "RequireUppercase": ("require_uppercase", True),
    "RequireNumbers": ("require_numbers", True),
    "RequireSymbols": ("require_symbols", True),
}
_MFA = {"NONE": "OFF", "OPTIONAL": "OPTIONAL", "REQUIRED": "ON"}
_MFA_METHODS = {
    "SMS": "SmsMfaConfiguration",
    "EMAIL": "EmailMfaConfiguration",
    "TOTP": "SoftwareTokenMfaConfiguration",
}
_WEB_AUTHN = {"RelyingPartyId": "relying_party_id", "UserVerification": "user_verification"}
_LOGINS = ("email", "phone_number")
_CHOICES = {"pre_sign_up": ("auto-confirm",), "verification": ("code", "link")}
_TEXTS = ("client_secret", "link_base_url")
_MEMBERS = {
    "alias_attributes": ("CreateUserPool", "AliasAttributes"),
    "allowed_first_auth_factors": (
        "CreateUserPool",
        "Policies",
        "SignInPolicy",
        "AllowedFirstAuthFactors",
    ),
    "auth_session_validity": ("CreateUserPoolClient", "AuthSessionValidity"),
    "explicit_auth_flows": ("CreateUserPoolClient", "ExplicitAuthFlows"),
    "issuer": ("CreateUserPool", "IssuerConfiguration", "Type"),
    "prevent_user_existence_errors": ("CreateUserPoolClient", "PreventUserExistenceErrors"),
}
"""Settings that are members of Cognito's requests: the operation, and the way to the member."""
_REQUIRED = {"PoolName": "pool", "UserPoolId": "eu-west-1_pool", "ClientName": "client"}
"""Members that every request needs."""


def user_pool_from_amplify_outputs(outputs: Mapping[str, Any]) -> UserPoolDefinition:
    """Read a pool's definition from an `amplify_outputs.json`.

    Args:
        outputs: The file, decoded.

    Raises:
        DefinitionError: A setting of second factors, or in `custom.user_pool`, is invalid.
    """
    outputs = _without_nulls(outputs)
    auth = outputs["auth"]
    custom = outputs.get("custom", {}).get("user_pool", {})
    _check_mfa(auth)
    _check_custom(custom)
    asked = outputs.get("custom", {}).get("sign_up", {}).get("attributes", ())
    names = [entry["name"] for entry in asked if entry["name"].startswith("custom:")]
    return UserPoolDefinition(
        user_pool_id=auth["user_pool_id"],
        client_id=auth["user_pool_client_id"],
        user_pool=_user_pool(auth, custom, names),
        client=_client(auth, custom),
    )


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        return {
            name: _without_nulls(member) for name, member in value.items() if member is not None
        }
    return value


def _check_mfa(auth: Mapping[str, Any]) -> None:
    if auth.get("mfa_configuration", "NONE") not in _MFA:
        raise DefinitionError(f"auth.mfa_configuration must be one of {', '.join(_MFA)}")
    if not _MFA_METHODS.keys() >= set(auth.get("mfa_methods", ())):
        raise DefinitionError(f"auth.mfa_methods may only contain {', '.join(_MFA_METHODS)}")


def _check_custom(custom: object) -> None:
    """Check the settings in `custom.user_pool`."""
    if not isinstance(custom, Mapping):
        raise DefinitionError("custom.user_pool must be an object")
    for name, value in custom.items():
        if problem := _problem(name, value):
            raise DefinitionError(f"custom.user_pool.{name} {problem}")


def _problem(name: str, value: Any) -> str:  # noqa: ANN401 - JSON
    if name in _CHOICES:
        choices = _CHOICES[name]
        return "" if value in choices else f"must be {' or '.join(choices)}"
    if name in _TEXTS:
        return "" if isinstance(value, str) and value else "must be text"
    if name not in _MEMBERS:
        return f"is unknown; known are {', '.join(sorted({*_CHOICES, *_TEXTS, *_MEMBERS}))}"
    operation, *path = _MEMBERS[name]
    for member in reversed(path):
        value = {member: value}
    try:
        validation.read_request(operation, _REQUIRED | value)
    except ServiceError as error:
        return f"is invalid: {error.message}"
    return ""


def _user_pool(
    auth: Mapping[str, Any], custom: Mapping[str, Any], custom_attributes: Sequence[str]
) -> dict[str, Any]:
    policy = auth.get("password_policy", {})
    passwordless = auth.get("passwordless", {})
    web_authn = passwordless.get("web_authn")
    factors = [
        factor
        for factor, enabled in (
            ("PASSWORD", True),
            ("EMAIL_OTP", passwordless.get("email_otp_enabled")),
            ("SMS_OTP", passwordless.get("sms_otp_enabled")),
            ("WEB_AUTHN", web_authn),
        )
        if enabled
    ]
    required = auth.get("standard_required_attributes", ())
    logins = auth.get("username_attributes", ())
    pool = {
        "UsernameAttributes": [name for name in _LOGINS if name in logins],
        "AliasAttributes": custom.get("alias_attributes", []),
        "AutoVerifiedAttributes": auth.get("user_verification_types", []),
        "UsernameConfiguration": {"CaseSensitive": False},
        "IssuerConfiguration": {"Type": custom.get("issuer", "ORIGINAL")},
        "Policies": {
            "PasswordPolicy": {
                name: policy.get(key, default) for name, (key, default) in _POLICY.items()
            },
            "SignInPolicy": {
                "AllowedFirstAuthFactors": custom.get("allowed_first_auth_factors", factors)
            },
        },
        "Schema": [
            *({"Name": name, "Required": True} for name in required),
            *({"Name": name, "AttributeDataType": "String"}
              for name in custom_attributes),
        ],
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Priority": priority, "Name": f"verified_{name}"}
                for priority, name in enumerate(_LOGINS, 1)
            ]
        },
        "MfaConfiguration": _MFA[auth.get("mfa_configuration", "NONE")],
        **{_MFA_METHODS[name]: {} for name in auth.get("mfa_methods", ())},
        "VerificationMessageTemplate": {
            "DefaultEmailOption": f"CONFIRM_WITH_{custom.get('verification', 'code').upper()}"
        },
    }  # fmt: skip
    if web_authn:
        pool["WebAuthnConfiguration"] = {
            name: web_authn[key] for name, key in _WEB_AUTHN.items() if key in web_authn
        }
    if "pre_sign_up" in custom:
        pool["LambdaConfig"] = {"PreSignUp": AUTO_CONFIRM}
    if base_url := custom.get("link_base_url"):
        pool["LinkBaseUrl"] = base_url
    return pool


def _client(auth: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    client: dict[str, Any] = {
        "ClientName": auth["user_pool_client_id"],
        "ExplicitAuthFlows": custom.get("explicit_auth_flows", [*_FLOWS]),
        "PreventUserExistenceErrors": custom.get("prevent_user_existence_errors", "ENABLED"),
        "AuthSessionValidity": custom.get("auth_session_validity", 15),
    }
    if secret := custom.get("client_secret"):
        client["ClientSecret"] = secret
    return client
