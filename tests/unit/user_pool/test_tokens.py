from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jwt
import pytest

from tests.unit.user_pool.harness import (
    CLIENT_ID,
    EMAIL,
    EMAIL_POOL,
    POOL_ID,
    Pool,
    definition,
    make_pool,
)
from user_pool import ServiceError, UserPoolDefinition

if TYPE_CHECKING:
    from pathlib import Path


ISSUER = f"https://cognito-idp.eu-west-1.amazonaws.com/{POOL_ID}"


def claims(
    pool: Pool, token: str, audience: str | None = None, issuer: str = ISSUER
) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(pool.service.jwks(POOL_ID))
    decoded: dict[str, Any] = jwt.decode(
        token,
        keys[jwt.get_unverified_header(token)["kid"]],
        ["RS256"],
        audience=audience,
        issuer=issuer,
        options={"verify_exp": False, "verify_iat": False},
    )
    return decoded


def refresh(token: str) -> dict[str, Any]:
    return {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": token}}


@pytest.mark.asvs("9.2.2", "9.2.3")
def test_tokens_have_cognitos_claims_and_types(pool: Pool) -> None:
    sub = pool.sign_up(UserAttributes=[{"Name": "updated_at", "Value": "7"}])["UserSub"]
    pool.confirm()
    result = pool.sign_in()
    access = claims(pool, result["AccessToken"])
    identity = claims(pool, result["IdToken"], CLIENT_ID)
    assert access["sub"] == access["username"] == identity["cognito:username"] == sub
    assert access["client_id"] == identity["aud"] == CLIENT_ID
    assert (access["token_use"], identity["token_use"]) == ("access", "id")
    assert access["scope"] == "aws.cognito.signin.user.admin"
    assert "aud" not in access
    assert "email" not in access
    assert (identity["email"], identity["email_verified"]) == (EMAIL, True)
    assert identity["updated_at"] == 7
    assert access["auth_time"] == access["iat"] == int(pool.clock.now)
    assert access["exp"] - access["iat"] == identity["exp"] - identity["iat"] == 3600
    assert access["origin_jti"] == identity["origin_jti"] != access["jti"] != identity["jti"]


def test_a_pool_with_the_updated_issuer_takes_tokens_of_both(pool: Pool) -> None:
    pool.add_user()
    older = pool.sign_in()
    pool.configure({"IssuerConfiguration": {"Type": "UPDATED"}})
    newer = pool.sign_in()
    issuer = f"https://issuer-cognito-idp.eu-west-1.amazonaws.com/{POOL_ID}"
    claims(pool, newer["AccessToken"], issuer=issuer)
    claims(pool, newer["IdToken"], CLIENT_ID, issuer)
    for result in (older, newer):
        pool.call("GetUser", AccessToken=result["AccessToken"])


def test_a_service_may_issue_under_its_own_address(tmp_path: Path) -> None:
    pool = make_pool(tmp_path / "pool.db", issuer_base_url="http://localhost:9229/")
    pool.add_user()
    issuer = f"http://localhost:9229/{POOL_ID}"
    assert pool.service.issuer(POOL_ID) == issuer
    claims(pool, pool.sign_in()["AccessToken"], issuer=issuer)
    pool.service.close()


def test_a_refresh_keeps_the_sign_in_and_its_token(pool: Pool) -> None:
    pool.add_user()
    first = pool.sign_in()
    pool.clock.turn(hours=2)
    second = pool.call("InitiateAuth", **refresh(first["RefreshToken"]))["AuthenticationResult"]
    assert "RefreshToken" not in second
    before, after = (claims(pool, result["AccessToken"]) for result in (first, second))
    assert before["origin_jti"] == after["origin_jti"]
    assert before["auth_time"] == after["auth_time"]
    assert before["jti"] != after["jti"]
    assert after["iat"] - before["iat"] == 7200


def test_tokens_live_as_long_as_the_client_says(pool: Pool) -> None:
    pool.configure(
        client={
            "AccessTokenValidity": 10,
            "IdTokenValidity": 0,
            "RefreshTokenValidity": 1,
            "TokenValidityUnits": {"AccessToken": "minutes", "RefreshToken": "hours"},
        }
    )
    pool.add_user()
    result = pool.sign_in()
    pool.clock.turn(minutes=10, seconds=-1)
    pool.call("GetUser", AccessToken=result["AccessToken"])
    pool.clock.turn(seconds=1)
    assert pool.refused("GetUser", AccessToken=result["AccessToken"]) == (
        "NotAuthorizedException",
        "Access Token has expired",
    )
    pool.clock.turn(minutes=50, seconds=-1)
    pool.call("InitiateAuth", **refresh(result["RefreshToken"]))
    pool.clock.turn(seconds=1)
    assert pool.refused("InitiateAuth", **refresh(result["RefreshToken"])) == (
        "NotAuthorizedException",
        "Refresh Token has expired",
    )


@pytest.mark.asvs("7.4.1")
def test_revoking_ends_one_sign_in(pool: Pool) -> None:
    pool.add_user()
    one, other = pool.sign_in(), pool.sign_in()
    assert pool.call("RevokeToken", Token=one["RefreshToken"]) == {}
    assert pool.refused("GetUser", AccessToken=one["AccessToken"]) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )
    assert pool.refused("InitiateAuth", **refresh(one["RefreshToken"])) == (
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    )
    pool.call("GetUser", AccessToken=other["AccessToken"])


