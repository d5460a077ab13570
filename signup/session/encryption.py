"""Encryption of session data, under keys derived from the session's id."""

import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def derive(session_id: str, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose, independent of the id and other keys."""
    return hmac.digest(session_id.encode(), purpose.encode(), "sha256")


def _cipher(session_id: str) -> AESGCM:
    return AESGCM(derive(session_id, "seal"))


def seal_for(session_id: str, value: bytes) -> bytes:
    """Encrypt data with a key derived from the session's id. AES-256-GCM."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(session_id).encrypt(nonce, value, None)
    return nonce + sealed


def unseal_for(session_id: str, sealed: bytes) -> bytes:
    """Decrypt data from `seal_for`.

    Raises:
        InvalidTag: The data is damaged, or of another session.
        ValueError: The data is too short.
        TypeError: The store has returned something else than bytes.
    """
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return _cipher(session_id).decrypt(nonce, ciphertext, None)
