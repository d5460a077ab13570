"""The server's half of Cognito's SRP, worked out anew from RFC 5054 to check the client's half."""

import base64
import hashlib
import hmac

from amplify_auth.srp_client import G, N

POOL = "Example12"


def padded(number: int) -> bytes:
    digits = f"{number:x}"
    digits = "0" * (len(digits) % 2) + digits
    return bytes.fromhex("00" + digits if digits[0] in "89abcdef" else digits)


def hashed(*parts: bytes) -> int:
    return int(hashlib.sha256(b"".join(parts)).hexdigest(), 16)


class SrpServer:
    def __init__(self, user: str, password: str, *, salt: int, secret: int) -> None:
        self.user = user
        self.salt = salt
        self.secret = secret
        inner = hashlib.sha256(f"{POOL}{user}:{password}".encode()).digest()
        self.verifier = pow(G, hashed(padded(salt), inner), N)
        self.public = (hashed(padded(N), padded(G)) * self.verifier + pow(G, secret, N)) % N
        self.secret_block = base64.b64encode(b"secret block").decode()

    @property
    def challenge(self) -> dict[str, object]:
        return {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": self.parameters,
            "Session": "p" * 20,
        }

    @property
    def parameters(self) -> dict[str, str]:
        return {
            "SALT": f"{self.salt:x}",
            "SRP_B": f"{self.public:x}",
            "SECRET_BLOCK": self.secret_block,
            "USERNAME": self.user,
            "USER_ID_FOR_SRP": self.user,
        }

    def accepts(self, client_public: str, responses: dict[str, str]) -> bool:
        a = int(client_public, 16)
        scramble = hashed(padded(a), padded(self.public))
        shared = pow(a * pow(self.verifier, scramble, N), self.secret, N)
        extracted = hmac.digest(padded(scramble), padded(shared), "sha256")
        key = hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]
        signed = (
            f"{POOL}{self.user}".encode()
            + base64.b64decode(responses["PASSWORD_CLAIM_SECRET_BLOCK"])
            + responses["TIMESTAMP"].encode()
        )
        signature = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return hmac.compare_digest(signature, responses["PASSWORD_CLAIM_SIGNATURE"])
