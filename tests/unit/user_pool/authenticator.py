"""Software authenticator that creates passkeys and signs with them, as a browser does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN = "http://localhost:5000"
VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
PRESENT = AuthenticatorData.FLAG.UP


@dataclass
class Authenticator:
    """Device with one passkey.

    Args:
        credential_id: The passkey's id.
        origin: The origin of the page.
        flags: Whether the user is present and verified.
        counts: Whether the device counts signatures.
        algorithm: `ES256`, `RS256` or `EdDSA`, the last with a key that is not one.
    """

    credential_id: bytes = b"passkey-0000001!"
    origin: str = ORIGIN
    flags: AuthenticatorData.FLAG = VERIFIED
    counts: bool = True
    algorithm: str = "ES256"
    count: int = 0
    user_handle: str = ""

    def __post_init__(self) -> None:
        self._ec = ec.generate_private_key(ec.SECP256R1())
        self._rsa = rsa.generate_private_key(65537, 2048) if self.algorithm == "RS256" else None

    def create(self, options: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """Create a passkey; a `RegistrationResponseJSON`."""
        options = {**options, **changes}
        self.user_handle = options["user"]["id"]
        attested = AttestedCredentialData.create(
            Aaguid.NONE, self.credential_id, self._public_key()
        )
        data = AuthenticatorData.create(
            sha256(options["rp"]["id"].encode()).digest(),
            self.flags | AuthenticatorData.FLAG.AT,
            self.count,
            attested,
        )
        client_data = CollectedClientData.create(
            changes.get("type", CollectedClientData.TYPE.CREATE),
            options["challenge"],
            self.origin,
        )
        return {
            **self._credential(),
            "response": {
                "clientDataJSON": websafe_encode(client_data),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
                "transports": ["internal", "hybrid"],
                "publicKeyAlgorithm": -7,
                "authenticatorData": websafe_encode(data),
            },
        }

    def get(self, options: Mapping[str, Any], **changes: Any) -> str:
        """Sign a challenge; an `AuthenticationResponseJSON`, as text."""
        options = {**options, **changes}
        self.count += self.counts
        data = AuthenticatorData.create(
            sha256(options["rpId"].encode()).digest(), self.flags, self.count
        )
        client_data = CollectedClientData.create(
            CollectedClientData.TYPE.GET, options["challenge"], self.origin
        )
        signature = self._sign(data + sha256(client_data).digest())
        return json.dumps(
            {
                **self._credential(),
                "response": {
                    "clientDataJSON": websafe_encode(client_data),
                    "authenticatorData": websafe_encode(data),
                    "signature": websafe_encode(signature),
                    "userHandle": self.user_handle,
                },
            }
        )

    def _credential(self) -> dict[str, Any]:
        text = websafe_encode(self.credential_id)
        return {
            "id": text,
            "rawId": text,
            "type": "public-key",
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }

    def _public_key(self) -> CoseKey:
        key: CoseKey
        if self._rsa:
            key = RS256.from_cryptography_key(self._rsa.public_key())  # type: ignore[no-untyped-call] # fido2 has no type for it
            return key
        if self.algorithm == "EdDSA":
            return EdDSA({1: 1, 3: -8, -1: 6, -2: b"x" * 32})
        key = ES256.from_cryptography_key(self._ec.public_key())  # type: ignore[no-untyped-call] # fido2 has no type for it
        return key

    def _sign(self, message: bytes) -> bytes:
        if self._rsa:
            return self._rsa.sign(message, PKCS1v15(), SHA256())
        return self._ec.sign(message, ec.ECDSA(SHA256()))


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding."""
    return bytes(websafe_decode(text))
