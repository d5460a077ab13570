"""Fetch the second factors of a user."""

from amplify_auth.auth import Auth
from amplify_auth.challenges import MFA_TYPES
from amplify_auth.hooks import reports_outcome
from amplify_auth.outputs import FetchMfaPreferenceOutput
from amplify_auth.tokens import Tokens


@reports_outcome
def fetch_mfa_preference(auth: Auth, tokens: Tokens) -> FetchMfaPreferenceOutput:
    """Fetch the second factors, as amplify-js `providers/cognito/apis/fetchMFAPreference.ts` does.

    Args:
        auth: The connection.
        tokens: The user's tokens.

    Returns:
        The factors that are on, and the preferred one.

    Raises:
        NotAuthorizedException: The access token has expired or is revoked.
        UserNotFoundException: The account does not exist any more.
        AuthError: The service refused otherwise, or could not be reached.
    """
    answer = auth.client.call("get_user", AccessToken=tokens.access_token)
    factors = answer.get("UserMFASettingList", ())
    return FetchMfaPreferenceOutput(
        enabled=tuple(MFA_TYPES[name] for name in factors if name in MFA_TYPES),
        preferred=MFA_TYPES.get(answer.get("PreferredMfaSetting", "")),
    )
