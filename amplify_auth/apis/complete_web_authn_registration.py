"""Complete the registration of a passkey."""

from collections.abc import Mapping
from typing import Any

from amplify_auth.arguments import read_json_object
from amplify_auth.auth import Auth
from amplify_auth.hooks import reports_outcome
from amplify_auth.tokens import Tokens


@reports_outcome
def complete_web_authn_registration(
    auth: Auth, tokens: Tokens, *, credential: Mapping[str, Any] | str
) -> None:
    """Register the passkey that the browser created, the second half of amplify-js's function.

    See `start_web_authn_registration`.

    Args:
        auth: The connection.
        tokens: The user's tokens.
        credential: The browser's `PublicKeyCredential` as its `toJSON` gives it, or as JSON text.

    Raises:
        InvalidParameterException: The credential is not a JSON object.
        WebAuthnChallengeNotFoundException: It took too long, or was completed already.
        WebAuthnClientMismatchException: Another app client started the registration.
        WebAuthnCredentialNotSupportedException: The pool does not support this device.
        WebAuthnNotEnabledException: The pool does not offer passkeys.
        WebAuthnOriginNotAllowedException: The page is not of the relying party.
        WebAuthnRelyingPartyMismatchException: The passkey is for another relying party.
        LimitExceededException: The user has as many passkeys as the pool allows.
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    auth.client.call(
        "complete_web_authn_registration",
        AccessToken=tokens.access_token,
        Credential=read_json_object(credential),
    )
