"""Access and ID tokens (RS256), and the refresh tokens that renew them.

Claims: Cognito's developer guide, "Understanding the JSON web tokens". A sign-in is a row of
`grants`. All of its tokens carry its `origin_jti`, so revoking them is one update.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import jwt

from user_pool.errors import ServiceError, not_authorized
from user_pool.signing_keys import SigningKey, signing_key
from user_pool.users import User, from_row

if TYPE_CHECKING:
    import sqlite3

    from user_pool.context import Call

_SCOPE = "aws.cognito.signin.user.admin"


def sign_in(db: sqlite3.Connection, call: Call, user: User) -> dict[str, Any]:
    """Start a sign-in.

    Returns:
        Cognito's `AuthenticationResult` with all three tokens.
    """
    refresh_token = _new_refresh_token(call)
    grant = {
        "origin_jti": call.environment.new_uuid(),
        "auth_time": int(call.now),
    }
    db.execute("DELETE FROM grants WHERE expires_at <= ?", (call.now - 86_400,))
    db.execute(
        "INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?, 0)",
        (
            grant["origin_jti"],
            call.client.id,
            user.sub,
            _hash(refresh_token),
            grant["auth_time"],
            call.now + call.client.refresh_token_validity,
        ),
    )
    return _result(db, call, user, grant) | {"RefreshToken": refresh_token}


def refresh(db: sqlite3.Connection, call: Call, refresh_token: str) -> tuple[User, dict[str, Any]]:
    """Renew a sign-in.

    Returns:
        The user, and an `AuthenticationResult`, with another refresh token if the client rotates
        them.

    Raises:
        ServiceError: `NotAuthorizedException`, and `RefreshTokenReuseException` for a token that
            was rotated.
    """
    grant = find_grant(db, refresh_token)
    if grant is None or grant["client_id"] != call.client.id:
        raise not_authorized("Invalid Refresh Token")
    if grant["revoked"]:
        raise not_authorized("Refresh Token has been revoked")
    if grant["expires_at"] <= call.now:
        raise not_authorized("Refresh Token has expired")
    if grant["valid_until"] is not None and grant["valid_until"] <= call.now:
        raise ServiceError("RefreshTokenReuseException", "Refresh token has been invalidated")
    user = from_row(grant)
    result = _result(db, call, user, dict(grant))
    if call.client.rotation_grace_period is None:
        return user, result
    return user, result | {"RefreshToken": _rotate(db, call, grant, refresh_token)}


def _rotate(db: sqlite3.Connection, call: Call, grant: sqlite3.Row, refresh_token: str) -> str:
    """Replace a refresh token, which stays valid for the grace period."""
    new = _new_refresh_token(call)
    until = call.now + (call.client.rotation_grace_period or 0)
    if grant["valid_until"] is not None:
        until = grant["valid_until"]  # a retry does not prolong the grace period
    db.executemany(
        "INSERT OR REPLACE INTO rotated_refresh_tokens VALUES (?, ?, ?)",
        [
            (_hash(refresh_token), grant["origin_jti"], until),
            (_hash(new), grant["origin_jti"], None),
        ],
    )
    return new


def find_grant(db: sqlite3.Connection, refresh_token: str) -> sqlite3.Row | None:
    """Find the sign-in of a refresh token, joined with its user and the token's end."""
    row: sqlite3.Row | None = db.execute(
        "SELECT grants.*, users.*, rotated.valid_until FROM grants JOIN users USING (sub)"
        " LEFT JOIN rotated_refresh_tokens AS rotated"
        " ON rotated.origin_jti = grants.origin_jti AND rotated.hash = ?1"
        " WHERE refresh_hash = ?1 OR rotated.hash = ?1",
        (_hash(refresh_token),),
    ).fetchone()
    return row


def revoke(db: sqlite3.Connection, origin_jti: str) -> None:
    """End one sign-in."""
    db.execute("UPDATE grants SET revoked = 1 WHERE origin_jti = ?", (origin_jti,))


def revoke_all(db: sqlite3.Connection, sub: str) -> None:
    """End all of a user's sign-ins."""
    db.execute("UPDATE grants SET revoked = 1 WHERE sub = ?", (sub,))


def authenticate(db: sqlite3.Connection, call: Call) -> tuple[Call, User]:
    """Find the owner of the request's `AccessToken`.

    Returns:
        The call as the token's client makes it, and the token's user.

    Raises:
        ServiceError: `NotAuthorizedException` for a token that is forged, expired or revoked, as
            the tokens of deleted and disabled users are.
    """
    claims = access_claims(db, call.request["AccessToken"])
    if claims is None:
        raise not_authorized("Invalid Access Token")
    if claims["exp"] <= call.now:
        raise not_authorized("Access Token has expired")
    grant = db.execute(
        "SELECT * FROM grants JOIN users USING (sub) WHERE origin_jti = ?", (claims["origin_jti"],)
    ).fetchone()
    if grant is None or grant["revoked"]:
        raise not_authorized("Access Token has been revoked")
    return call.made_by(grant["client_id"]), from_row(grant)


def access_claims(db: sqlite3.Connection, token: str) -> dict[str, Any] | None:
    """Return the claims of a genuine access token of any age, or None.

    The signature shows that the issuer is one of the pool's own.
    """
    try:
        unverified = jwt.decode(token, options={"verify_signature": False})
        pool_id = str(unverified["iss"]).rpartition("/")[2]
        row = db.execute("SELECT pem FROM signing_keys WHERE user_pool_id = ?", (pool_id,))
        key = SigningKey.load(row.fetchone()["pem"])
        claims = jwt.decode(
            token,
            key.public,
            algorithms=["RS256"],
            # The caller checks times against the injected clock. Access tokens have no audience.
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
    except (jwt.InvalidTokenError, KeyError, TypeError):
        return None
    return claims if claims.get("token_use") == "access" else None


def _result(
    db: sqlite3.Connection, call: Call, user: User, grant: dict[str, Any]
) -> dict[str, Any]:
    pool, client = call.pool, call.client
    now = int(call.now)
    key = signing_key(db, pool.id)
    shared = {
        "sub": user.sub,
        "iss": call.environment.issuer(pool),
        "origin_jti": grant["origin_jti"],
        "event_id": call.environment.new_uuid(),
        "auth_time": grant["auth_time"],
        "iat": now,
    }
    access = shared | {
        "jti": call.environment.new_uuid(),
        "token_use": "access",
        "client_id": client.id,
        "username": user.username,
        "scope": _SCOPE,
        "exp": now + client.access_token_validity,
    }
    identity = shared | _identity(user) | {
        "jti": call.environment.new_uuid(),
        "token_use": "id",
        "aud": client.id,
        "cognito:username": user.username,
        "exp": now + client.id_token_validity,
    }  # fmt: skip
    return {
        "AccessToken": key.sign(access),
        "IdToken": key.sign(identity),
        "ExpiresIn": client.access_token_validity,
        "TokenType": "Bearer",
    }


def _identity(user: User) -> dict[str, Any]:
    """Return a user's attributes as claims, with booleans and numbers in JSON's types."""
    claims: dict[str, Any] = {}
    for name, value in user.attributes.items():
        if name.endswith("_verified"):
            claims[name] = value == "true"
        elif name == "updated_at":
            claims[name] = int(value)
        else:
            claims[name] = value
    return claims


def _new_refresh_token(call: Call) -> str:
    return urlsafe_b64encode(call.environment.token_bytes(96)).decode()


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
