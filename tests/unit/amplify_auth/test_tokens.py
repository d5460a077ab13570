import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from amplify_auth import (
    Auth,
    NetworkError,
    Tokens,
    TokenVerificationError,
    configure,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    CLIENT_ID,
    ISSUER,
    NOW,
    POOL_ID,
    SUB,
    Clock,
    FakeCognito,
    public_jwk,
)

OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def verify(auth: Auth, cognito: FakeCognito, **tokens: Any) -> Tokens:
    result = cognito.tokens()["AuthenticationResult"] | tokens
    return auth.verifier.verify(result)


@pytest.mark.asvs("6.8.2")
@pytest.mark.asvs("9.1.1")
def test_returns_the_claims_of_a_good_id_token(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    tokens = verify(make_auth(), cognito)
    assert tokens.claims["sub"] == SUB
    assert tokens.claims["email"] == "ana@example.com"
    assert tokens.refresh_token == "refresh-token"
    assert cognito.key_set_urls == [
        f"https://cognito-idp.eu-west-1.amazonaws.com/{POOL_ID}/.well-known/jwks.json"
    ]


def test_accepts_both_forms_of_the_pools_issuer(auth: Auth, cognito: FakeCognito) -> None:
    updated = ISSUER.replace("cognito-idp", "issuer-cognito-idp")
    for issuers in ((updated, updated), (ISSUER, updated)):
        access, identity = issuers
        tokens = verify(
            auth,
            cognito,
            AccessToken=cognito.token("access", iss=access),
            IdToken=cognito.token("id", iss=identity),
        )
        assert tokens.claims["sub"] == SUB


@pytest.mark.asvs("9.2.4")
@pytest.mark.parametrize(
    "issuer",
    [
        ISSUER + "3",
        ISSUER + "/",
        ISSUER.upper(),
        ISSUER.replace("https", "http"),
        ISSUER.replace("cognito-idp", "issuer.cognito-idp"),
        ISSUER.replace("cognito-idp", "xissuer-cognito-idp"),
        ISSUER.replace("eu-west-1.amazonaws", "us-east-1.amazonaws"),
        ISSUER.replace("amazonaws.com", "amazonaws.com.evil.example"),
        ISSUER.replace(POOL_ID, "eu-west-1_Another12"),
        ISSUER.replace(POOL_ID, ""),
        f"https://issuer-cognito-idp.eu-west-1.amazonaws.com/{POOL_ID}3",
        POOL_ID,
        "",
        [ISSUER],
        {ISSUER: 1},
        1,
        True,
    ],
    ids=str,
)
def test_refuses_every_other_issuer(issuer: object, auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=cognito.token("id", iss=issuer))


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        pytest.param("token_use", "access", id="use", marks=pytest.mark.asvs("9.2.2")),
        pytest.param("aud", "another-client", id="audience", marks=pytest.mark.asvs("9.2.3")),
        pytest.param("aud", [CLIENT_ID], id="audiences", marks=pytest.mark.asvs("9.2.3")),
        pytest.param("iss", ISSUER + "3", id="issuer", marks=pytest.mark.asvs("9.2.4")),
        pytest.param("exp", NOW - 30, id="expired", marks=pytest.mark.asvs("9.2.1")),
        pytest.param("exp", "never", id="no expiry date", marks=pytest.mark.asvs("9.2.1")),
        pytest.param("iat", NOW + 31, id="from the future", marks=pytest.mark.asvs("9.2.1")),
        pytest.param("iat", True, id="no issue date", marks=pytest.mark.asvs("9.2.1")),
        pytest.param("nbf", NOW + 31, id="not yet valid", marks=pytest.mark.asvs("9.2.1")),
        pytest.param("sub", "another-user", id="another user's access token"),
        pytest.param("sub", None, id="nobody"),
        pytest.param("exp", None, id="no expiry"),
        pytest.param("iat", None, id="no issue"),
        pytest.param("aud", None, id="no audience"),
        pytest.param("token_use", None, id="no use"),
    ],
)
def test_refuses_an_id_token_with_a_wrong_claim(
    claim: str, value: object, auth: Auth, cognito: FakeCognito
) -> None:
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=cognito.token("id", **{claim: value}))


@pytest.mark.asvs("9.2.2")
@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("token_use", "id"),
        ("client_id", "another-client"),
        ("iss", ISSUER + "3"),
        ("exp", NOW - 30),
    ],
)
def test_refuses_an_access_token_with_a_wrong_claim(
    claim: str, value: object, auth: Auth, cognito: FakeCognito
) -> None:
    with pytest.raises(TokenVerificationError, match=r"^TokenVerificationError: The access token"):
        verify(auth, cognito, AccessToken=cognito.token("access", **{claim: value}))


