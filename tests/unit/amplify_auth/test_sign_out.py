import jwt
import pytest

from amplify_auth import Auth, SignOutOptions, Tokens, UnsupportedOperationException, sign_out
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import CLIENT_ID, REVOCABLE, FakeCognito


def access_token(**claims: object) -> str:
    return jwt.encode(claims, "a key of thirty-two bytes or more.", "HS256")


TOKENS = Tokens(access_token=REVOCABLE, id_token="id", refresh_token="refresh", claims={})


def test_revokes_the_refresh_token(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("RevokeToken")
    sign_out(auth, TOKENS)
    assert cognito.last == {"ClientId": CLIENT_ID, "Token": "refresh"}


def test_proves_that_it_is_the_client(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    secret = "a-client-secret-of-24-characters"
    cognito.answers("RevokeToken")
    sign_out(make_auth(client_secret=secret), TOKENS)
    assert cognito.last == {"ClientId": CLIENT_ID, "ClientSecret": secret, "Token": "refresh"}


def test_signs_out_everywhere(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("GlobalSignOut")
    sign_out(auth, TOKENS, options=SignOutOptions(global_sign_out=True))
    assert cognito.last == {"AccessToken": REVOCABLE}


def test_has_nothing_to_do_without_a_refresh_token(auth: Auth, cognito: FakeCognito) -> None:
    sign_out(auth, Tokens(REVOCABLE, "id", None, {}))
    assert cognito.operations == []


# amplify-js signOut.ts revokes only tokens with this claim.
@pytest.mark.parametrize(
    "token",
    [
        access_token(),
        access_token(origin_jti=""),
        access_token(origin_jti=None),
        access_token(jti="1"),
        "",
        "x",
        "a.b.c",
        "a.W10.c",
        "a.\ud800.c",
    ],
    ids=ascii,
)
def test_sends_nothing_for_tokens_that_cannot_be_revoked(
    token: str, auth: Auth, cognito: FakeCognito
) -> None:
    sign_out(auth, Tokens(token, "id", "refresh", {}))
    assert cognito.operations == []


def test_tells_when_cognito_refuses(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("RevokeToken", "UnsupportedOperationException", "Revocation is not enabled.")
    with pytest.raises(UnsupportedOperationException):
        sign_out(auth, TOKENS)
