"""Operations that register, list and delete a signed-in user's passkeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from user_pool import tokens, web_authn, web_authn_verification
from user_pool.pagination import page_of
from user_pool.registry import operation

if TYPE_CHECKING:
    from user_pool.context import Call


@operation("StartWebAuthnRegistration")
def start_web_authn_registration(call: Call) -> dict[str, Any]:
    """Return the options to create a passkey with."""
    with call.store.write() as db:
        call, user = tokens.authenticate(db, call)
        return {"CredentialCreationOptions": web_authn.start_registration(db, call, user)}


@operation("CompleteWebAuthnRegistration")
def complete_web_authn_registration(call: Call) -> dict[str, str]:
    """Store a passkey that the browser has created. Each challenge is good for one attempt."""
    credential = call.request["Credential"]
    with call.store.write() as db:
        call, user = tokens.authenticate(db, call)
        web_authn.relying_party_id(call.pool)
        challenge = web_authn.take_registration(db, call, user)
    registration = web_authn_verification.verify_registration(call.pool, challenge, credential)
    with call.store.write() as db:
        web_authn.save(db, call, user, registration, credential)
    return {}


@operation("ListWebAuthnCredentials")
def list_web_authn_credentials(call: Call) -> dict[str, Any]:
    """Return a page of the user's passkeys, oldest first."""
    with call.store.read() as db:
        call, user = tokens.authenticate(db, call)
        rows = web_authn.credentials(db, user)
    return page_of(
        "Credentials", rows, call.request, web_authn.description, limit=web_authn.MAXIMUM
    )


@operation("DeleteWebAuthnCredential")
def delete_web_authn_credential(call: Call) -> dict[str, str]:
    """Delete one of the user's passkeys."""
    with call.store.write() as db:
        call, user = tokens.authenticate(db, call)
        web_authn.delete(db, user, call.request["CredentialId"])
    return {}
