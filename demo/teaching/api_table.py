"""Every call of Amplify's that the helper has, and the page that makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from flask import current_app

import amplify_auth
from demo.teaching.source import Source, source_of

CALLS: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "sign_up": ("signUp", "signup.sign_up"),
        "confirm_sign_up": ("confirmSignUp", "signup.confirm_sign_up"),
        "resend_sign_up_code": ("resendSignUpCode", "signup.resend_sign_up_code"),
        "auto_sign_in": ("autoSignIn", "signup.auto_sign_in"),
        "sign_in": ("signIn", "signup.sign_in"),
        "confirm_sign_in": ("confirmSignIn", "signup.confirm_sign_in"),
        "reset_password": ("resetPassword", "signup.reset_password"),
        "confirm_reset_password": ("confirmResetPassword", "signup.confirm_reset_password"),
        "start_web_authn_registration": ("associateWebAuthnCredential", "signup.passkeys"),
        "complete_web_authn_registration": ("associateWebAuthnCredential", "signup.passkeys"),
        "list_web_authn_credentials": ("listWebAuthnCredentials", "signup.passkeys"),
        "delete_web_authn_credential": ("deleteWebAuthnCredential", "signup.delete_passkey"),
        "fetch_user_attributes": ("fetchUserAttributes", "signup.account"),
        "fetch_user_auth_factors": ("(none)", "signup.account"),
        "update_password": ("updatePassword", "signup.add_password"),
        "delete_user": ("deleteUser", "signup.delete_account"),
        "sign_out": ("signOut", "signup.sign_out"),
        "set_up_totp": ("setUpTOTP", None),
        "verify_totp_setup": ("verifyTOTPSetup", None),
        "fetch_mfa_preference": ("fetchMFAPreference", None),
        "update_mfa_preference": ("updateMFAPreference", None),
    }
)
"""By the helper's name: amplify-js's, and the endpoint of the page that calls it, if one does."""


@dataclass(frozen=True, slots=True)
class ApiRow:
    """One call.

    Attributes:
        javascript: Its name in `aws-amplify/auth`.
        name: Its name in the helper.
        source: The helper's code.
        endpoint: The page that calls it, None if no page does.
        view: The code of that page.
    """

    javascript: str
    name: str
    source: Source
    endpoint: str | None
    view: Source | None


@cache
def api_rows() -> tuple[ApiRow, ...]:
    """Return the rows, in the order in which a visitor meets the calls."""
    return tuple(
        ApiRow(
            javascript,
            name,
            source_of(getattr(amplify_auth, name)),
            endpoint,
            source_of(_view(endpoint)) if endpoint else None,
        )
        for name, (javascript, endpoint) in CALLS.items()
    )


def _view(endpoint: str) -> Callable[..., object]:
    return current_app.view_functions[endpoint]
