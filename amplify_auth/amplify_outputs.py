"""Reader of `amplify_outputs.json`, the file that names an app's user pool."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from amplify_auth.amplify_outputs_schema import (
    SchemaError,
    check_auth,
    check_custom,
    check_version,
)
from amplify_auth.password_policy import PasswordPolicy


class AmplifyOutputsError(ValueError):
    """An `amplify_outputs.json` that cannot be used. The message names the file and the key."""


@dataclass(frozen=True, slots=True)
class WebAuthn:
    """`auth.passwordless.web_authn`."""

    relying_party_id: str | None = None
    user_verification: str | None = None


@dataclass(frozen=True, slots=True)
class Passwordless:
    """`auth.passwordless`: the first factors besides a password, from schema 1.4 on."""

    email_otp_enabled: bool = False
    sms_otp_enabled: bool = False
    web_authn: WebAuthn | None = None
    preferred_challenge: str | None = None

    def enables(self, factor: str) -> bool:
        """Tell whether a first factor is on. Passwords always are."""
        switches = {
            "EMAIL_OTP": self.email_otp_enabled,
            "SMS_OTP": self.sms_otp_enabled,
            "WEB_AUTHN": self.web_authn is not None,
        }
        return switches.get(factor, True)


@dataclass(frozen=True, slots=True)
class OAuth:
    """`auth.oauth`: the pool's hosted pages and the identity providers they offer."""

    identity_providers: tuple[str, ...]
    domain: str
    scopes: tuple[str, ...]
    redirect_sign_in_uri: tuple[str, ...]
    redirect_sign_out_uri: tuple[str, ...]
    response_type: str


@dataclass(frozen=True, slots=True)
class Group:
    """One of `auth.groups`, from schema 1.3 on."""

    name: str
    precedence: int | None = None


@dataclass(frozen=True, slots=True)
class AuthOutputs:
    """The `auth` section, with the defaults that amplify-js gives to absent keys.

    Attributes:
        aws_region: The file's region; calls go to the region in the pool's id, as in amplify-js.
        user_pool_id: `<region>_<pool>`.
        user_pool_client_id: The app client.
        identity_pool_id: Not used for signing up.
        username_attributes: The logins, out of `email`, `phone_number` and `username`.
        standard_required_attributes: The attributes that a sign-up must have, in the file's order.
        user_verification_types: The attributes that the pool verifies by a code, out of `email`
            and `phone_number`.
        password_policy: The pool's policy.
        mfa_configuration: `NONE`, `OPTIONAL` or `REQUIRED`.
        mfa_methods: The second factors, out of `SMS`, `TOTP` and `EMAIL`.
        passwordless: The passwordless factors, or None.
        oauth: The hosted pages, or None.
        unauthenticated_identities_enabled: Not used for signing up.
        groups: The pool's groups.
        sign_up_verification_method: `code` or `link`; amplify-js's `signUpVerificationMethod`. The
            schema has no key for it, so it is read from `custom.auth`.
        user_pool_endpoint: Another Cognito-compatible server; amplify-js's `userPoolEndpoint`. Read
            from `custom.auth` for the same reason.
    """

    aws_region: str
    user_pool_id: str
    user_pool_client_id: str
    identity_pool_id: str | None = None
    username_attributes: tuple[str, ...] = ("username",)
    standard_required_attributes: tuple[str, ...] = ()
    user_verification_types: tuple[str, ...] = ()
    password_policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    mfa_configuration: str = "NONE"
    mfa_methods: tuple[str, ...] = ()
    passwordless: Passwordless | None = None
    oauth: OAuth | None = None
    unauthenticated_identities_enabled: bool = True
    groups: tuple[Group, ...] = ()
    sign_up_verification_method: str = "code"
    user_pool_endpoint: str | None = None

    @property
    def region(self) -> str:
        """The pool's region, which is the part of its id before the underscore."""
        return self.user_pool_id.partition("_")[0]

    @property
    def issuers(self) -> tuple[str, ...]:
        """The `iss` of the pool's tokens: Cognito's original form, and its updated form."""
        return tuple(
            f"https://{host}.{self.region}.amazonaws.com/{self.user_pool_id}"
            for host in ("cognito-idp", "issuer-cognito-idp")
        )

    @property
    def user_pool_name(self) -> str:
        """The part of the pool's id after the underscore, which SRP mixes into every hash."""
        return self.user_pool_id.partition("_")[2]


@dataclass(frozen=True, slots=True, eq=False)
class AmplifyOutputs:
    """A file that has been read and checked. Compared by identity, so it can be a cache key.

    Attributes:
        version: The schema's version, `1` to `1.5`.
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

    Args:
        path: The file, as `npx ampx generate outputs` writes it.

    Returns:
        The file's values, frozen.

    Raises:
        AmplifyOutputsError: The file is missing, not JSON, or not of schema 1 to 1.5.
    """
    source = Path(path)
    try:
        document = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise AmplifyOutputsError(f"{source}: {error.strerror or 'cannot be read'}") from error
    except ValueError as error:
        raise AmplifyOutputsError(f"{source}: is not JSON ({error})") from error
    try:
        return _parse(document, source)
    except SchemaError as error:
        raise AmplifyOutputsError(f"{source}: {error}") from None


def _parse(document: object, source: Path) -> AmplifyOutputs:
    if not isinstance(document, dict):
        raise SchemaError("the file must be an object")
    for key in ("version", "auth"):
        if key not in document:
            raise SchemaError(f"{key} is required")
    custom = document.get("custom", {})
    check_version("version", document["version"])
    check_auth("auth", document["auth"])
    check_custom("custom", custom)
    return AmplifyOutputs(
        version=document["version"],
        auth=_auth(document["auth"], custom.get("auth", {})),
        source=source,
        custom=MappingProxyType(custom),
    )


def _auth(section: Mapping[str, Any], custom: Mapping[str, Any]) -> AuthOutputs:
    """Turn a checked section into values: lists into tuples, objects into their dataclasses."""
    values: dict[str, Any] = {key: _frozen(value) for key, value in section.items()}
    values |= {key: custom[key] for key in _CUSTOM_KEYS if key in custom}
    if "password_policy" in section:
        values["password_policy"] = PasswordPolicy(**section["password_policy"])
    if "passwordless" in section:
        passwordless = dict(section["passwordless"])
        if "web_authn" in passwordless:
            passwordless["web_authn"] = WebAuthn(**passwordless["web_authn"])
        values["passwordless"] = Passwordless(**passwordless)
    if "oauth" in section:
        values["oauth"] = OAuth(**{key: _frozen(value) for key, value in section["oauth"].items()})
    if "groups" in section:
        values["groups"] = tuple(
            Group(name, **settings)
            for group in section["groups"]
            for name, settings in group.items()
        )
    return AuthOutputs(**values)


_CUSTOM_KEYS = ("sign_up_verification_method", "user_pool_endpoint")


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return tuple(value) if isinstance(value, list) else value