@pytest.mark.asvs("7.4.1")
def test_signing_out_everywhere_ends_all(pool: Pool) -> None:
    pool.add_user()
    results = [pool.sign_in(), pool.sign_in()]
    pool.call("GlobalSignOut", AccessToken=results[0]["AccessToken"])
    for result in results:
        assert pool.refused("GetUser", AccessToken=result["AccessToken"])[1].endswith("revoked")


@pytest.mark.asvs("7.4.1")
def test_signing_out_everywhere_ends_nobody_elses_sign_in(pool: Pool) -> None:
    pool.add_user()
    pool.add_user("bob@example.com")
    bob = pool.access_token("bob@example.com")
    pool.call("GlobalSignOut", AccessToken=pool.access_token())
    pool.call("GetUser", AccessToken=bob)


def test_every_pool_verifies_by_its_own_key(pool: Pool) -> None:
    for name in ("A", "Z"):
        other = UserPoolDefinition(f"eu-west-1_{name}", name, EMAIL_POOL, {})
        pool.service.ensure_user_pool(other)
        pool.service.jwks(other.user_pool_id)
    pool.add_user()
    pool.call("GetUser", AccessToken=pool.access_token())


def test_what_can_be_revoked(pool: Pool) -> None:
    pool.add_user()
    result = pool.sign_in()
    assert pool.call("RevokeToken", Token="unknown") == {}
    assert pool.refused("RevokeToken", Token=result["AccessToken"])[0] == (
        "UnsupportedTokenTypeException"
    )
    pool.service.ensure_user_pool(UserPoolDefinition(POOL_ID, "another", {}, {}))
    pool.configure()
    other = {"ClientId": "another", "Token": result["RefreshToken"]}
    assert pool.refused("RevokeToken", **other)[0] == "UnauthorizedException"
    assert pool.refused("InitiateAuth", ClientId="another", **refresh(result["RefreshToken"])) == (
        "NotAuthorizedException",
        "Invalid Refresh Token",
    )


def test_a_secret_client_revokes_with_its_secret(pool: Pool) -> None:
    pool.configure(client={"ClientSecret": "s" * 32})
    assert pool.refused("RevokeToken", Token="unknown")[0] == "UnauthorizedException"
    assert pool.call("RevokeToken", Token="unknown", ClientSecret="s" * 32) == {}


@pytest.mark.asvs("9.1.2")
def test_only_the_pools_own_access_tokens_are_taken(pool: Pool) -> None:
    pool.add_user()
    result = pool.sign_in()
    genuine = claims(pool, result["AccessToken"])
    header, payload, signature = result["AccessToken"].split(".")
    elsewhere = genuine | {"iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other"}
    forged = [
        "not-a-token",
        result["IdToken"],
        f"{header}.{payload}.{signature[::-1]}",
        jwt.encode(genuine, "s" * 32, "HS256"),
        jwt.encode(genuine, "", "none"),
        jwt.encode(elsewhere, "s" * 32, "HS256"),
        jwt.encode({"sub": "x"}, "s" * 32, "HS256"),
    ]
    for token in forged:
        assert pool.refused("GetUser", AccessToken=token) == (
            "NotAuthorizedException",
            "Invalid Access Token",
        )


@pytest.mark.asvs("7.2.3")
def test_a_refresh_token_has_768_bits_and_a_sign_in_an_id(pool: Pool) -> None:
    pool.add_user()
    result = pool.sign_in()
    assert re.fullmatch(r"[A-Za-z0-9_-]{128}", result["RefreshToken"])
    tokens = {"AccessToken": None, "IdToken": CLIENT_ID}
    ids = {claims(pool, result[name], to)["event_id"] for name, to in tokens.items()}
    assert len(ids) == 1


def test_another_sign_in_ends_none_that_is_about_to_expire(pool: Pool) -> None:
    hours = {"RefreshToken": "hours"}
    pool.configure(client={"RefreshTokenValidity": 2, "TokenValidityUnits": hours})
    pool.add_user()
    first = pool.sign_in()["RefreshToken"]
    pool.sign_in()
    refresh = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": first}}
    assert "AuthenticationResult" in pool.call("InitiateAuth", **refresh)


