"""Signing keys: one RSA key for each pool, generated with its first token."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from jwt.algorithms import RSAAlgorithm

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Signing key of a pool.

    Attributes:
        kid: The key id in tokens and JWKS.
        private: The private key.
        public: The public key.
    """

    kid: str
    private: RSAPrivateKey = field(repr=False)
    public: RSAPublicKey

    @classmethod
    @lru_cache(maxsize=64)
    def load(cls, pem: str) -> SigningKey:
        """Read a stored key."""
        private = cast(
            "RSAPrivateKey", serialization.load_pem_private_key(pem.encode(), password=None)
        )
        public = private.public_key()
        numbers = public.public_numbers()
        kid = urlsafe_b64encode(sha256(f"{numbers.n}:{numbers.e}".encode()).digest()).decode()
        return cls(kid, private, public)

    def sign(self, claims: dict[str, Any]) -> str:
        """Sign claims as a JWT."""
        return jwt.encode(claims, self.private, "RS256", headers={"kid": self.kid})

    def jwk(self) -> dict[str, str]:
        """Return the public key as a JSON Web Key, with Cognito's members."""
        jwk = json.loads(RSAAlgorithm.to_jwk(self.public))
        return {
            "alg": "RS256",
            "e": jwk["e"],
            "kid": self.kid,
            "kty": "RSA",
            "n": jwk["n"],
            "use": "sig",
        }


def signing_key(db: sqlite3.Connection, pool_id: str) -> SigningKey:
    """Return a pool's key. The first call, which needs a transaction, generates it."""
    row = db.execute("SELECT pem FROM signing_keys WHERE user_pool_id = ?", (pool_id,)).fetchone()
    if row is not None:
        return SigningKey.load(row["pem"])
    pem = (
        generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )
    db.execute("INSERT INTO signing_keys VALUES (?, ?)", (pool_id, pem))
    return SigningKey.load(pem)
