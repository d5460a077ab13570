"""A fake Cognito that gives the answers a test sets, and records the requests."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jwt
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

NOW = 1_800_000_000.0
CLIENT_ID = "1example23456789"
POOL_ID = "eu-west-1_Example12"
ISSUER = f"https://cognito-idp.eu-west-1.amazonaws.com/{POOL_ID}"
ANA = "ana@example.com"
PASSWORD = "correct horse 1 Battery!"
SESSION = "s" * 20
DELIVERY = {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
SUB = "34c84488-e0e1-70ae-d2ee-991ad1a898c8"
# An access token of a client that can revoke its tokens.
REVOCABLE = jwt.encode({"origin_jti": "1"}, "a key of thirty-two bytes or more.", "HS256")
CREATION_OPTIONS = {
    "challenge": "Y2hhbGxlbmdl",
    "rp": {"id": "localhost", "name": "localhost"},
    "user": {"id": "YW5h", "name": "ana", "displayName": ""},
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
}
REQUEST_OPTIONS = {"challenge": "Y2hhbGxlbmdl", "rpId": "localhost", "allowCredentials": []}
WEB_AUTHN = {
    "ChallengeName": "WEB_AUTHN",
    "ChallengeParameters": {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(REQUEST_OPTIONS)},
}
# Members that every answer has.
ALWAYS: dict[str, dict[str, Any]] = {
    "ForgotPassword": {"CodeDeliveryDetails": DELIVERY},
    "GetUser": {"Username": SUB, "UserAttributes": []},
    "SignUp": {"UserConfirmed": False, "UserSub": SUB},
    "VerifySoftwareToken": {"Status": "SUCCESS"},
}


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class Request:
    operation: str
    body: dict[str, Any]
    url: str
    headers: Mapping[str, str]


class Body(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


@dataclass
class FakeCognito:
    key: rsa.RSAPrivateKey
    requests: list[Request] = field(default_factory=list)
    key_set_urls: list[str] = field(default_factory=list)
    clients: list["CognitoIdentityProviderClient"] = field(default_factory=list)
    _answers: list[tuple[str, bytes | Exception, int]] = field(default_factory=list)

    def prepare(self, client: "CognitoIdentityProviderClient") -> None:
        self.clients.append(client)
        client.meta.events.register("before-send.cognito-idp", self._send)  # type: ignore[arg-type] # an answer is allowed here

    def answers(
        self, operation: str, body: dict[str, Any] | None = None, *, status: int = 200
    ) -> None:
        answer = ALWAYS.get(operation, {}) | (body or {})
        self.answers_raw(operation, json.dumps(answer).encode(), status)

    def refuses(self, operation: str, code: str, message: str = "", status: int = 400) -> None:
        body = json.dumps({"__type": code, "message": message}).encode()
        self.answers_raw(operation, body, status)

    def answers_raw(self, operation: str, body: bytes, status: int) -> None:
        self._answers.append((operation, body, status))

    def fails(self, operation: str, error: Exception) -> None:
        self._answers.append((operation, error, 0))

    @property
    def operations(self) -> list[str]:
        return [request.operation for request in self.requests]

    @property
    def is_done(self) -> bool:
        return not self._answers

    @property
    def last(self) -> dict[str, Any]:
        return self.requests[-1].body

    def fetch_jwks(self, url: str) -> Mapping[str, Any]:
        self.key_set_urls.append(url)
        return {"keys": [public_jwk(self.key)]}

    def token(self, use: str, headers: dict[str, Any] | None = None, /, **changes: object) -> str:
        claims = {
            "sub": SUB,
            "origin_jti": "1",
            "iss": ISSUER,
            "token_use": use,
            "iat": NOW,
            "exp": NOW + 3600,
            **({"aud": CLIENT_ID} if use == "id" else {"client_id": CLIENT_ID}),
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        # Below jwt.encode(), which refuses to make tokens with wrong claims.
        return jwt.PyJWS().encode(
            json.dumps(kept).encode(), self.key, "RS256", {"kid": "1", **(headers or {})}
        )

    def tokens(self, **id_claims: object) -> dict[str, Any]:
        return {
            "AuthenticationResult": {
                "AccessToken": self.token("access"),
                "IdToken": self.token("id", email="ana@example.com", **id_claims),
                "RefreshToken": "refresh-token",
                "ExpiresIn": 3600,
                "TokenType": "Bearer",
            },
            "ChallengeParameters": {},
        }

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        headers = {name: _text(value) for name, value in request.headers.items()}
        operation = headers["X-Amz-Target"].rpartition(".")[2]
        body = json.loads(_text(request.body))
        self.requests.append(Request(operation, body, str(request.url), headers))
        expected, answer, status = self._answers.pop(0)
        assert operation == expected
        if isinstance(answer, Exception):
            raise answer
        raw = Body(answer)
        request_id = {"x-amzn-RequestId": "request-1"}
        return AWSResponse(str(request.url), status, request_id, raw)  # type: ignore[arg-type] # any stream


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def public_jwk(key: rsa.RSAPrivateKey, kid: str = "1") -> dict[str, Any]:
    jwk: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {**jwk, "kid": kid, "alg": "RS256", "use": "sig"}
