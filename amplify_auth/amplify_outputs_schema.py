"""JSON schema of the `auth` section, versions 1 to 1.5, as data.

Source: amplify-backend `packages/client-config/src/client-config-schema/schema_v1*.json`. Each
version only added optional keys, so the newest schema reads them all.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from amplify_auth.connection_settings import is_secure_endpoint

Check = Callable[[str, object], None]
"""Checks the value at a dotted key and raises `SchemaError` if it is wrong."""


class SchemaError(ValueError):
    """A value that the schema does not allow. The message begins with the dotted key."""


def _must_be(key: str, demand: str) -> SchemaError:
    return SchemaError(f"{key} must be {demand}")


def _text(key: str, value: object) -> None:
    if not isinstance(value, str) or not value:
        raise _must_be(key, "a string with something in it")


def _flag(key: str, value: object) -> None:
    if not isinstance(value, bool):
        raise _must_be(key, "true or false")


def _matching(pattern: str, description: str) -> Check:
    def check(key: str, value: object) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise _must_be(key, description)

    return check


def _whole(low: int, high: int) -> Check:
    def check(key: str, value: object) -> None:
        # In Python, JSON's true is an int.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _must_be(key, f"a whole number, {low} to {high}")

    return check


def _one_of(*choices: str) -> Check:
    def check(key: str, value: object) -> None:
        if value not in choices:
            raise _must_be(key, "one of " + ", ".join(choices))

    return check


def _list_of(item: Check, *, at_least: int = 0) -> Check:
    def check(key: str, value: object) -> None:
        if not isinstance(value, list):
            raise _must_be(key, "a list")
        if len(value) < at_least:
            raise _must_be(key, "a list with something in it")
        for index, element in enumerate(value):
            item(f"{key}[{index}]", element)
            if element in value[:index]:
                raise _must_be(key, "a list without repetitions")

    return check


def _section(
    keys: Mapping[str, Check], *, required: Iterable[str] = (), closed: bool = True
) -> Check:
    def check(key: str, value: object) -> None:
        if not isinstance(value, dict):
            raise _must_be(key, "an object")
        for name in required:
            if name not in value:
                raise SchemaError(f"{key}.{name} is required")
        for name, element in value.items():
            if name in keys:
                keys[name](f"{key}.{name}", element)
            elif closed:
                raise SchemaError(f"{key}.{name} is not a key that this schema knows")

    return check


def _group(key: str, value: object) -> None:
    if not isinstance(value, dict) or len(value) != 1:
        raise _must_be(key, "an object with a group's name in it")
    for name, settings in value.items():
        _section({"precedence": _whole(0, 2**31 - 1)})(f"{key}.{name}", settings)


def _endpoint(key: str, value: object) -> None:
    if not isinstance(value, str) or not is_secure_endpoint(value):
        raise _must_be(key, "an https URL, or http on a loopback address")


STANDARD_ATTRIBUTES = (
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "sub",
    "updated_at",
    "website",
    "zoneinfo",
)
"""OpenID Connect's claims, which every pool has as attributes."""

VERSIONS = ("1", "1.1", "1.2", "1.3", "1.4", "1.5")
"""The supported schema versions."""

check_version: Check = _one_of(*VERSIONS)
"""Checks `version`."""

_OAUTH: dict[str, Check] = {
    "identity_providers": _list_of(
        _one_of("GOOGLE", "FACEBOOK", "LOGIN_WITH_AMAZON", "SIGN_IN_WITH_APPLE")
    ),
    "domain": _text,
    "scopes": _list_of(_text),
    "redirect_sign_in_uri": _list_of(_text),
    "redirect_sign_out_uri": _list_of(_text),
    "response_type": _one_of("code", "token"),
}

check_auth: Check = _section(
    {
        "aws_region": _text,
        "user_pool_id": _matching(
            r"[a-z0-9-]+_[0-9A-Za-z]+", "a user pool id such as eu-west-1_AbCdEfGhI"
        ),
        "user_pool_client_id": _matching(r"[\w+]{1,128}", "an app client id"),
        "identity_pool_id": _text,
        "username_attributes": _list_of(_one_of("email", "phone_number", "username"), at_least=1),
        "standard_required_attributes": _list_of(_one_of(*STANDARD_ATTRIBUTES)),
        "user_verification_types": _list_of(_one_of("email", "phone_number")),
        "password_policy": _section(
            {
                "min_length": _whole(6, 99),
                "require_numbers": _flag,
                "require_lowercase": _flag,
                "require_uppercase": _flag,
                "require_symbols": _flag,
            }
        ),
        "mfa_configuration": _one_of("NONE", "OPTIONAL", "REQUIRED"),
        "mfa_methods": _list_of(_one_of("SMS", "TOTP", "EMAIL")),
        "passwordless": _section(
            {
                "email_otp_enabled": _flag,
                "sms_otp_enabled": _flag,
                "web_authn": _section(
                    {
                        "relying_party_id": _text,
                        "user_verification": _one_of("required", "preferred"),
                    }
                ),
                "preferred_challenge": _one_of("EMAIL_OTP", "SMS_OTP", "PASSWORD", "WEB_AUTHN"),
            }
        ),
        "oauth": _section(
            _OAUTH,
            required=_OAUTH,
        ),
        "unauthenticated_identities_enabled": _flag,
        "groups": _list_of(_group),
    },
    required=("aws_region", "user_pool_id", "user_pool_client_id"),
)
"""Checks `auth`."""


check_custom: Check = _section(
    {
        "auth": _section(
            {
                "sign_up_verification_method": _one_of("code", "link"),
                "user_pool_endpoint": _endpoint,
            },
            closed=False,
        )
    },
    closed=False,
)
"""Checks the part of `custom` that this package reads. Other keys are the app's own."""
