"""Options of the APIs.

amplify-js: `types/options.ts` and `providers/cognito/types/options.ts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class AuthFlowType(StrEnum):
    """The ways to sign in."""

    USER_AUTH = "USER_AUTH"
    USER_SRP_AUTH = "USER_SRP_AUTH"
    USER_PASSWORD_AUTH = "USER_PASSWORD_AUTH"
    CUSTOM_WITH_SRP = "CUSTOM_WITH_SRP"
    CUSTOM_WITHOUT_SRP = "CUSTOM_WITHOUT_SRP"


class AuthFactor(StrEnum):
    """The first factors of a `USER_AUTH` sign-in."""

    EMAIL_OTP = "EMAIL_OTP"
    SMS_OTP = "SMS_OTP"
    PASSWORD = "PASSWORD"
    PASSWORD_SRP = "PASSWORD_SRP"
    WEB_AUTHN = "WEB_AUTHN"


class MfaPreference(StrEnum):
    """A change of one second factor by `update_mfa_preference`."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"
    PREFERRED = "PREFERRED"
    NOT_PREFERRED = "NOT_PREFERRED"


@dataclass(frozen=True, slots=True)
class SignInOptions:
    """Options of `sign_in`, and of the sign-in that follows a sign-up.

    Attributes:
        auth_flow_type: The flow; None is `USER_SRP_AUTH`, amplify-js's default.
        client_metadata: Passed to the pool's triggers.
        preferred_challenge: The first factor of a `USER_AUTH` flow; None leaves it to
            `passwordless.preferred_challenge` of `amplify_outputs.json`.
    """

    auth_flow_type: AuthFlowType | None = None
    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)
    preferred_challenge: AuthFactor | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the options as JSON's own types."""
        return {
            "auth_flow_type": self.auth_flow_type and self.auth_flow_type.value,
            "client_metadata": self.client_metadata and dict(self.client_metadata),
            "preferred_challenge": self.preferred_challenge and self.preferred_challenge.value,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Return the options that `to_dict` was called on."""
        flow, challenge = value["auth_flow_type"], value["preferred_challenge"]
        return cls(
            auth_flow_type=AuthFlowType(flow) if flow else None,
            client_metadata=value["client_metadata"],
            preferred_challenge=AuthFactor(challenge) if challenge else None,
        )


@dataclass(frozen=True, slots=True)
class SignUpOptions:
    """Options of `sign_up`.

    Attributes:
        user_attributes: The new user's attributes, by Cognito's names.
        validation_data: Passed to the pre sign-up trigger and not stored.
        client_metadata: Passed to the pool's triggers.
        auto_sign_in: Whether, and how, to sign in once the account is confirmed. True uses
            Cognito's `Session` if the pool returns one, so that no password is stored, and SRP
            otherwise. Options that name a flow are used unchanged.
    """

    user_attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    validation_data: Mapping[str, str] | None = field(default=None, repr=False)
    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)
    auto_sign_in: bool | SignInOptions = False


@dataclass(frozen=True, slots=True)
class ConfirmSignUpOptions:
    """Options of `confirm_sign_up`.

    Attributes:
        client_metadata: Passed to the pool's triggers.
        force_alias_creation: Whether to take an email address or phone number over from another
            account that has confirmed it. None leaves it to Cognito, which does not.
    """

    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)
    force_alias_creation: bool | None = None


@dataclass(frozen=True, slots=True)
class ResendSignUpCodeOptions:
    """Options of `resend_sign_up_code`.

    Attributes:
        client_metadata: Passed to the pool's triggers.
    """

    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ConfirmSignInOptions:
    """Options of `confirm_sign_in`.

    Attributes:
        user_attributes: The attributes that `NEW_PASSWORD_REQUIRED` lists as missing.
        client_metadata: Passed to the pool's triggers.
        friendly_device_name: A name for the authenticator app that is being set up.
    """

    user_attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)
    friendly_device_name: str | None = None


@dataclass(frozen=True, slots=True)
class ResetPasswordOptions:
    """Options of `reset_password`.

    Attributes:
        client_metadata: Passed to the pool's triggers.
    """

    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ConfirmResetPasswordOptions:
    """Options of `confirm_reset_password`.

    Attributes:
        client_metadata: Passed to the pool's triggers.
    """

    client_metadata: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignOutOptions:
    """Options of `sign_out`.

    Attributes:
        global_sign_out: Whether to end the user's sessions on every device.
    """

    global_sign_out: bool = False


@dataclass(frozen=True, slots=True)
class VerifyTotpSetupOptions:
    """Options of `verify_totp_setup`.

    Attributes:
        friendly_device_name: A name for the authenticator app.
    """

    friendly_device_name: str | None = None
