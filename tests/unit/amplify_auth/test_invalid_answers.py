"""Invalid answers never count as success, so no page speaks of an account that does not exist."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amplify_auth import (
    Auth,
    AuthError,
    AuthFlowType,
    NetworkError,
    SignInChallenge,
    SignInOptions,
    SignOutOptions,
    Tokens,
    UnknownError,
    complete_web_authn_registration,
    configure,
    confirm_reset_password,
    confirm_sign_in,
    confirm_sign_up,
    delete_user,
    delete_web_authn_credential,
    fetch_user_attributes,
    list_web_authn_credentials,
    resend_sign_up_code,
    reset_password,
    sign_in,
    sign_out,
    sign_up,
    start_web_authn_registration,
    update_mfa_preference,
    update_password,
)
from tests import faulty_pool as faults
from tests.faulty_pool import Fault, FaultyPool, faulty_pool
from tests.unit.amplify_auth.conftest import outputs_document, write_outputs
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CREATION_OPTIONS,
    DELIVERY,
    PASSWORD,
    REVOCABLE,
    SESSION,
    SUB,
)

USER_AUTH = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH)
TOKENS = Tokens(REVOCABLE, "id", "refresh", {})
SMS_MFA = SignInChallenge("SMS_MFA", SUB, SESSION)
MFA_SETUP = SignInChallenge("MFA_SETUP", SUB, SESSION)

CALLS: dict[str, Callable[[Auth], object]] = {
    "AssociateSoftwareToken": lambda auth: confirm_sign_in(
        auth, MFA_SETUP, challenge_response="TOTP"
    ),
    "ChangePassword": lambda auth: update_password(auth, TOKENS, new_password=PASSWORD),
    "CompleteWebAuthnRegistration": lambda auth: complete_web_authn_registration(
        auth, TOKENS, credential="{}"
    ),
    "ConfirmForgotPassword": lambda auth: confirm_reset_password(
        auth, username=ANA, new_password=PASSWORD, confirmation_code="123456"
    ),
    "ConfirmSignUp": lambda auth: confirm_sign_up(auth, username=ANA, confirmation_code="123456"),
    "DeleteWebAuthnCredential": lambda auth: delete_web_authn_credential(
        auth, TOKENS, credential_id="1"
    ),
    "DeleteUser": lambda auth: delete_user(auth, TOKENS),
    "ForgotPassword": lambda auth: reset_password(auth, username=ANA),
    "GetUser": lambda auth: fetch_user_attributes(auth, TOKENS),
    "GlobalSignOut": lambda auth: sign_out(
        auth, TOKENS, options=SignOutOptions(global_sign_out=True)
    ),
    "InitiateAuth": lambda auth: sign_in(auth, username=ANA, options=USER_AUTH),
    "ListWebAuthnCredentials": lambda auth: list_web_authn_credentials(auth, TOKENS),
    "ResendConfirmationCode": lambda auth: resend_sign_up_code(auth, username=ANA),
    "RespondToAuthChallenge": lambda auth: confirm_sign_in(
        auth, SMS_MFA, challenge_response="123456"
    ),
    "RevokeToken": lambda auth: sign_out(auth, TOKENS),
    "SetUserMFAPreference": lambda auth: update_mfa_preference(auth, TOKENS),
    "SignUp": lambda auth: sign_up(auth, username=ANA, password=PASSWORD),
    "StartWebAuthnRegistration": lambda auth: start_web_authn_registration(auth, TOKENS),
    "VerifySoftwareToken": lambda auth: confirm_sign_in(
        auth, MFA_SETUP, challenge_response="123456"
    ),
}
# Cognito's model gives these no output, so their body may be empty. GlobalSignOut and RevokeToken
# have an output without members.
MAY_BE_EMPTY = {"DeleteUser", "GlobalSignOut", "RevokeToken"}
FEWEST_MEMBERS: dict[str, dict[str, object]] = {
    "ChangePassword": {},
    "CompleteWebAuthnRegistration": {},
    "ConfirmForgotPassword": {},
    "ConfirmSignUp": {},
    "DeleteUser": {},
    "DeleteWebAuthnCredential": {},
    "ForgotPassword": {"CodeDeliveryDetails": DELIVERY},
    "GetUser": {"Username": SUB, "UserAttributes": []},
    "GlobalSignOut": {},
    "InitiateAuth": {"ChallengeName": "SMS_MFA"},
    "ListWebAuthnCredentials": {"Credentials": []},
    "ResendConfirmationCode": {},
    "RespondToAuthChallenge": {"ChallengeName": "SMS_MFA"},
    "AssociateSoftwareToken": {"SecretCode": "GEZDGNBV"},
    "RevokeToken": {},
    "SetUserMFAPreference": {},
    "SignUp": {"UserConfirmed": False, "UserSub": SUB},
    "StartWebAuthnRegistration": {"CredentialCreationOptions": CREATION_OPTIONS},
}


@pytest.fixture
def pool() -> Iterator[FaultyPool]:
    with faulty_pool() as pool:
        yield pool


@pytest.fixture
def auth(pool: FaultyPool, tmp_path: Path) -> Auth:
    document = outputs_document({"auth": {"user_pool_endpoint": pool.url}})
    return configure(write_outputs(tmp_path, document))


@pytest.mark.asvs("16.3.4")
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.reset_before_the_answer, NetworkError),
        (faults.reset_in_the_answer, NetworkError),
        (faults.truncated, NetworkError),
        (faults.not_http, NetworkError),
        (faults.not_json, NetworkError),
        (faults.nested, NetworkError),
        (faults.json_of_another_shape, NetworkError),
        (faults.nothing, NetworkError),
        (faults.huge, NetworkError),
        (faults.values_of_other_types, UnknownError),
        (faults.redirect, AuthError),
        (faults.gateway_error, AuthError),
        (faults.internal_error, AuthError),
    ],
)
def test_no_account_is_made_up(
    auth: Auth, pool: FaultyPool, fault: Fault, error: type[AuthError]
) -> None:
    pool.fault = fault
    with pytest.raises(error) as caught:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert caught.value.__context__ is None
    assert pool.requests == ["SignUp"]


@pytest.mark.asvs("16.3.4")
def test_no_answer_at_all_is_a_network_error(auth: Auth, pool: FaultyPool) -> None:
    pool.fault = faults.hang
    with pytest.raises(NetworkError) as caught:
        sign_up(configure(auth.outputs, read_timeout=0.2), username=ANA, password=PASSWORD)
    assert caught.value.__context__ is None


@pytest.mark.asvs("16.3.4")
@pytest.mark.parametrize("body", [b"", b" ", b"null", b"[]", b"true", b'"{}"', b"<html>"])
@pytest.mark.parametrize("operation", sorted(CALLS.keys() - MAY_BE_EMPTY))
def test_a_body_that_is_no_object_is_no_success(
    auth: Auth, pool: FaultyPool, operation: str, body: bytes
) -> None:
    pool.fault = faults.answer(body)
    with pytest.raises(NetworkError):
        CALLS[operation](auth)
    assert pool.requests == [operation]


@pytest.mark.parametrize("operation", sorted(MAY_BE_EMPTY))
def test_some_operations_may_answer_nothing_at_all(
    auth: Auth, pool: FaultyPool, operation: str
) -> None:
    pool.fault = faults.answer(b"")
    CALLS[operation](auth)
    pool.fault = faults.answer(b"<html>")
    with pytest.raises(NetworkError):
        CALLS[operation](auth)


@pytest.mark.parametrize("operation", FEWEST_MEMBERS)
def test_the_fewest_members_are_enough(auth: Auth, pool: FaultyPool, operation: str) -> None:
    pool.fault = faults.answer(json.dumps(FEWEST_MEMBERS[operation]).encode())
    CALLS[operation](auth)


@pytest.mark.parametrize("value", [None, ...])
@pytest.mark.parametrize(
    ("operation", "member"),
    [
        *((name, member) for name, members in FEWEST_MEMBERS.items() for member in members),
        ("VerifySoftwareToken", "Status"),
    ],
)
def test_an_answer_without_a_member_that_is_always_there_is_no_success(
    auth: Auth, pool: FaultyPool, operation: str, member: str, value: object
) -> None:
    answer = {**FEWEST_MEMBERS.get(operation, {}), "Session": SESSION, member: value}
    if value is ...:
        del answer[member]
    pool.fault = faults.answer(json.dumps(answer).encode())
    with pytest.raises(NetworkError):
        CALLS[operation](auth)
    assert pool.requests == [operation]


@pytest.mark.parametrize("status", [201, 202, 204, 206, 299, 300])
def test_success_has_one_status(auth: Auth, pool: FaultyPool, status: int) -> None:
    pool.fault = faults.answer(b"{}", status)
    with pytest.raises(NetworkError):
        CALLS["ConfirmSignUp"](auth)
