from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.user_pool.authenticator import PRESENT, Authenticator, decoded
from tests.unit.user_pool.harness import (
    CLIENT_ID,
    EMAIL,
    PASSWORD,
    Pool,
    definition,
    respond,
    user_auth,
)

WRONG = ("NotAuthorizedException", "Incorrect username or password.")
NOT_SUPPORTED = "WebAuthnCredentialNotSupportedException"


def passkeys(**configuration: str) -> dict[str, Any]:
    """A pool's settings for passkeys on localhost, by default."""
    return {
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
        "WebAuthnConfiguration": {"RelyingPartyId": "localhost"} | configuration,
    }


@pytest.fixture
def token(pool: Pool) -> str:
    """The access token of a user in a pool with passkeys."""
    pool.configure(passkeys())
    pool.add_user()
    return pool.access_token()


def start(pool: Pool, token: str) -> dict[str, Any]:
    answer = pool.call("StartWebAuthnRegistration", AccessToken=token)
    options: dict[str, Any] = answer["CredentialCreationOptions"]
    return options


def complete(pool: Pool, token: str, credential: object) -> str:
    """Complete a registration; the error's name, if there is one."""
    members = {"AccessToken": token, "Credential": credential}
    _, answer = pool.raw("CompleteWebAuthnRegistration", members)
    return str(answer.get("__type", "success"))


def register(pool: Pool, token: str, **settings: Any) -> Authenticator:
    device = Authenticator(**settings)
    pool.call(
        "CompleteWebAuthnRegistration",
        AccessToken=token,
        Credential=device.create(start(pool, token)),
    )
    return device


