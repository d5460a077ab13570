"""Outputs of the APIs, and their next steps.

amplify-js: `types/outputs.ts`, `types/models.ts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from urllib.parse import quote

from amplify_auth.auto_sign_in_state import AutoSignIn
from amplify_auth.tokens import Tokens


class SignUpStep(StrEnum):
    """The steps after `sign_up` or `confirm_sign_up`."""

    CONFIRM_SIGN_UP = "CONFIRM_SIGN_UP"
    COMPLETE_AUTO_SIGN_IN = "COMPLETE_AUTO_SIGN_IN"
    DONE = "DONE"


class SignInStep(StrEnum):
    """The steps after `sign_in`, `confirm_sign_in` or `auto_sign_in`."""

    CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE = "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE"
    CONFIRM_SIGN_IN_WITH_EMAIL_CODE = "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
    CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED = "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED"
    CONFIRM_SIGN_IN_WITH_PASSWORD = "CONFIRM_SIGN_IN_WITH_PASSWORD"
    CONFIRM_SIGN_IN_WITH_SMS_CODE = "CONFIRM_SIGN_IN_WITH_SMS_CODE"
    CONFIRM_SIGN_IN_WITH_TOTP_CODE = "CONFIRM_SIGN_IN_WITH_TOTP_CODE"
    CONTINUE_SIGN_IN_WITH_EMAIL_SETUP = "CONTINUE_SIGN_IN_WITH_EMAIL_SETUP"
    CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION = "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION"
    CONTINUE_SIGN_IN_WITH_MFA_SELECTION = "CONTINUE_SIGN_IN_WITH_MFA_SELECTION"
    CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION = "CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION"
    CONTINUE_SIGN_IN_WITH_TOTP_SETUP = "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
    CONTINUE_SIGN_IN_WITH_WEB_AUTHN = "CONTINUE_SIGN_IN_WITH_WEB_AUTHN"
    CONFIRM_SIGN_UP = "CONFIRM_SIGN_UP"
    RESET_PASSWORD = "RESET_PASSWORD"
    DONE = "DONE"


class ResetPasswordStep(StrEnum):
    """The steps after `reset_password`."""

    CONFIRM_RESET_PASSWORD_WITH_CODE = "CONFIRM_RESET_PASSWORD_WITH_CODE"
    DONE = "DONE"


@dataclass(frozen=True, slots=True)
class CodeDeliveryDetails:
    """The destination of a code. Each field is None when Cognito does not say.

    Attributes:
        destination: The masked address or number, such as `f***@e***`.
        delivery_medium: `EMAIL` or `SMS`.
        attribute_name: `email` or `phone_number`.
    """

    destination: str | None = field(default=None, repr=False)
    delivery_medium: str | None = None
    attribute_name: str | None = None

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> Self:
        """Read `CodeDeliveryDetails`, which Cognito omits when it sent nothing."""
        details = answer.get("CodeDeliveryDetails") or {}
        return cls(
            destination=details.get("Destination"),
            delivery_medium=details.get("DeliveryMedium"),
            attribute_name=details.get("AttributeName"),
        )


@dataclass(frozen=True, slots=True)
class SignUpNextStep:
    """The next step of a sign-up.

    Attributes:
        sign_up_step: The step.
        code_delivery_details: The destination of the code or link. None only if the account is
            confirmed.
    """

    sign_up_step: SignUpStep
    code_delivery_details: CodeDeliveryDetails | None = None


@dataclass(frozen=True, slots=True)
class SignUpOutput:
    """The output of `sign_up`.

    Attributes:
        is_sign_up_complete: Whether the account is confirmed already.
        user_id: The user's `sub`.
        next_step: The next step.
        auto_sign_in: The value to pass to `confirm_sign_up` and `auto_sign_in`. None if auto
            sign-in was not requested.
    """

    is_sign_up_complete: bool
    user_id: str | None
    next_step: SignUpNextStep
    auto_sign_in: AutoSignIn | None = None


@dataclass(frozen=True, slots=True)
class ConfirmSignUpOutput:
    """The output of `confirm_sign_up`.

    Attributes:
        is_sign_up_complete: Always True. A failure raises.
        next_step: `COMPLETE_AUTO_SIGN_IN` or `DONE`.
        auto_sign_in: The value to pass to `auto_sign_in`. None with `DONE`.
    """

    is_sign_up_complete: bool
    next_step: SignUpNextStep
    auto_sign_in: AutoSignIn | None = None


@dataclass(frozen=True, slots=True)
class SignInChallenge:
    """A sign-in that waits for an answer. Keep it on the server and pass it to `confirm_sign_in`.

    Attributes:
        name: Cognito's name of the challenge, such as `SMS_MFA`.
        username: The user's name within the pool.
        session: Cognito's `Session`.
    """

    name: str
    username: str = field(repr=False)
    session: str | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the challenge as JSON's own types."""
        return {"name": self.name, "username": self.username, "session": self.session}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Return the challenge that `to_dict` was called on."""
        return cls(**value)


@dataclass(frozen=True, slots=True)
class TotpSetupDetails:
    """The secret to set up an authenticator app with.

    Attributes:
        shared_secret: The secret in base 32, to type in.
        username: The user's name.
    """

    shared_secret: str = field(repr=False)
    username: str = field(repr=False)

    def setup_uri(self, app_name: str, account_name: str | None = None) -> str:
        """Return the `otpauth:` address to show as a QR code; amplify-js's `getSetupUri`.

        Args:
            app_name: The name that the authenticator app lists the account under.
            account_name: The account's name within it; the username when None.
        """
        app, account = quote(app_name, safe=""), quote(account_name or self.username, safe="")
        return f"otpauth://totp/{app}:{account}?secret={self.shared_secret}&issuer={app}"


@dataclass(frozen=True, slots=True)
class SignInNextStep:
    """The next step of a sign-in.

    Attributes:
        sign_in_step: The step.
        challenge: The value to pass to `confirm_sign_in`. None if the step takes no answer.
        code_delivery_details: The destination of the code, if one was sent.
        available_challenges: The first factors to choose from.
        allowed_mfa_types: The second factors to choose from, out of `SMS`, `TOTP` and `EMAIL`.
        missing_attributes: The attributes to send along with a new password.
        totp_setup_details: The secret to set up an authenticator app with.
        additional_info: A custom challenge's public parameters.
        credential_request_options: The options for `navigator.credentials.get`, as
            `PublicKeyCredential.parseRequestOptionsFromJSON` reads them. None without a passkey.
    """

    sign_in_step: SignInStep
    challenge: SignInChallenge | None = None
    code_delivery_details: CodeDeliveryDetails | None = None
    available_challenges: tuple[str, ...] = ()
    allowed_mfa_types: tuple[str, ...] = ()
    missing_attributes: tuple[str, ...] = ()
    totp_setup_details: TotpSetupDetails | None = None
    additional_info: Mapping[str, str] = field(default_factory=dict, repr=False)
    credential_request_options: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignInOutput:
    """The output of `sign_in`, `confirm_sign_in` and `auto_sign_in`.

    Attributes:
        is_signed_in: Whether the user is signed in, with verified tokens.
        next_step: The next step.
        tokens: The user's tokens, None until signed in.
    """

    is_signed_in: bool
    next_step: SignInNextStep
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True)
class ResetPasswordNextStep:
    """The next step of a password reset.

    Attributes:
        reset_password_step: The step.
        code_delivery_details: The destination of the code.
    """

    reset_password_step: ResetPasswordStep
    code_delivery_details: CodeDeliveryDetails


@dataclass(frozen=True, slots=True)
class ResetPasswordOutput:
    """The output of `reset_password`.

    Attributes:
        is_password_reset: Always False. The code is still to come.
        next_step: The next step.
    """

    is_password_reset: bool
    next_step: ResetPasswordNextStep


@dataclass(frozen=True, slots=True)
class WebAuthnCredential:
    """A passkey of a user. Each field is None when Cognito does not say.

    Attributes:
        credential_id: The id, for `delete_web_authn_credential`.
        friendly_credential_name: A name to show.
        relying_party_id: The domain that the passkey is for.
        authenticator_attachment: `platform` or `cross-platform`.
        authenticator_transports: The ways to reach the authenticator, such as `internal`.
        created_at: The time of its registration, in UTC.
    """

    credential_id: str | None
    friendly_credential_name: str | None
    relying_party_id: str | None
    authenticator_attachment: str | None
    authenticator_transports: tuple[str, ...] | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListWebAuthnCredentialsOutput:
    """The output of `list_web_authn_credentials`.

    Attributes:
        credentials: The passkeys of this page.
        next_token: The start of the next page. None on the last one.
    """

    credentials: tuple[WebAuthnCredential, ...]
    next_token: str | None = None


@dataclass(frozen=True, slots=True)
class FetchMfaPreferenceOutput:
    """The output of `fetch_mfa_preference`.

    Attributes:
        enabled: The second factors that are on, out of `SMS`, `TOTP` and `EMAIL`.
        preferred: The one that Cognito asks for first, if there is one.
    """

    enabled: tuple[str, ...]
    preferred: str | None = None
