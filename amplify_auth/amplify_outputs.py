"""Reader of `amplify_outputs.json`, the file that names an app's user pool."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from amplify_auth.amplify_outputs_schema import (
    STANDARD_ATTRIBUTES,
    SchemaError,
    endpoint,
    flag,
    list_of,
    matching,
    one_of,
    section,
    text,
    whole,
)
from amplify_auth.auth_outputs import AuthOutputs, Group, OAuth, Passwordless, WebAuthn
from amplify_auth.gen_1_config import gen_2_from_gen_1
from amplify_auth.password_policy import PasswordPolicy

logger = logging.getLogger(__name__)


class AmplifyOutputsError(ValueError):
    """An `amplify_outputs.json` that cannot be used. The message names the file and the key."""


@dataclass(frozen=True, slots=True, eq=False)
class AmplifyOutputs:
    """A file that has been read and checked. Compared by identity, so it can be a cache key.

    Attributes:
        version: The schema's version, `1` or `1.x`.
        auth: The `auth` section.
        custom: The `custom` section unchanged, empty when absent.
        source: The file's path.
    """

    version: str
    auth: AuthOutputs
    source: Path
    custom: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def load_amplify_outputs(path: str | Path) -> AmplifyOutputs:
    """Read and check an `amplify_outputs.json`, as amplify-js's `parseAmplifyOutputs.ts` maps it.

    Keys and values that this package does not know are ignored, with one warning in the log.

    Args:
        path: The file, as `npx ampx generate outputs` writes it.

    Returns:
        The file's values, frozen.

    Raises:
        AmplifyOutputsError: The file is missing, not JSON, or not of schema 1. For a configuration
            of Amplify Gen 1, the message has the file to use in its place.
    """
    source = Path(path)
    try:
        content = source.read_bytes()
    except OSError as error:
        raise AmplifyOutputsError(f"{source}: {error.strerror or 'cannot be read'}") from error
    ignored: list[str] = []
    try:
        # Given bytes, json detects UTF-16 and byte order marks, which Windows tools write.
        outputs = _parse(json.loads(content), source, ignored)
    except (RecursionError, SchemaError, ValueError) as error:
        if gen_2 := gen_2_from_gen_1(content.decode(errors="replace")):
            reason = f"is a configuration of Amplify Gen 1. Save this in its place: {gen_2}"
        elif isinstance(error, SchemaError):
            reason = str(error)
        else:
            reason = f"is not JSON ({error})"
        raise AmplifyOutputsError(f"{source}: {reason}") from None
    if ignored:
        logger.warning("%s: ignored %s", source, ", ".join(ignored))
    return outputs


def _parse(document: object, source: Path, ignored: list[str]) -> AmplifyOutputs:
    if not isinstance(document, dict):
        raise SchemaError("the file must be an object")
    for key in ("version", "auth"):
        if document.get(key) is None:
            raise SchemaError(f"{key} is required")
    custom = document.get("custom")
    if custom is None:
        custom = {}
    version = _read_version("version", document["version"], ignored)
    own = _read_custom("custom", custom, ignored)
    auth = _read_auth("auth", document["auth"], ignored)
    return AmplifyOutputs(
        version=version,
        auth=replace(auth, **own.get("auth", {})),
        source=source,
        custom=MappingProxyType(custom),
    )


def _none_if_empty(key: str, value: object, ignored: list[str]) -> str | None:
    return text(key, value, ignored) or None


def _read_username_attributes(key: str, value: object, ignored: list[str]) -> tuple[str, ...]:
    """Read the logins. The generator writes an empty list for a pool with user names."""
    logins = list_of(one_of("email", "phone_number", "username"))(key, value, ignored)
    return logins or ("username",)


def _read_groups(key: str, value: object, ignored: list[str]) -> tuple[Group, ...]:
    """Read groups, of which one object may hold several."""
    settings = section({"precedence": whole(0, 2**31 - 1)})
    if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
        raise SchemaError(f"{key} must be a list of objects")
    return tuple(
        Group(name, **settings(f"{key}[{index}].{name}", group, ignored))
        for index, element in enumerate(value)
        for name, group in element.items()
    )


_read_version = matching(r"1(\.\d+)*", "1 or 1.x")

_read_auth = section(
    {
        "aws_region": _none_if_empty,
        "user_pool_id": matching(
            r"[a-z0-9-]+_[0-9A-Za-z]+", "a user pool id such as eu-west-1_AbCdEfGhI"
        ),
        "user_pool_client_id": matching(r"[\w+]{1,128}", "an app client id"),
        "identity_pool_id": _none_if_empty,
        "username_attributes": _read_username_attributes,
        "standard_required_attributes": list_of(one_of(*STANDARD_ATTRIBUTES)),
        "user_verification_types": list_of(one_of("email", "phone_number")),
        "password_policy": section(
            {
                "min_length": whole(6, 99),
                "require_numbers": flag,
                "require_lowercase": flag,
                "require_uppercase": flag,
                "require_symbols": flag,
            },
            make=PasswordPolicy,
        ),
        "mfa_configuration": one_of("NONE", "OPTIONAL", "REQUIRED"),
        "mfa_methods": list_of(one_of("SMS", "TOTP", "EMAIL")),
        "passwordless": section(
            {
                "email_otp_enabled": flag,
                "sms_otp_enabled": flag,
                "web_authn": section(
                    {
                        "relying_party_id": _none_if_empty,
                        "user_verification": one_of("required", "preferred"),
                    },
                    make=WebAuthn,
                ),
                "preferred_challenge": one_of("EMAIL_OTP", "SMS_OTP", "PASSWORD", "WEB_AUTHN"),
            },
            make=Passwordless,
        ),
        "oauth": section(
            {
                # Pools can have providers of any name, which amplify-js accepts.
                "identity_providers": list_of(text),
                "domain": text,
                "scopes": list_of(text),
                "redirect_sign_in_uri": list_of(text),
                "redirect_sign_out_uri": list_of(text),
                "response_type": one_of("code", "token"),
            },
            make=OAuth,
        ),
        "unauthenticated_identities_enabled": flag,
        "groups": _read_groups,
    },
    make=AuthOutputs,
    required=("user_pool_id", "user_pool_client_id"),
)

_read_custom = section(
    {
        "auth": section(
            {
                "sign_up_verification_method": one_of("code", "link", strict=True),
                "user_pool_endpoint": endpoint,
            },
            is_open=True,
        )
    },
    is_open=True,
)
