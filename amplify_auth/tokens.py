"""Tokens of a signed-in user, and their verification."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from amplify_auth.errors import TokenVerificationError
from amplify_auth.jwks import Jwks

LEEWAY = 30
"""Seconds by which this clock and Cognito's may differ."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A signed-in user's tokens. They are secrets, so keep them on the server.

    Attributes:
        access_token: Authorises the user's own operations at Cognito.
        id_token: Identifies the user.
        refresh_token: Gets new tokens. `sign_out` revokes it. None when Cognito sent none.
        claims: The verified ID token's claims, such as `sub` and `email`.
    """

    access_token: str = field(repr=False)
    id_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)

    @property
    def are_revocable(self) -> bool:
        """Whether Cognito can revoke them. The access token then has the claim `origin_jti`."""
        try:
            payload = self.access_token.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
        except (AttributeError, LookupError, ValueError):
            return False
        return isinstance(claims, dict) and bool(claims.get("origin_jti"))

    def to_dict(self) -> dict[str, Any]:
        """Return the tokens as JSON's own types."""
        return {
            "access_token": self.access_token,
            "id_token": self.id_token,
            "refresh_token": self.refresh_token,
            "claims": dict(self.claims),
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Return the tokens that `to_dict` was called on."""
        return cls(**value)


class TokenVerifier:
    """Verifier of a pool's tokens.

    Source: the Cognito developer guide, "Verifying a JSON web token".

    Args:
        issuers: The pool's `iss`, in each of its forms.
        client_id: The app client that the tokens must be for.
        jwks: The pool's public keys.
        clock: Returns seconds since 1970.
    """

    def __init__(
        self,
        *,
        issuers: Sequence[str],
        client_id: str,
        jwks: Jwks,
        clock: Callable[[], float],
    ) -> None:
        self._issuers = issuers
        self._client_id = client_id
        self._jwks = jwks
        self._clock = clock

    def verify(self, result: Mapping[str, Any]) -> Tokens:
        """Verify an `AuthenticationResult` and return its tokens.

        Args:
            result: Cognito's `AuthenticationResult`.

        Raises:
            TokenVerificationError: The ID or access token has a wrong signature, algorithm, issuer,
                audience, use or date, or the two belong to different users.
            NetworkError: The pool's public keys could not be fetched.
        """
        access_token, id_token = result.get("AccessToken", ""), result.get("IdToken", "")
        access = self._claims(access_token, use="access", client="client_id")
        identity = self._claims(id_token, use="id", client="aud")
        if access["sub"] != identity["sub"]:
            raise TokenVerificationError("The ID and access tokens belong to different users.")
        return Tokens(access_token, id_token, result.get("RefreshToken"), identity)

    def _claims(self, token: str, *, use: str, client: str) -> dict[str, Any]:
        """Check one token; `client` is the claim that names the app client."""
        import jwt  # noqa: PLC0415 - takes 50 ms; only tokens need it

        try:
            # The header only chooses among the pool's keys. `jku` and `jwk` are ignored, and RS256
            # is the only algorithm.
            key = self._jwks.key(jwt.get_unverified_header(token).get("kid", ""))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuers,
                # `_objection` checks the dates by our clock, and the client, whose claim varies.
                options={
                    "require": ["exp", "iat", "iss", "sub", "token_use", client],
                    "verify_aud": False,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, LookupError, RecursionError, ValueError) as error:
            reason = type(error).__name__
        else:
            reason = self._objection(claims, use=use, client=client)
            if not reason:
                return claims
        raise TokenVerificationError(f"The {use} token is not valid: {reason}.")

    def _objection(self, claims: Mapping[str, Any], *, use: str, client: str) -> str:
        """Return the names of the wrong claims, empty if all are right."""
        now = self._clock()
        wrong = {
            "token_use": claims["token_use"] != use,
            client: claims[client] != self._client_id,
            "exp": not _is_date(claims["exp"]) or claims["exp"] <= now - LEEWAY,
            "iat": not _is_date(claims["iat"]) or claims["iat"] > now + LEEWAY,
            "nbf": not _is_date(claims.get("nbf", 0)) or claims.get("nbf", 0) > now + LEEWAY,
        }
        return ", ".join(claim for claim, is_wrong in wrong.items() if is_wrong)


def _is_date(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
