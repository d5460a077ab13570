"""Turn second factors of a user on or off."""

from collections.abc import Mapping

from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.options import MfaPreference
from amplify_auth.service_errors import InvalidParameterException
from amplify_auth.tokens import Tokens

_SETTINGS: Mapping[MfaPreference, Mapping[str, bool]] = {
    MfaPreference.DISABLED: {"Enabled": False},
    MfaPreference.PREFERRED: {"Enabled": True, "PreferredMfa": True},
    MfaPreference.ENABLED: {"Enabled": True},
    MfaPreference.NOT_PREFERRED: {"Enabled": True, "PreferredMfa": False},
}


@reports_outcome
def update_mfa_preference(
    auth: Auth,
    tokens: Tokens,
    *,
    sms: MfaPreference | None = None,
    totp: MfaPreference | None = None,
    email: MfaPreference | None = None,
) -> None:
    """Set second factors, as amplify-js `providers/cognito/apis/updateMFAPreference.ts` does.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        sms: What to do with codes by text message. None changes nothing.
        totp: What to do with the authenticator app. None changes nothing.
        email: What to do with codes by email. None changes nothing.

    Raises:
        InvalidParameterException: The user has not set the factor up, or the pool has none such.
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    auth.client.call(
        "set_user_mfa_preference",
        AccessToken=tokens.access_token,
        SMSMfaSettings=_settings(sms),
        SoftwareTokenMfaSettings=_settings(totp),
        EmailMfaSettings=_settings(email),
    )


def _settings(preference: MfaPreference | None) -> Mapping[str, bool] | None:
    if preference is None:
        return None
    try:
        return _SETTINGS[MfaPreference(preference)]
    except ValueError:
        raise InvalidParameterException("There is no such preference.") from None
