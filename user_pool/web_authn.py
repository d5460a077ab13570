"""Passkeys: the credentials of users, and the options of the two WebAuthn ceremonies.

Sources: Web Authentication Level 3, sections 7.1 and 7.2, and Cognito's answers in amplify-js's
tests.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from user_pool.errors import ServiceError, attempt_limit, invalid_parameter

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
ALGORITHMS = (-7, -257)
"""COSE's identifiers of ES256 and RS256."""


@dataclass(frozen=True, slots=True)
class Registration:
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
    return bool(usable(db, pool, user))


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
            "id": encode(user.sub.encode()),
            "name": user.login(call.pool),
            "displayName": "",
        },
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
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
        raise challenge_not_found()
    if row["client_id"] != call.client.id:
        raise ServiceError(
            "WebAuthnClientMismatchException",
            "The registration was started by another app client.",
        )
    db.execute("DELETE FROM web_authn_registrations WHERE sub = ?", (user.sub,))
    return str(row["challenge"])


def save(
    db: sqlite3.Connection,
    call: Call,
    user: User,
    registration: Registration,
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
        "allowCredentials": [_descriptor(row) for row in usable(db, pool, user)],
        "userVerification": pool.web_authn.user_verification,
    }


def new_challenge(call: Call) -> str:
    """Generate a challenge."""
    return encode(call.environment.token_bytes(_CHALLENGE_BYTES))


def usable(db: sqlite3.Connection, pool: UserPool, user: User) -> list[sqlite3.Row]:
    """Return a user's credentials of the pool's relying party."""
    rp_id = pool.web_authn.relying_party_id
    return [row for row in credentials(db, user) if row["rp_id"] == rp_id]


def _descriptor(row: sqlite3.Row) -> dict[str, str]:
    return {"type": "public-key", "id": row["id"]}


def challenge_not_found() -> ServiceError:
    """Return the error of a registration that was not started, or too long ago."""
    return ServiceError(
        "WebAuthnChallengeNotFoundException",
        "The challenge of the registration was not found or has expired.",
    )


def encode(value: bytes) -> str:
    """Return bytes as WebAuthn's JSON has them: base64url without padding."""
    return urlsafe_b64encode(value).decode().rstrip("=")