def test_tokens_end_by_the_pool_s_clock_alone(pool: Pool) -> None:
    pool.clock.now = 1_000_000_000.0
    pool.add_user()
    token = pool.access_token()
    assert pool.call("GetUser", AccessToken=token)["UserAttributes"]
    pool.clock.turn(hours=1)
    expired = ("NotAuthorizedException", "Access Token has expired")
    assert pool.refused("GetUser", AccessToken=token) == expired


def test_keys_are_one_a_pool_and_stay(pool: Pool) -> None:
    first = pool.service.jwks(POOL_ID)
    assert first == pool.service.jwks(POOL_ID)
    (key,) = first["keys"]
    assert set(key) == {"alg", "e", "kid", "kty", "n", "use"}
    other = UserPoolDefinition("eu-west-1_Other", "another", {}, {})
    pool.service.ensure_user_pool(other)
    assert pool.service.jwks("eu-west-1_Other") != first
    with pytest.raises(ServiceError, match=r"User pool nowhere_1 does not exist\."):
        pool.service.jwks("nowhere_1")


def test_ensuring_a_pool_again_keeps_its_users(pool: Pool) -> None:
    pool.add_user()
    pool.service.ensure_user_pool(definition())
    pool.sign_in()


def test_newer_clients_refresh_by_an_operation_of_its_own(pool: Pool) -> None:
    pool.add_user()
    first = pool.sign_in()
    answer = pool.call("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])
    assert set(answer["AuthenticationResult"]) == {
        "AccessToken",
        "IdToken",
        "ExpiresIn",
        "TokenType",
    }
    pool.call("RevokeToken", Token=first["RefreshToken"])
    assert pool.refused("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])[1] == (
        "Refresh Token has been revoked"
    )


def rotating(pool: Pool, grace_period: int) -> str:
    """Let the client rotate refresh tokens; the first one."""
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace_period}
    pool.configure(client={"RefreshTokenRotation": rotation})
    pool.add_user()
    token: str = pool.sign_in()["RefreshToken"]
    return token


def rotate(pool: Pool, token: str) -> str:
    answer = pool.call("GetTokensFromRefreshToken", RefreshToken=token)
    rotated: str = answer["AuthenticationResult"]["RefreshToken"]
    return rotated


REUSED = ("RefreshTokenReuseException", "Refresh token has been invalidated")


def test_a_rotated_refresh_token_is_replaced_at_once(pool: Pool) -> None:
    first = rotating(pool, 0)
    second = rotate(pool, first)
    assert pool.refused("GetTokensFromRefreshToken", RefreshToken=first) == REUSED
    third = rotate(pool, second)
    assert len({first, second, third}) == 3


def test_a_retry_is_answered_within_the_grace_period(pool: Pool) -> None:
    first = rotating(pool, 10)
    lost = rotate(pool, first)
    pool.clock.turn(seconds=9)
    retried = rotate(pool, first)
    pool.clock.turn(seconds=1)
    assert pool.refused("GetTokensFromRefreshToken", RefreshToken=first) == REUSED
    rotate(pool, lost)
    rotate(pool, retried)
    assert pool.refused("GetTokensFromRefreshToken", RefreshToken=first) == REUSED


def test_rotation_keeps_the_sign_in_and_its_end(pool: Pool) -> None:
    rotation = {"Feature": "ENABLED"}
    validity = {"RefreshTokenValidity": 1, "TokenValidityUnits": {"RefreshToken": "hours"}}
    pool.configure(client={"RefreshTokenRotation": rotation, **validity})
    pool.add_user()
    first = pool.sign_in()
    pool.clock.turn(minutes=30)
    answer = pool.call("GetTokensFromRefreshToken", RefreshToken=first["RefreshToken"])
    second = answer["AuthenticationResult"]
    before, after = (claims(pool, result["AccessToken"]) for result in (first, second))
    assert before["origin_jti"] == after["origin_jti"]
    pool.clock.turn(minutes=30)
    assert pool.refused("GetTokensFromRefreshToken", RefreshToken=second["RefreshToken"]) == (
        "NotAuthorizedException",
        "Refresh Token has expired",
    )


def test_revoking_a_rotated_token_ends_the_sign_in(pool: Pool) -> None:
    second = rotate(pool, rotating(pool, 0))
    pool.call("RevokeToken", Token=second)
    assert pool.refused("GetTokensFromRefreshToken", RefreshToken=second) == (
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    )


def test_a_rotating_client_refreshes_by_the_newer_operation_only(pool: Pool) -> None:
    token = rotating(pool, 0)
    name, message = pool.refused("InitiateAuth", **refresh(token))
    assert name == "InvalidParameterException"
    assert "GetTokensFromRefreshToken" in message