def test_allows_for_clocks_that_differ_a_little(auth: Auth, cognito: FakeCognito) -> None:
    verify(auth, cognito, IdToken=cognito.token("id", exp=NOW - 29, iat=NOW + 30))


@pytest.mark.asvs("9.1.2")
def test_refuses_an_unsigned_token(auth: Auth, cognito: FakeCognito) -> None:
    claims = jwt.decode(cognito.token("id"), options={"verify_signature": False})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": "1"})
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=unsigned)


@pytest.mark.asvs("9.1.2")
def test_refuses_a_token_signed_with_the_public_key_as_a_secret(
    auth: Auth, cognito: FakeCognito
) -> None:
    _, payload, _ = cognito.token("id").split(".")
    header = encoded(json.dumps({"alg": "HS256", "kid": "1"}).encode())
    secret = cognito.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signature = encoded(hmac.digest(secret, f"{header}.{payload}".encode(), hashlib.sha256))
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=f"{header}.{payload}.{signature}")


@pytest.mark.asvs("9.1.2")
def test_refuses_other_rsa_algorithms(auth: Auth, cognito: FakeCognito) -> None:
    claims = jwt.decode(cognito.token("id"), options={"verify_signature": False})
    signed = jwt.encode(claims, cognito.key, algorithm="PS256", headers={"kid": "1"})
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=signed)


@pytest.mark.asvs("9.1.1")
def test_refuses_another_keys_signature(auth: Auth, cognito: FakeCognito) -> None:
    forger = replace(cognito, key=OTHER_KEY)
    with pytest.raises(TokenVerificationError, match="InvalidSignatureError"):
        verify(auth, cognito, IdToken=forger.token("id"))


@pytest.mark.asvs("9.1.3")
def test_does_not_look_at_keys_that_a_token_brings(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    forger = replace(cognito, key=OTHER_KEY)
    brought = {"jku": "https://evil.example/jwks.json", "jwk": public_jwk(OTHER_KEY)}
    with pytest.raises(TokenVerificationError):
        verify(make_auth(), cognito, IdToken=forger.token("id", brought))
    assert [url.split("/")[2] for url in cognito.key_set_urls] == [
        "cognito-idp.eu-west-1.amazonaws.com"
    ]


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.", "\ud800", "é.é.é", None, 1, True, [], {}],
    ids=ascii,
)
def test_refuses_what_is_no_token(token: Any, auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=token)
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, AccessToken=token)


@pytest.mark.parametrize("kid", [None, 1, ["1"], {}, "", "2"], ids=str)
def test_refuses_a_key_that_is_none_of_the_pools(
    kid: object, auth: Auth, cognito: FakeCognito
) -> None:
    header, payload, signature = cognito.token("id").split(".")
    header = encoded(json.dumps({"alg": "RS256", "kid": kid}).encode())
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=f"{header}.{payload}.{signature}")


@pytest.mark.parametrize("payload", [b"null", b"[]", b'""', b"\xff", b"[" * 100_000], ids=ascii)
def test_refuses_a_payload_that_is_no_object(
    payload: bytes, auth: Auth, cognito: FakeCognito
) -> None:
    token = jwt.PyJWS().encode(payload, cognito.key, "RS256", {"kid": "1"})
    with pytest.raises(TokenVerificationError):
        verify(auth, cognito, IdToken=token)


def test_refuses_a_result_without_tokens(auth: Auth) -> None:
    with pytest.raises(TokenVerificationError):
        auth.verifier.verify({})


