"""Passkeys: registration and verification of WebAuthn credentials.

Sources: Web Authentication Level 3, sections 7.1 and 7.2, and Cognito's answers in amplify-js's
tests. fido2 verifies the signatures.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from user_pool.errors import ServiceError, attempt_limit, invalid_parameter, wrong_password

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from user_pool.context import Call
    from user_pool.settings import UserPool
    from user_pool.users import User

WEB_AUTHN = "WEB_AUTHN"
MAXIMUM = 20
"""Credentials that a user can have."""

_CHALLENGE_BYTES = 32
_ALGORITHMS = (-7, -257)
"""COSE's identifiers of ES256 and RS256."""


@dataclass(frozen=True, slots=True)
class _Registration:
    """Credential that an authenticator has created."""

    id: str
    credential: bytes = field(repr=False)
    sign_count: int


def relying_party_id(pool: UserPool) -> str:
    """Return the domain that the pool's passkeys belong to.

    Raises:
        ServiceError: `WebAuthnNotEnabledException` or `WebAuthnConfigurationMissingException`.
    """
    if WEB_AUTHN not in pool.first_factors:
        raise ServiceError(
            "WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool."
        )
    if pool.web_authn.relying_party_id is None:
        raise ServiceError(
            "WebAuthnConfigurationMissingException",
            "The user pool has neither a relying party ID nor a domain.",
        )
    return pool.web_authn.relying_party_id


def credentials(db: sqlite3.Connection, user: User) -> list[sqlite3.Row]:
    """Return a user's credentials, oldest first."""
    return db.execute(
        "SELECT number AS rowid, * FROM web_authn_credentials WHERE sub = ? ORDER BY number",
        (user.sub,),
    ).fetchall()


def has(db: sqlite3.Connection, pool: UserPool, user: User) -> bool:
    """Return whether a user has a credential of the pool's relying party."""
    return bool(_usable(db, pool, user))


