"""Verification of what authenticators create and sign. fido2 checks the signatures.

Source: Web Authentication Level 3, sections 7.1 and 7.2.
"""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from user_pool.errors import ServiceError, wrong_password
from user_pool.web_authn import (
    ALGORITHMS,
    Registration,
    challenge_not_found,
    encode,
    relying_party_id,
    usable,
)

if TYPE_CHECKING:
    import sqlite3

    from user_pool.settings import UserPool
    from user_pool.users import User


def verify_registration(
    pool: UserPool,
    challenge: str,
    credential: Any,  # noqa: ANN401 - any JSON
) -> Registration:
    """Verify a credential that an authenticator has created.

    Args:
        pool: The user's pool.
        challenge: The challenge of the options.
        credential: The browser's `RegistrationResponseJSON`.

    Raises:
        ServiceError: One of the exceptions that `CompleteWebAuthnRegistration` declares.
    """
    from fido2 import server, webauthn  # noqa: PLC0415 - takes 100 ms, and only passkeys need it

    rp_id = relying_party_id(pool)
    state = {"challenge": challenge, "user_verification": pool.web_authn.user_verification}
    try:
        response = webauthn.RegistrationResponse.from_dict(credential)
        client_data = response.response.client_data
        data = response.response.attestation_object.auth_data
        made_for, origin, rp_id_hash = client_data.challenge, client_data.origin, data.rp_id_hash
    except Exception:  # noqa: BLE001 - fido2 raises errors of many kinds for malformed values
        raise _not_supported() from None
    if not hmac.compare_digest(encode(made_for), challenge):
        raise challenge_not_found()
    if not _is_allowed(origin, rp_id):
        raise ServiceError(
            "WebAuthnOriginNotAllowedException",
            "The origin of the credential does not belong to the relying party.",
        )
    if rp_id_hash != sha256(rp_id.encode()).digest():
        raise ServiceError(
            "WebAuthnRelyingPartyMismatchException",
            "The credential belongs to another relying party.",
        )
    relying_party = webauthn.PublicKeyCredentialRpEntity(id=rp_id, name=rp_id)
    try:
        server.Fido2Server(relying_party, verify_origin=lambda _: True).register_complete(
            state, response
        )
    except ValueError:  # another ceremony, or a user who was not present or not verified
        raise _not_supported() from None
    attested = data.credential_data
    if attested is None or attested.public_key.get(3) not in ALGORITHMS:
        raise _not_supported()
    return Registration(encode(attested.credential_id), bytes(attested), data.counter)


def verify_assertion(
    db: sqlite3.Connection, pool: UserPool, user: User, challenge: str, credential: str
) -> bool:
    """Verify a signed challenge, and count the signature.

    Args:
        db: A transaction.
        pool: The user's pool.
        user: The user.
        challenge: The challenge of the options.
        credential: The browser's `AuthenticationResponseJSON`, as text.

    Returns:
        Whether the authenticator has verified the user.

    Raises:
        ServiceError: `NotAuthorizedException`.
    """
    from fido2 import server, webauthn  # noqa: PLC0415 - takes 100 ms, and only passkeys need it

    rp_id = relying_party_id(pool)
    relying_party = webauthn.PublicKeyCredentialRpEntity(id=rp_id, name=rp_id)
    verifier = server.Fido2Server(
        relying_party, verify_origin=lambda origin: _is_allowed(origin, rp_id)
    )
    state = {"challenge": challenge, "user_verification": pool.web_authn.user_verification}
    rows = {row["id"]: row for row in usable(db, pool, user)}
    known = [webauthn.AttestedCredentialData(row["credential"]) for row in rows.values()]
    try:
        response = webauthn.AuthenticationResponse.from_dict(json.loads(credential))
        used = verifier.authenticate_complete(state, known, response)
        handle = response.response.user_handle
    except Exception:  # noqa: BLE001 - fido2 raises errors of many kinds for malformed values
        raise wrong_password() from None
    row = rows[encode(used.credential_id)]
    data = response.response.authenticator_data
    # Synced passkeys do not count. A decreasing count reveals a copy.
    is_copy = data.counter <= row["sign_count"] and (data.counter or row["sign_count"])
    if is_copy or (handle is not None and handle != user.sub.encode()):
        raise wrong_password()
    db.execute(
        "UPDATE web_authn_credentials SET sign_count = ? WHERE id = ?", (data.counter, row["id"])
    )
    return bool(data.is_user_verified())


def _is_allowed(origin: str, rp_id: str) -> bool:
    """Return whether a page of an origin may use the relying party's credentials."""
    try:
        url = urlsplit(origin)
        host = url.hostname or ""
    except ValueError:
        return False
    if host != rp_id and not host.endswith(f".{rp_id}"):
        return False
    is_local = host == "localhost" or host.endswith(".localhost")
    return url.scheme == "https" or (url.scheme == "http" and is_local)


def _not_supported() -> ServiceError:
    return ServiceError(
        "WebAuthnCredentialNotSupportedException", "The credential is not supported."
    )