@pytest.mark.asvs("16.2.5")
def test_shows_no_token(auth: Auth, cognito: FakeCognito) -> None:
    token = cognito.token("id", exp=NOW - 60)
    with pytest.raises(TokenVerificationError) as raised:
        verify(auth, cognito, IdToken=token)
    assert str(raised.value) == "TokenVerificationError: The id token is not valid: exp."
    assert raised.value.__context__ is None
    tokens = verify(auth, cognito)
    assert repr(tokens) == "Tokens()"
    assert Tokens.from_dict(json.loads(json.dumps(tokens.to_dict()))) == tokens


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class KeySets:
    """The pool's key set as it changes, and how often it was requested."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.requests = 0
        self.key_set: Any = {"keys": keys}

    def __call__(self, _url: str) -> Mapping[str, Any]:
        self.requests += 1
        key_set: Mapping[str, Any] = self.key_set
        return key_set


@pytest.fixture
def key_sets(cognito: FakeCognito) -> KeySets:
    return KeySets(public_jwk(cognito.key))


@pytest.fixture
def verify_with(
    make_auth: MakeAuth, cognito: FakeCognito, clock: Clock, key_sets: KeySets
) -> Callable[[str], Tokens]:
    """Verify tokens that name a key, against the key sets."""
    auth = configure(make_auth().outputs, fetch_jwks=key_sets, clock=clock)

    def verify_with(key_id: str) -> Tokens:
        exp = clock.now + 3600
        return auth.verifier.verify(
            {
                "AccessToken": cognito.token("access", {"kid": key_id}, exp=exp),
                "IdToken": cognito.token("id", {"kid": key_id}, exp=exp),
            }
        )

    return verify_with


def test_keys_are_fetched_once(
    verify_with: Callable[[str], Tokens], key_sets: KeySets, clock: Clock
) -> None:
    verify_with("1")
    clock.advance(86_400)
    verify_with("1")
    assert key_sets.requests == 1


def test_a_new_key_is_found_but_made_up_ids_cause_no_traffic(
    verify_with: Callable[[str], Tokens], cognito: FakeCognito, key_sets: KeySets, clock: Clock
) -> None:
    verify_with("1")
    key_sets.key_set = {"keys": [public_jwk(cognito.key, "1"), public_jwk(cognito.key, "2")]}
    clock.advance(9)
    for made_up in ("2", "3", ""):
        with pytest.raises(TokenVerificationError):
            verify_with(made_up)
    assert key_sets.requests == 1
    clock.advance(1)
    assert verify_with("2").claims["sub"] == SUB
    assert key_sets.requests == 2


def test_keys_for_other_algorithms_are_ignored(
    verify_with: Callable[[str], Tokens], key_sets: KeySets
) -> None:
    key_sets.key_set = {"keys": [{"kid": "1", "kty": "oct", "k": "c2VjcmV0"}]}
    with pytest.raises(TokenVerificationError):
        verify_with("1")


@pytest.mark.parametrize(
    "key_set",
    [
        {},
        {"keys": None},
        {"keys": ["x"]},
        {"keys": [{"kty": "RSA"}]},
        {"keys": [{"kty": "RSA", "kid": "1"}]},
        {"keys": [{"kty": "RSA", "kid": "1", "n": "AQ", "e": "AQ"}]},
        {"keys": [{"kty": "RSA", "kid": "1", "n": "", "e": ""}]},
        {"keys": [{"kty": "RSA", "kid": "1", "n": 1, "e": 2}]},
        {"keys": [{"kty": "RSA", "kid": ["1"], "n": "AQ", "e": "AQ"}]},
        {"keys": {"kty": "RSA"}},
        [],
        None,
    ],
)
def test_a_key_set_that_cannot_be_read_is_a_network_error(
    key_set: object, verify_with: Callable[[str], Tokens], key_sets: KeySets
) -> None:
    key_sets.key_set = key_set
    with pytest.raises(NetworkError):
        verify_with("1")


@contextmanager
def serving(status: int, content: bytes) -> Iterator[str]:
    """Serve one document on this machine, and yield the URL of the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_keys_come_over_the_network(
    make_auth: MakeAuth, clock: Clock, cognito: FakeCognito
) -> None:
    content = json.dumps({"keys": [public_jwk(cognito.key)]}).encode()
    with serving(200, content) as url:
        outputs = make_auth(custom={"auth": {"user_pool_endpoint": url}}).outputs
        assert verify(configure(outputs, clock=clock), cognito).claims["sub"] == SUB


@pytest.mark.parametrize(
    ("status", "content"),
    [(404, b"{}"), (500, b"{}"), (302, b'{"keys": []}'), (200, b"<html>"), (200, b"[" * 200_000)],
)
def test_no_key_set_is_a_network_error(
    status: int, content: bytes, make_auth: MakeAuth, clock: Clock, cognito: FakeCognito
) -> None:
    with serving(status, content) as url:
        outputs = make_auth(custom={"auth": {"user_pool_endpoint": url}}).outputs
        with pytest.raises(NetworkError):
            verify(configure(outputs, clock=clock), cognito)


def test_no_server_is_a_network_error(
    make_auth: MakeAuth, clock: Clock, cognito: FakeCognito
) -> None:
    with serving(200, b"") as url:
        outputs = make_auth(custom={"auth": {"user_pool_endpoint": url}}).outputs
    with pytest.raises(NetworkError):
        verify(configure(outputs, clock=clock), cognito)
