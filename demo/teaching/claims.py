"""Claims of a user's tokens, each with a sentence that explains it."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from amplify_auth import Tokens

EXPLANATIONS: Mapping[str, str] = MappingProxyType(
    {
        "sub": "The user's id in the pool. It never changes.",
        "iss": "The pool that issued the token.",
        "aud": "The app client that the ID token is for.",
        "client_id": "The app client that the access token is for.",
        "token_use": "The kind of token, so that neither can be used as the other.",
        "auth_time": "When the user signed in.",
        "iat": "When the token was issued.",
        "exp": "When the token expires.",
        "jti": "The token's own id.",
        "origin_jti": "The id of the sign-in. Revoking the refresh token revokes all its tokens.",
        "event_id": "The id of the request that signed in.",
        "scope": "What the access token may be used for.",
        "username": "The user's name in the pool.",
        "cognito:username": "The user's name in the pool.",
        "cognito:groups": "The groups that the user is in.",
        "email": "The email address.",
        "email_verified": "Whether the email address is verified.",
        "phone_number": "The phone number.",
        "phone_number_verified": "Whether the phone number is verified.",
    }
)
ATTRIBUTE = "An attribute of the user."
TIMES = {"auth_time", "exp", "iat"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a token.

    Attributes:
        name: Its name.
        value: Its value as text.
        explanation: Its meaning.
    """

    name: str
    value: str
    explanation: str


def token_claims(tokens: Tokens) -> dict[str, dict[str, Any]]:
    """Return the claims of the ID token and of the access token, which the helper has verified."""
    return {
        "ID token": dict(tokens.claims),
        "Access token": json.loads(_decoded(tokens.access_token.split(".")[1])),
    }


def explained(claims: Mapping[str, Any]) -> list[Claim]:
    """Return a token's claims with their explanations."""
    return [
        Claim(name, _text(name, value), EXPLANATIONS.get(name, ATTRIBUTE))
        for name, value in claims.items()
    ]


def _text(name: str, value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if name in TIMES and isinstance(value, int | float):
        return f"{text} ({datetime.fromtimestamp(value, UTC):%H:%M:%S} UTC)"
    return text


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
