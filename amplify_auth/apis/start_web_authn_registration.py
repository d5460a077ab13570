"""Start to register a passkey."""

from typing import Any

from amplify_auth.auth import Auth
from amplify_auth.errors import InvalidPasskeyRegistrationOptions
from amplify_auth.hooks import reports_outcome
from amplify_auth.tokens import Tokens

REQUIRED_OPTIONS = ("challenge", "user", "rp", "pubKeyCredParams")


@reports_outcome
def start_web_authn_registration(auth: Auth, tokens: Tokens) -> dict[str, Any]:
    """Return the options to create a passkey with, for the signed-in user's browser.

    amplify-js does both halves in one function, `client/apis/associateWebAuthnCredential.ts`,
    because it runs in the browser. Here a page stands between them: it hands the options to
    `PublicKeyCredential.parseCreationOptionsFromJSON` and `navigator.credentials.create`, and
    sends the credential back for `complete_web_authn_registration`.

    Args:
        auth: The connection.
        tokens: The user's tokens.

    Returns:
        A `PublicKeyCredentialCreationOptionsJSON`.

    Raises:
        InvalidPasskeyRegistrationOptions: Cognito's options lack a member.
        WebAuthnNotEnabledException: The pool does not offer passkeys.
        WebAuthnConfigurationMissingException: The pool has no relying party.
        NotAuthorizedException: The access token has expired or is revoked.
        AuthError: The service refused otherwise, or could not be reached.
    """
    answer = auth.client.call("start_web_authn_registration", AccessToken=tokens.access_token)
    options = answer["CredentialCreationOptions"]
    if not isinstance(options, dict) or not all(options.get(name) for name in REQUIRED_OPTIONS):
        raise InvalidPasskeyRegistrationOptions
    return options