def challenge(pool: Pool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The WEB_AUTHN challenge, and its options."""
    answer = pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="WEB_AUTHN"))
    assert answer["ChallengeName"] == "WEB_AUTHN"
    return answer, json.loads(answer["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])


def sign_in(pool: Pool, device: Authenticator, **changes: Any) -> dict[str, Any]:
    answer, options = challenge(pool)
    signed = respond(answer, "WEB_AUTHN", CREDENTIAL=device.get(options, **changes))
    _, result = pool.raw("RespondToAuthChallenge", {"ClientId": CLIENT_ID, **signed})
    return result


@pytest.mark.asvs("6.7.2")
def test_the_options_are_those_of_cognito(pool: Pool, token: str) -> None:
    options = start(pool, token)
    sub = pool.call("GetUser", AccessToken=token)["Username"]
    assert decoded(options["user"].pop("id")).decode() == sub
    assert len(decoded(options.pop("challenge"))) == 32
    assert options == {
        "rp": {"id": "localhost", "name": "localhost"},
        "user": {"name": EMAIL, "displayName": ""},
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -7},
            {"type": "public-key", "alg": -257},
        ],
        "timeout": 60000,
        "excludeCredentials": [],
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": "preferred",
        },
    }


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_registered_passkey_signs_in(pool: Pool, token: str, algorithm: str) -> None:
    device = register(pool, token, algorithm=algorithm)
    answer = pool.call("InitiateAuth", **user_auth())
    assert answer["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"]
    chosen = respond(answer, "SELECT_CHALLENGE", ANSWER="WEB_AUTHN")
    answer = pool.call("RespondToAuthChallenge", **chosen)
    options = json.loads(answer["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])
    credential_id = start(pool, token)["excludeCredentials"][0]["id"]
    assert options["allowCredentials"] == [{"type": "public-key", "id": credential_id}]
    assert (options["rpId"], options["userVerification"]) == ("localhost", "preferred")
    signed = respond(answer, "WEB_AUTHN", CREDENTIAL=device.get(options))
    assert "AuthenticationResult" in pool.call("RespondToAuthChallenge", **signed)
    assert pool.refused("RespondToAuthChallenge", **signed) == (
        "NotAuthorizedException",
        "Invalid session for the user.",
    )


def test_credentials_are_listed_in_pages_and_deleted(pool: Pool, token: str) -> None:
    for number in range(3):
        register(pool, token, credential_id=b"passkey-%d" % number)
    page = pool.call("ListWebAuthnCredentials", AccessToken=token, MaxResults=2)
    assert page["Credentials"][0] == {
        "CredentialId": "cGFzc2tleS0w",
        "FriendlyCredentialName": "Passkey 1",
        "RelyingPartyId": "localhost",
        "AuthenticatorAttachment": "platform",
        "AuthenticatorTransports": ["internal", "hybrid"],
        "CreatedAt": page["Credentials"][0]["CreatedAt"],
    }
    assert page["Credentials"][0]["CreatedAt"].timestamp() == pool.clock.now
    rest = pool.call(
        "ListWebAuthnCredentials", AccessToken=token, MaxResults=2, NextToken=page["NextToken"]
    )
    assert len(rest["Credentials"]) == 1
    assert "NextToken" not in rest
    names = {"AccessToken": token, "CredentialId": "cGFzc2tleS0w"}
    pool.call("DeleteWebAuthnCredential", **names)
    assert pool.refused("DeleteWebAuthnCredential", **names)[0] == "ResourceNotFoundException"
    everything = pool.call("ListWebAuthnCredentials", AccessToken=token, MaxResults=0)
    assert len(everything["Credentials"]) == 2


def test_nobody_deletes_the_passkey_of_another(pool: Pool, token: str) -> None:
    register(pool, token)
    pool.add_user("bob@example.com")
    bob = pool.access_token("bob@example.com")
    (credential,) = pool.call("ListWebAuthnCredentials", AccessToken=token)["Credentials"]
    assert pool.call("ListWebAuthnCredentials", AccessToken=bob)["Credentials"] == []
    assert pool.refused(
        "DeleteWebAuthnCredential", AccessToken=bob, CredentialId=credential["CredentialId"]
    )[0] == "ResourceNotFoundException"  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "WebAuthnNotEnabledException"),
        (
            {"Policies": passkeys()["Policies"]},
            "WebAuthnConfigurationMissingException",
        ),
    ],
)
def test_the_pool_has_to_have_passkeys(pool: Pool, settings: dict[str, Any], name: str) -> None:
    pool.configure(settings)
    pool.add_user()
    token = pool.access_token()
    assert pool.refused("StartWebAuthnRegistration", AccessToken=token)[0] == name
    assert complete(pool, token, {}) == name


@pytest.mark.asvs("6.7.2")
def test_a_challenge_is_good_once_and_for_as_long_as_a_session(pool: Pool, token: str) -> None:
    device = Authenticator()
    assert complete(pool, token, {}) == "WebAuthnChallengeNotFoundException"
    first, second = start(pool, token), start(pool, token)
    assert complete(pool, token, device.create(first)) == "WebAuthnChallengeNotFoundException"
    # The wrong one has used the registration up.
    assert complete(pool, token, device.create(second)) == "WebAuthnChallengeNotFoundException"
    options = start(pool, token)
    pool.clock.turn(minutes=3, seconds=-1)
    assert complete(pool, token, device.create(options)) == "success"
    options = start(pool, token)
    pool.clock.turn(minutes=3)
    assert complete(pool, token, device.create(options)) == "WebAuthnChallengeNotFoundException"


def test_a_registration_is_completed_by_the_client_that_started_it(pool: Pool, token: str) -> None:
    pool.service.ensure_user_pool(definition(passkeys(), client_id="another"))
    parameters = {"USERNAME": EMAIL, "PASSWORD": PASSWORD}
    answer = pool.call(
        "InitiateAuth", ClientId="another", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    other = answer["AuthenticationResult"]["AccessToken"]
    credential = Authenticator().create(start(pool, token))
    assert complete(pool, other, credential) == "WebAuthnClientMismatchException"
    assert complete(pool, token, credential) == "success"


@pytest.mark.parametrize(
    ("origin", "result"),
    [
        ("http://localhost:5000", "success"),
        ("https://localhost", "success"),
        ("https://app.localhost:8443", "success"),
        ("https://evil.example", "WebAuthnOriginNotAllowedException"),
        ("https://evillocalhost", "WebAuthnOriginNotAllowedException"),
        ("ftp://localhost", "WebAuthnOriginNotAllowedException"),
        ("https://[", "WebAuthnOriginNotAllowedException"),
    ],
)
def test_the_origin_belongs_to_the_relying_party(
    pool: Pool, token: str, origin: str, result: str
) -> None:
    credential = Authenticator(origin=origin).create(start(pool, token))
    assert complete(pool, token, credential) == result


def test_only_localhost_needs_no_https(pool: Pool) -> None:
    pool.configure(passkeys(RelyingPartyId="example.com"))
    pool.add_user()
    token = pool.access_token()
    credential = Authenticator(origin="http://www.example.com").create(start(pool, token))
    assert complete(pool, token, credential) == "WebAuthnOriginNotAllowedException"
    credential = Authenticator(origin="https://www.example.com").create(start(pool, token))
    assert complete(pool, token, credential) == "success"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"rp": {"id": "example.com"}}, "WebAuthnRelyingPartyMismatchException"),
        ({"type": "webauthn.get"}, NOT_SUPPORTED),
    ],
)
def test_a_credential_of_another_ceremony_is_refused(
    pool: Pool, token: str, changes: dict[str, Any], result: str
) -> None:
    credential = Authenticator().create(start(pool, token), **changes)
    assert complete(pool, token, credential) == result


def test_other_algorithms_are_not_supported(pool: Pool, token: str) -> None:
    credential = Authenticator(algorithm="EdDSA").create(start(pool, token))
    assert complete(pool, token, credential) == NOT_SUPPORTED


@pytest.mark.parametrize(
    "credential",
    [
        {},
        [],
        "x",
        {"id": "x", "rawId": "x", "type": "public-key", "response": {}},
        {"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "eA", "attestationObject": ""}},
        {
            "id": "eA",
            "rawId": "eA",
            "response": {"clientDataJSON": "e30", "attestationObject": "_w"},
        },
    ],
)
def test_what_is_no_credential_is_not_supported(pool: Pool, token: str, credential: object) -> None:
    start(pool, token)
    assert complete(pool, token, credential) == NOT_SUPPORTED


def test_a_credential_is_registered_once(pool: Pool, token: str) -> None:
    device = register(pool, token)
    assert complete(pool, token, device.create(start(pool, token))) == "InvalidParameterException"


def test_a_user_has_twenty_passkeys_at_most(pool: Pool, token: str) -> None:
    for number in range(20):
        register(pool, token, credential_id=b"passkey-%d" % number)
    name, _ = pool.refused("StartWebAuthnRegistration", AccessToken=token)
    assert name == "LimitExceededException"


def test_verification_is_required_where_the_pool_says_so(pool: Pool, token: str) -> None:
    lax = register(pool, token, flags=PRESENT)
    assert "AuthenticationResult" in sign_in(pool, lax)
    pool.configure(passkeys(UserVerification="required"))
    assert start(pool, token)["authenticatorSelection"]["userVerification"] == "required"
    unverified = Authenticator(credential_id=b"other", flags=PRESENT).create(start(pool, token))
    assert complete(pool, token, unverified) == NOT_SUPPORTED
    assert sign_in(pool, lax)["message"] == WRONG[1]


@pytest.mark.asvs("6.3.3")
@pytest.mark.parametrize(
    "changes",
    [
        {"challenge": "x" * 43},
        {"rpId": "example.com"},
    ],
)
def test_a_signature_over_something_else_signs_nobody_in(
    pool: Pool, token: str, changes: dict[str, Any]
) -> None:
    device = register(pool, token)
    result = sign_in(pool, device, **changes)
    assert (result["__type"], result["message"]) == WRONG


def test_another_device_signs_nobody_in(pool: Pool, token: str) -> None:
    device = register(pool, token)
    copy = Authenticator(user_handle=device.user_handle)
    assert sign_in(pool, copy)["message"] == WRONG[1]
    unknown = Authenticator(credential_id=b"unknown", user_handle=device.user_handle)
    assert sign_in(pool, unknown)["message"] == WRONG[1]
    device.origin = "https://evil.example"
    assert sign_in(pool, device)["message"] == WRONG[1]
    device.origin, device.user_handle = "https://localhost", "c29tZWJvZHk"
    assert sign_in(pool, device)["message"] == WRONG[1]


def test_a_count_that_goes_back_shows_a_copy(pool: Pool, token: str) -> None:
    device = register(pool, token)
    assert "AuthenticationResult" in sign_in(pool, device)
    device.count = 0
    assert sign_in(pool, device)["message"] == WRONG[1]
    device.count = 1
    assert "AuthenticationResult" in sign_in(pool, device)


def test_synced_passkeys_do_not_count(pool: Pool, token: str) -> None:
    device = register(pool, token, counts=False)
    for _ in range(2):
        assert "AuthenticationResult" in sign_in(pool, device)


@pytest.mark.parametrize("credential", ["", "{", "[]", "{}", '{"id": "x", "response": {}}'])
def test_an_answer_that_is_no_credential_signs_nobody_in(
    pool: Pool, token: str, credential: str
) -> None:
    register(pool, token)
    answer, _ = challenge(pool)
    signed = respond(answer, "WEB_AUTHN", CREDENTIAL=credential)
    assert pool.refused("RespondToAuthChallenge", **signed) == WRONG


def test_a_deleted_passkey_is_no_factor(pool: Pool, token: str) -> None:
    register(pool, token)
    answer, options = challenge(pool)
    (credential,) = pool.call("ListWebAuthnCredentials", AccessToken=token)["Credentials"]
    pool.call(
        "DeleteWebAuthnCredential", AccessToken=token, CredentialId=credential["CredentialId"]
    )
    signed = respond(answer, "WEB_AUTHN", CREDENTIAL=Authenticator().get(options))
    assert pool.refused("RespondToAuthChallenge", **signed) == WRONG
    answer = pool.call("InitiateAuth", **user_auth(PREFERRED_CHALLENGE="WEB_AUTHN"))
    assert answer["ChallengeName"] == "SELECT_CHALLENGE"
    assert "WEB_AUTHN" not in answer["AvailableChallenges"]


def test_a_passkey_of_another_relying_party_is_no_factor(pool: Pool, token: str) -> None:
    register(pool, token)
    pool.configure(passkeys(RelyingPartyId="example.com"))
    assert "WEB_AUTHN" not in pool.call("InitiateAuth", **user_auth())["AvailableChallenges"]


@pytest.mark.asvs("6.3.8")
def test_an_unknown_user_has_no_passkey(pool: Pool, token: str) -> None:
    register(pool, token)
    unknown = user_auth("nobody@example.com", PREFERRED_CHALLENGE="WEB_AUTHN")
    answer = pool.call("InitiateAuth", **unknown)
    assert answer["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]


@pytest.mark.parametrize("flags", [PRESENT, None])
@pytest.mark.parametrize("configuration", ["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"])
def test_a_verified_passkey_may_be_both_factors(
    pool: Pool,
    token: str,
    configuration: str,
    flags: Any,
) -> None:
    device = register(pool, token, **({} if flags is None else {"flags": flags}))
    both = passkeys(FactorConfiguration=configuration)
    pool.configure({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}, **both})
    result = sign_in(pool, device)
    is_enough = configuration.startswith("MULTI") and flags is None
    assert ("AuthenticationResult" in result) is is_enough
    assert is_enough or result["ChallengeName"] == "EMAIL_OTP"


def test_a_user_learns_their_own_factors(pool: Pool, token: str) -> None:
    names = {"AccessToken": token}
    answer = pool.call("GetUserAuthFactors", **names)
    assert answer["ConfiguredUserAuthFactors"] == ["PASSWORD"]
    register(pool, token)
    policies = {
        "SignInPolicy": {
            "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]
        }
    }
    mfa = {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}
    pool.configure(passkeys() | mfa | {"Policies": policies})
    answer = pool.call("GetUserAuthFactors", **names)
    assert answer["ConfiguredUserAuthFactors"] == ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
    assert answer["UserMFASettingList"] == ["EMAIL_OTP"]
    assert answer["Username"] == pool.call("GetUser", **names)["Username"]


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("StartWebAuthnRegistration", {}),
        ("CompleteWebAuthnRegistration", {"Credential": {}}),
        ("ListWebAuthnCredentials", {}),
        ("DeleteWebAuthnCredential", {"CredentialId": "x"}),
        ("GetUserAuthFactors", {}),
    ],
)
def test_the_caller_is_signed_in(pool: Pool, operation: str, members: dict[str, Any]) -> None:
    refused = ("NotAuthorizedException", "Invalid Access Token")
    assert pool.refused(operation, AccessToken="x", **members) == refused
