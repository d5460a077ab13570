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
"""The session's key for the passkey that the next page lets the browser forget."""

OFFER = "passkey_offer"
"""The session's key for an offer that is neither taken nor skipped."""

REFUSED = tuple(WEB_AUTHN_FAILURES)
"""The errors after which the device has a passkey that the pool has not."""


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Passkeys of an account, and what is needed to add one.

    Attributes:
        credentials: The passkeys, oldest first.
        options: The options for `navigator.credentials.create`, or None.
        obstacle: Why there are none.
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


def device_failure(error: str, credential: str) -> Failure | None:
    """Return the failure of the browser's dialog, or None where it made a passkey.

    Args:
        error: The name of the error, as the browser sent it.
        credential: What it made.
    """
    if error:
        return DEVICE_FAILURES.get(error, NOT_SUPPORTED_BY_DEVICE)
    return None if _id_of(credential) else NOT_ADDED


def add(auth: Auth, tokens: Tokens, credential: str) -> None:
    """Register a passkey that the browser made, once, however often its form is sent.

    Args:
        auth: The pool.
        tokens: The user's tokens.
        credential: The passkey, as JSON.

    Raises:
        AuthError: The pool has not stored it, or cannot be asked.
    """
    try:
        amplify_auth.complete_web_authn_registration(auth, tokens, credential=credential)
    except AuthError:
        # The answer may have been lost, or another request may have been first.
        if _is_there(auth, tokens, _id_of(credential)) is not True:
            raise


def delete(auth: Auth, tokens: Tokens, credential_id: str) -> bool:
    """Delete a passkey.

    Args:
        auth: The pool.
        tokens: The user's tokens.
        credential_id: The passkey.

    Returns:
        Whether it was there.

    Raises:
        AuthError: The passkey is still there, or the pool cannot be asked.
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
    """Return the passkey that was deleted on the page before, for the browser to forget."""
    credential_id = stored_values.load(DELETED, str)
    session.pop(DELETED, None)
    return unknown_credential(credential_id) if credential_id else None


def refused(error: Exception, credential: str) -> dict[str, str] | None:
    """Return a passkey that the device made and the pool refused, for the browser to forget."""
    return unknown_credential(_id_of(credential)) if isinstance(error, REFUSED) else None


def unknown_credential(credential_id: str) -> dict[str, str]:
    """Return what tells a browser that a passkey is not known here any more.

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
        is_supported: Whether the browser said that it knows passkeys.

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
    """Return whether this browser has an offer to take or to skip."""
    return stored_values.load(OFFER, bool) or False


def end_offer() -> None:
    """End the offer, whether it was taken or not."""
    session.pop(OFFER, None)


def _credentials(auth: Auth, tokens: Tokens) -> tuple[WebAuthnCredential, ...]:
    output = amplify_auth.list_web_authn_credentials(auth, tokens, page_size=MAXIMUM)
    return output.credentials


def _is_there(auth: Auth, tokens: Tokens, credential_id: str) -> bool | None:
    """Return whether the account has a passkey, or None where that cannot be told."""
    with suppress(AuthError):
        found = {one.credential_id for one in _credentials(auth, tokens)}
        return credential_id in found
    return None


def _id_of(credential: str) -> str:
    """Return the id of a passkey that a browser sent, or an empty text for anything else."""
    with suppress(ValueError, RecursionError):
        members = json.loads(credential)
        if isinstance(members, dict) and isinstance(members.get("id"), str):
            return str(members["id"])
    return ""
