"""Signing keys: one RSA key a pool, made when the first token needs it."""

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
    """A pool's key.

    Attributes:
        kid: The key id in tokens and JWKS.
        private: What signs.
        public: What verifies.
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
        """Make a token of claims."""
        return jwt.encode(claims, self.private, "RS256", headers={"kid": self.kid})

    def jwk(self) -> dict[str, str]:
        """The public key as a JSON Web Key, with Cognito's members."""
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
    """A pool's key; the first time, inside a transaction, it is made."""
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