def start_registration(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Start the registration of a credential.

    Returns:
        Options in the form of `PublicKeyCredentialCreationOptionsJSON`.

    Raises:
        ServiceError: As for `relying_party_id`, and `LimitExceededException` for a user with too
            many credentials.
    """
    rp_id = relying_party_id(call.pool)
    existing = credentials(db, user)
    if len(existing) >= MAXIMUM:
        raise attempt_limit()
    challenge = new_challenge(call)
    db.execute(
        "INSERT OR REPLACE INTO web_authn_registrations VALUES (?, ?, ?, ?)",
        (user.sub, call.client.id, challenge, call.now + call.client.session_validity),
    )
    return {
        "rp": {"id": rp_id, "name": rp_id},
        "user": {
            "id": _encode(user.sub.encode()),
            "name": user.login(call.pool),
            "displayName": "",
        },
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in _ALGORITHMS],
        "timeout": 60_000,
        "excludeCredentials": [_descriptor(row) for row in existing],
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": call.pool.web_authn.user_verification,
        },
    }


def take_registration(db: sqlite3.Connection, call: Call, user: User) -> str:
    """Consume the challenge of a registration.

    Raises:
        ServiceError: `WebAuthnChallengeNotFoundException`, or `WebAuthnClientMismatchException`
            for the token of another client than the one that started.
    """
    row = db.execute("SELECT * FROM web_authn_registrations WHERE sub = ?", (user.sub,)).fetchone()
    if row is None or row["expires_at"] <= call.now:
        raise _challenge_not_found()
    if row["client_id"] != call.client.id:
        raise ServiceError(
            "WebAuthnClientMismatchException",
            "The registration was started by another app client.",
        )
    db.execute("DELETE FROM web_authn_registrations WHERE sub = ?", (user.sub,))
    return str(row["challenge"])


def verify_registration(
    pool: UserPool,
    challenge: str,
    credential: Any,  # noqa: ANN401 - any JSON
) -> _Registration:
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
    if not hmac.compare_digest(_encode(made_for), challenge):
        raise _challenge_not_found()
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
    if attested is None or attested.public_key.get(3) not in _ALGORITHMS:
        raise _not_supported()
    return _Registration(_encode(attested.credential_id), bytes(attested), data.counter)


def save(
    db: sqlite3.Connection,
    call: Call,
    user: User,
    registration: _Registration,
    credential: Mapping[str, Any],
) -> None:
    """Store a verified credential.

    Raises:
        ServiceError: `InvalidParameterException` for a credential that is registered already.
    """
    known = db.execute("SELECT 1 FROM web_authn_credentials WHERE id = ?", (registration.id,))
    if known.fetchone():
        raise invalid_parameter("The credential is already registered.")
    transports = credential["response"].get("transports") or []
    attachment = credential.get("authenticatorAttachment")
    db.execute(
        "INSERT INTO web_authn_credentials VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            registration.id,
            user.sub,
            relying_party_id(call.pool),
            registration.credential,
            registration.sign_count,
            f"Passkey {len(credentials(db, user)) + 1}",
            json.dumps([name for name in transports if isinstance(name, str)]),
            attachment if isinstance(attachment, str) else None,
            call.now,
        ),
    )


def description(row: sqlite3.Row) -> dict[str, Any]:
    """Return a credential as Cognito's `WebAuthnCredentialDescription`."""
    attachment = row["attachment"]
    return {
        "CredentialId": row["id"],
        "FriendlyCredentialName": row["name"],
        "RelyingPartyId": row["rp_id"],
        **({"AuthenticatorAttachment": attachment} if attachment else {}),
        "AuthenticatorTransports": json.loads(row["transports"]),
        "CreatedAt": row["created_at"],
    }


def delete(db: sqlite3.Connection, user: User, credential_id: str) -> None:
    """Delete one of a user's credentials.

    Raises:
        ServiceError: `ResourceNotFoundException`.
    """
    deleted = db.execute(
        "DELETE FROM web_authn_credentials WHERE sub = ? AND id = ?", (user.sub, credential_id)
    )
    if not deleted.rowcount:
        raise ServiceError("ResourceNotFoundException", "The user has no such credential.")


def request_options(
    db: sqlite3.Connection, pool: UserPool, user: User, challenge: str
) -> dict[str, Any]:
    """Return options in the form of `PublicKeyCredentialRequestOptionsJSON`."""
    return {
        "hints": [],
        "attestation": "none",
        "attestationFormats": [],
        "challenge": challenge,
        "timeout": 180_000,
        "rpId": relying_party_id(pool),
        "allowCredentials": [_descriptor(row) for row in _usable(db, pool, user)],
        "userVerification": pool.web_authn.user_verification,
    }


def new_challenge(call: Call) -> str:
    """Generate a challenge."""
    return _encode(call.environment.token_bytes(_CHALLENGE_BYTES))


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
    rows = {row["id"]: row for row in _usable(db, pool, user)}
    known = [webauthn.AttestedCredentialData(row["credential"]) for row in rows.values()]
    try:
        response = webauthn.AuthenticationResponse.from_dict(json.loads(credential))
        used = verifier.authenticate_complete(state, known, response)
        handle = response.response.user_handle
    except Exception:  # noqa: BLE001 - fido2 raises errors of many kinds for malformed values
        raise wrong_password() from None
    row = rows[_encode(used.credential_id)]
    data = response.response.authenticator_data
    # Synced passkeys do not count. A decreasing count reveals a copy.
    is_copy = data.counter <= row["sign_count"] and (data.counter or row["sign_count"])
    if is_copy or (handle is not None and handle != user.sub.encode()):
        raise wrong_password()
    db.execute(
        "UPDATE web_authn_credentials SET sign_count = ? WHERE id = ?", (data.counter, row["id"])
    )
    return bool(data.is_user_verified())


def _usable(db: sqlite3.Connection, pool: UserPool, user: User) -> list[sqlite3.Row]:
    rp_id = pool.web_authn.relying_party_id
    return [row for row in credentials(db, user) if row["rp_id"] == rp_id]


def _descriptor(row: sqlite3.Row) -> dict[str, str]:
    return {"type": "public-key", "id": row["id"]}


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


def _challenge_not_found() -> ServiceError:
    return ServiceError(
        "WebAuthnChallengeNotFoundException",
        "The challenge of the registration was not found or has expired.",
    )


def _not_supported() -> ServiceError:
    return ServiceError(
        "WebAuthnCredentialNotSupportedException", "The credential is not supported."
    )


def _encode(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
