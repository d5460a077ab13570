"""Secure Remote Password, the client's half, in Cognito's variant.

RFC 5054 with its 3072-bit group, SHA-256, and Cognito's own key derivation and signature, as in
amplify-js `providers/cognito/utils/srp/`. The password is not sent, nor anything that allows
guessing it offline.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Final

# RFC 5054, appendix A, the 3072-bit group.
N: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G: Final = 2

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def to_bytes(number: int) -> bytes:
    """Encode a number as Cognito hashes it: big-endian, with the top bit clear."""
    return number.to_bytes(number.bit_length() // 8 + 1)


def _number_of_hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest())


K: Final = _number_of_hash(to_bytes(N), to_bytes(G))


def timestamp(now: float) -> str:
    """Format a time as Cognito signs it: in English whatever the locale, with the day unpadded."""
    at = time.gmtime(now)
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    return f"{day} {month} {at.tm_mday} {time.strftime('%H:%M:%S', at)} UTC {at.tm_year}"


class SrpClient:
    """One attempt to prove a password without sending it.

    Args:
        pool_name: The pool's id after the underscore.
        secret: The client's ephemeral secret, random if None.
    """

    def __init__(self, pool_name: str, *, secret: int | None = None) -> None:
        self._pool_name = pool_name
        # RFC 5054 requires at least 256 bits, which is twice the derived key's 128.
        self._secret = secrets.randbits(256) | 1 if secret is None else secret
        self._public = pow(G, self._secret, N)

    @property
    def public(self) -> str:
        """`SRP_A`, in hexadecimal."""
        return f"{self._public:x}"

    def prove(self, parameters: Mapping[str, str], *, password: str, now: float) -> dict[str, str]:
        """Answer `PASSWORD_VERIFIER`.

        Args:
            parameters: The challenge's `SALT`, `SRP_B`, `SECRET_BLOCK` and `USER_ID_FOR_SRP`.
            password: The password.
            now: The time, in seconds since 1970.

        Returns:
            The challenge responses that prove the password.

        Raises:
            LookupError: A parameter is missing.
            ValueError: A parameter is malformed or unsafe.
        """
        user, secret_block = parameters["USER_ID_FOR_SRP"], parameters["SECRET_BLOCK"]
        key = self._key(user, password, int(parameters["SALT"], 16), int(parameters["SRP_B"], 16))
        signed_at = timestamp(now)
        message = (
            f"{self._pool_name}{user}".encode()
            + base64.b64decode(secret_block)
            + signed_at.encode()
        )
        signature = hmac.digest(key, message, hashlib.sha256)
        return {
            "PASSWORD_CLAIM_SECRET_BLOCK": secret_block,
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
            "TIMESTAMP": signed_at,
        }

    def _key(self, user: str, password: str, salt: int, server_public: int) -> bytes:
        """Derive the key that both sides share if the password is right."""
        scramble = _number_of_hash(to_bytes(self._public), to_bytes(server_public))
        if server_public % N == 0 or scramble == 0:
            raise ValueError("the server's public value is unsafe")
        identity = hashlib.sha256(f"{self._pool_name}{user}:{password}".encode()).digest()
        x = _number_of_hash(to_bytes(salt), identity)
        shared = pow(server_public - K * pow(G, x, N), self._secret + scramble * x, N)
        extracted = hmac.digest(to_bytes(scramble), to_bytes(shared), hashlib.sha256)
        return hmac.digest(extracted, b"Caldera Derived Key\x01", hashlib.sha256)[:16]
