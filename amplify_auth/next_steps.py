"""Decision tables of amplify-js for the next step.

Sources in amplify-js, `providers/cognito/`: `apis/signUp.ts`, `apis/confirmSignUp.ts` and
`utils/signInHelpers.ts`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from amplify_auth.errors import AuthError
from amplify_auth.outputs import SignInStep, SignUpStep
from amplify_auth.service_errors import PasswordResetRequiredException, UserNotConfirmedException


class SignedUp(NamedTuple):
    """Conditions that decide the step after `SignUp`; a row of `AFTER_SIGN_UP`.

    Attributes:
        confirmed: Whether the account is confirmed already, Cognito's `UserConfirmed`.
        auto_sign_in: Whether auto sign-in was asked for.
        by_link: Whether a link confirms the account, so that there is no code to enter.
    """

    confirmed: bool
    auto_sign_in: bool
    by_link: bool


AFTER_SIGN_UP: Mapping[SignedUp, SignUpStep] = MappingProxyType(
    {
        SignedUp(confirmed=True, auto_sign_in=True, by_link=True): SignUpStep.COMPLETE_AUTO_SIGN_IN,
        SignedUp(confirmed=True, auto_sign_in=True, by_link=False): (
            SignUpStep.COMPLETE_AUTO_SIGN_IN
        ),
        SignedUp(confirmed=True, auto_sign_in=False, by_link=True): SignUpStep.DONE,
        SignedUp(confirmed=True, auto_sign_in=False, by_link=False): SignUpStep.DONE,
        SignedUp(confirmed=False, auto_sign_in=True, by_link=True): (
            SignUpStep.COMPLETE_AUTO_SIGN_IN
        ),
        SignedUp(confirmed=False, auto_sign_in=True, by_link=False): SignUpStep.CONFIRM_SIGN_UP,
        SignedUp(confirmed=False, auto_sign_in=False, by_link=True): SignUpStep.CONFIRM_SIGN_UP,
        SignedUp(confirmed=False, auto_sign_in=False, by_link=False): SignUpStep.CONFIRM_SIGN_UP,
    }
)
"""The step after `SignUp`."""

AFTER_CONFIRM_SIGN_UP: Mapping[bool, SignUpStep] = MappingProxyType(
    {True: SignUpStep.COMPLETE_AUTO_SIGN_IN, False: SignUpStep.DONE}
)
"""Keyed by whether an auto sign-in of the same user is under way."""

AFTER_CHALLENGE: Mapping[str, SignInStep] = MappingProxyType(
    {
        "CUSTOM_CHALLENGE": SignInStep.CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE,
        "EMAIL_OTP": SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE,
        "NEW_PASSWORD_REQUIRED": SignInStep.CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED,
        "PASSWORD": SignInStep.CONFIRM_SIGN_IN_WITH_PASSWORD,
        "PASSWORD_SRP": SignInStep.CONFIRM_SIGN_IN_WITH_PASSWORD,
        "SELECT_CHALLENGE": SignInStep.CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION,
        "SELECT_MFA_TYPE": SignInStep.CONTINUE_SIGN_IN_WITH_MFA_SELECTION,
        "SMS_MFA": SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE,
        "SMS_OTP": SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE,
        "SOFTWARE_TOKEN_MFA": SignInStep.CONFIRM_SIGN_IN_WITH_TOTP_CODE,
        # amplify-js has no such step: it asks the browser for the passkey within `confirmSignIn`.
        "WEB_AUTHN": SignInStep.CONTINUE_SIGN_IN_WITH_WEB_AUTHN,
    }
)
"""Keyed by Cognito's `ChallengeName`. `MFA_SETUP` needs more than a row; see `challenges`."""

AFTER_REFUSAL: Mapping[type[AuthError], SignInStep] = MappingProxyType(
    {
        UserNotConfirmedException: SignInStep.CONFIRM_SIGN_UP,
        PasswordResetRequiredException: SignInStep.RESET_PASSWORD,
    }
)
"""Refusals to sign in that Amplify treats as next steps."""
