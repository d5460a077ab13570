"""Server side of Secure Remote Password (RFC 5054, SRP-6a) with Cognito's parameters.

The pool stores a salt and a verifier, never the password. The group is RFC 5054's 3072-bit one with
the generator 2, and the hash is SHA-256. Numbers are hashed with a leading zero byte when their top
bit is set, as in amplify-js and pycognito.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836"
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804"
    "F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6"
    "955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64"
    "ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D226"
    "1AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2
SALT_BYTES = 16

_WINDOW = 5
_DIGITS = -(-256 // _WINDOW)


@dataclass(frozen=True, slots=True)
class Verifier:
    """Password verifier, which the pool stores instead of the password.

    Attributes:
        salt: 16 random bytes.
        value: g to the power of the salted hash, modulo N, in 384 bytes.
    """

    salt: bytes = field(repr=False)
    value: bytes = field(repr=False)

    @classmethod
    def of(cls, user_pool_id: str, user_id: str, password: str, salt: bytes) -> Verifier:
        """Derive the verifier of a password.

        Args:
            user_pool_id: `<region>_<name>`; the name is part of the hash.
            user_id: The internal username, which clients get as `USER_ID_FOR_SRP`.
            password: The password as typed.
            salt: Random bytes.
        """
        identity = f"{user_pool_id.partition('_')[2]}{user_id}:{password}"
        inner = sha256(identity.encode()).digest()
        x = int.from_bytes(sha256(padded(int.from_bytes(salt)) + inner).digest())
        return cls(salt, power_of_g(x).to_bytes(384))

    def matches(self, user_pool_id: str, user_id: str, password: str) -> bool:
        """Return whether a password is right, at the cost of deriving the verifier again."""
        other = Verifier.of(user_pool_id, user_id, password, self.salt)
        return hmac.compare_digest(self.value, other.value)


@dataclass(frozen=True, slots=True)
class Handshake:
    """Server side of one SRP sign-in.

    Attributes:
        verifier: The user's.
        a_public: The client's public number (A).
        b: The server's private number.
    """

    verifier: Verifier = field(repr=False)
    a_public: int
    b: int = field(repr=False)

    @property
    def b_public(self) -> int:
        """The server's public number (B)."""
        return (_multiplier() * int.from_bytes(self.verifier.value) + power_of_g(self.b)) % N

    def signature(self, user_pool_id: str, user_id: str, claim: bytes) -> bytes:
        """Return the proof that only a client with the password can compute.

        Args:
            user_pool_id: `<region>_<name>`.
            user_id: The internal username.
            claim: The secret block followed by the timestamp.
        """
        scramble = sha256(padded(self.a_public) + padded(self.b_public)).digest()
        u = int.from_bytes(scramble)
        shared = pow(self.a_public * pow(int.from_bytes(self.verifier.value), u, N), self.b, N)
        pseudorandom = hmac.digest(padded(u), padded(shared), sha256)
        key = hmac.digest(pseudorandom, b"Caldera Derived Key\x01", sha256)[:16]
        name = user_pool_id.partition("_")[2]
        return hmac.digest(key, name.encode() + user_id.encode() + claim, sha256)


def padded(number: int) -> bytes:
    """Return a number's bytes as clients hash them, without the top bit set."""
    return number.to_bytes(number.bit_length() // 8 + 1)


def power_of_g(exponent: int) -> int:
    """Return g to the power of `exponent` (256 bits at most), modulo N.

    Base and modulus never change. A table holds the powers of g for every 5-bit digit of the
    exponent, so a power takes 52 multiplications instead of more than 256.
    """
    result = 1
    for row in _table():
        result = result * row[exponent & ((1 << _WINDOW) - 1)] % N
        exponent >>= _WINDOW
    return result


@cache
def _multiplier() -> int:
    """SRP-6a's k."""
    return int.from_bytes(sha256(padded(N) + padded(G)).digest())


@cache
def _table() -> list[list[int]]:
    table = []
    base = G
    for _ in range(_DIGITS):
        row = [1]
        for _ in range((1 << _WINDOW) - 1):
            row.append(row[-1] * base % N)
        table.append(row)
        base = row[-1] * base % N
    return table
