"""Passkeys of the signed-in user, and the offer to create one after a sign-up."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import session

import amplify_auth
from amplify_auth import (
    Auth,
    AuthError,
    AuthFactor,
    ResourceNotFoundException,
    Tokens,
    WebAuthnCredential,
)
from signup.flows.signed_in_pages import SESSION_IS_OVER
from signup.forms.first_factors import first_factors
from signup.i18n.lazy_text import Text
from signup.messages.failures import Failure, failure_of
from signup.messages.passkey_failures import (
    DEVICE_FAILURES,
    MAXIMUM,
    NOT_ADDED,
    NOT_SUPPORTED_BY_DEVICE,
    START_PASSKEY_FAILURES,
    WEB_AUTHN_FAILURES,
    WRONG_ADDRESS,
)
from signup.observability.events import record
from signup.session import stored_values
from signup.user_pools import current_auth
from signup.web import passkey_offer
from signup.web.relying_party import has_ip_address_host

DELETED = "deleted_passkey"
"""The session key of a deleted passkey that the next page signals to the browser."""

OFFER = "passkey_offer"
"""The session key of a pending offer."""

REFUSED = tuple(WEB_AUTHN_FAILURES)
"""Errors after which the device has a passkey that the pool does not know."""


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Passkeys of an account, and what is needed to add one.

    Attributes:
        credentials: The passkeys, oldest first.
        options: The options for `navigator.credentials.create`, or None.
        obstacle: Why none can be added.
    """

    credentials: tuple[WebAuthnCredential, ...]
    options: Mapping[str, Any] | None = None
    obstacle: Text | None = None

    @classmethod
    def load(cls, auth: Auth, tokens: Tokens) -> "Passkeys":
        """List the passkeys, and start to add one.

        Args:
            auth: The pool.
            tokens: The user's tokens.

        Raises:
            AuthError: They cannot be listed.
        """
        credentials = _credentials(auth, tokens)
        if has_ip_address_host():
            return cls(credentials, obstacle=WRONG_ADDRESS.message)
        try:
            options = amplify_auth.start_web_authn_registration(auth, tokens)
        except SESSION_IS_OVER:
            raise
        except AuthError as error:
            failure = failure_of(error, START_PASSKEY_FAILURES)
            record(failure.event, reason=error.name)
            return cls(credentials, obstacle=failure.message)
        return cls(credentials, options)


def are_enabled(auth: Auth) -> bool:
    """Return whether the pages offer passkeys."""
    return AuthFactor.WEB_AUTHN in first_factors(auth.outputs).offered


def device_failure(error: str, credential: str) -> tuple[Failure, str] | None:
    """Return the failure of the browser's dialog, or None if it created a passkey.

    Args:
        error: The name of the error, as the browser sent it.
        credential: The passkey.

    Returns:
        The failure, and the reason for the log: one of the known names.
    """
    if error in DEVICE_FAILURES:
        return DEVICE_FAILURES[error], error
    if error:
        return NOT_SUPPORTED_BY_DEVICE, "another error of the browser"
    return None if _id_of(credential) else (NOT_ADDED, "no passkey")


def add(auth: Auth, tokens: Tokens, credential: str) -> None:
    """Register a passkey from the browser, once, even if the form is sent twice.

    Args:
        auth: The pool.
        tokens: The user's tokens.
        credential: The passkey, as JSON.

    Raises:
        AuthError: The pool did not store it, or did not answer.
    """
    try:
        amplify_auth.complete_web_authn_registration(auth, tokens, credential=credential)
    except AuthError:
        # The response may have been lost, or another request may have been first.
        if _is_there(auth, tokens, _id_of(credential)) is not True:
            raise


def delete(auth: Auth, tokens: Tokens, credential_id: str) -> bool:
    """Delete a passkey.

    Args:
        auth: The pool.
        tokens: The user's tokens.
        credential_id: The passkey.

    Returns:
        Whether it existed.

    Raises:
        AuthError: The passkey still exists, or the pool did not answer.
    """
    try:
        amplify_auth.delete_web_authn_credential(auth, tokens, credential_id=credential_id)
    except ResourceNotFoundException:
        return False
    except AuthError:
        if _is_there(auth, tokens, credential_id) is not False:
            raise
    session[DELETED] = credential_id
    return True


def take_deleted() -> dict[str, str] | None:
    """Return the passkey that was just deleted, to signal it to the browser."""
    credential_id = stored_values.load(DELETED, str)
    session.pop(DELETED, None)
    return unknown_credential(credential_id) if credential_id else None


def refused(error: Exception, credential: str) -> dict[str, str] | None:
    """Return a passkey that the pool refused, to signal it to the browser."""
    return unknown_credential(_id_of(credential)) if isinstance(error, REFUSED) else None


def unknown_credential(credential_id: str) -> dict[str, str]:
    """Return the signal that a passkey is unknown.

    Args:
        credential_id: The passkey.

    Returns:
        The options of `PublicKeyCredential.signalUnknownCredential`.
    """
    passwordless = current_auth().outputs.auth.passwordless
    web_authn = passwordless.web_authn if passwordless else None
    relying_party_id = web_authn.relying_party_id if web_authn else None
    return {"rpId": relying_party_id or "", "credentialId": credential_id}


def offer(auth: Auth, *, is_supported: bool) -> bool:
    """Offer a passkey after a sign-up, unless this browser cannot make one or it was skipped here.

    Args:
        auth: The pool.
        is_supported: Whether the browser supports passkeys.

    Returns:
        Whether it is offered.
    """
    offered = (
        is_supported
        and are_enabled(auth)
        and not has_ip_address_host()
        and not passkey_offer.is_skipped()
    )
    if offered:
        session[OFFER] = True
    return offered


def is_offered() -> bool:
    """Return whether this browser has a pending offer."""
    return stored_values.load(OFFER, bool) or False


def end_offer() -> None:
    """End the offer."""
    session.pop(OFFER, None)


def _credentials(auth: Auth, tokens: Tokens) -> tuple[WebAuthnCredential, ...]:
    output = amplify_auth.list_web_authn_credentials(auth, tokens, page_size=MAXIMUM)
    return output.credentials


def _is_there(auth: Auth, tokens: Tokens, credential_id: str) -> bool | None:
    """Return whether the account has a passkey, or None if unknown."""
    with suppress(AuthError):
        found = {one.credential_id for one in _credentials(auth, tokens)}
        return credential_id in found
    return None


def _id_of(credential: str) -> str:
    """Return the id of a passkey from a browser, or an empty text if it is malformed."""
    with suppress(ValueError, RecursionError):
        members = json.loads(credential)
        if isinstance(members, dict) and isinstance(members.get("id"), str):
            return str(members["id"])
    return ""
