"""Arguments that cannot be sent are refused, whatever they are, and the pool is not at fault."""

from collections.abc import Callable
from typing import Any

import pytest

from amplify_auth import (
    Auth,
    AuthError,
    AuthFlowType,
    AutoSignIn,
    ConfirmSignInOptions,
    InvalidParameterException,
    SignInChallenge,
    SignInOptions,
    SignOutOptions,
    SignUpOptions,
    Tokens,
    auto_sign_in,
    confirm_reset_password,
    confirm_sign_in,
    confirm_sign_up,
    delete_web_authn_credential,
    list_web_authn_credentials,
    resend_sign_up_code,
    reset_password,
    sign_in,
    sign_out,
    sign_up,
    update_password,
    verify_totp_setup,
)
from amplify_auth.circuit_breaker import FAILURES
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    NOW,
    PASSWORD,
    REVOCABLE,
    SESSION,
    SUB,
    FakeCognito,
)

# Of any type, since that is what is tested.
Call = Callable[[Auth, Any], object]
SURROGATES = ["\ud800", "a\udfff", "\udc41na@example.com"]
NOT_TEXT: list[object] = [5, 1.5, True, b"bytes", ["list"], ("tuple",), {"a": "b"}, object()]
TOKENS = Tokens(REVOCABLE, "id", "refresh", {})
PASSWORD_FLOW = SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)


def challenge(name: str) -> SignInChallenge:
    return SignInChallenge(name, SUB, SESSION)


def answer_to(name: str) -> Call:
    return lambda auth, x: confirm_sign_in(auth, challenge(name), challenge_response=x)


TEXTS: dict[str, Call] = {
    "sign_up username": lambda auth, x: sign_up(auth, username=x, password=PASSWORD),
    "sign_up password": lambda auth, x: sign_up(auth, username=ANA, password=x),
    "confirm_sign_up username": lambda auth, x: confirm_sign_up(
        auth, username=x, confirmation_code="1"
    ),
    "confirm_sign_up code": lambda auth, x: confirm_sign_up(
        auth, username=ANA, confirmation_code=x
    ),
    "confirm_sign_up auto sign-in": lambda auth, x: confirm_sign_up(
        auth, username=x, confirmation_code="1", auto_sign_in=AutoSignIn(ANA, NOW + 1)
    ),
    "resend_sign_up_code": lambda auth, x: resend_sign_up_code(auth, username=x),
    "reset_password": lambda auth, x: reset_password(auth, username=x),
    "confirm_reset_password username": lambda auth, x: confirm_reset_password(
        auth, username=x, new_password=PASSWORD, confirmation_code="1"
    ),
    "confirm_reset_password password": lambda auth, x: confirm_reset_password(
        auth, username=ANA, new_password=x, confirmation_code="1"
    ),
    "confirm_reset_password code": lambda auth, x: confirm_reset_password(
        auth, username=ANA, new_password=PASSWORD, confirmation_code=x
    ),
    "update_password old": lambda auth, x: update_password(
        auth, TOKENS, new_password=PASSWORD, old_password=x
    ),
    "update_password new": lambda auth, x: update_password(auth, TOKENS, new_password=x),
    "verify_totp_setup": lambda auth, x: verify_totp_setup(auth, TOKENS, code=x),
    "delete_web_authn_credential": lambda auth, x: delete_web_authn_credential(
        auth, TOKENS, credential_id=x
    ),
    "list_web_authn_credentials": lambda auth, x: list_web_authn_credentials(
        auth, TOKENS, next_token=x
    ),
    "sign_in username": lambda auth, x: sign_in(auth, username=x, password=PASSWORD),
    "sign_in password": lambda auth, x: sign_in(auth, username=ANA, password=x),
    "sign_in password in plain text": lambda auth, x: sign_in(
        auth, username=ANA, password=x, options=PASSWORD_FLOW
    ),
    "auto_sign_in password": lambda auth, x: auto_sign_in(
        auth, AutoSignIn(ANA, NOW + 1), password=x
    ),
    "auto_sign_in username": lambda auth, x: auto_sign_in(
        auth, AutoSignIn(x, NOW + 1, session=SESSION)
    ),
    **{
        f"confirm_sign_in {name}": answer_to(name)
        for name in (
            "CUSTOM_CHALLENGE",
            "EMAIL_OTP",
            "MFA_SETUP",
            "NEW_PASSWORD_REQUIRED",
            "PASSWORD",
            "PASSWORD_SRP",
            "SELECT_CHALLENGE",
            "SELECT_MFA_TYPE",
        )
    },
}
# Values inside of options and of what earlier calls returned.
INNER_TEXTS: dict[str, Call] = {
    "attribute": lambda auth, x: sign_up(
        auth, username=ANA, options=SignUpOptions(user_attributes={"name": x})
    ),
    "validation data": lambda auth, x: sign_up(
        auth, username=ANA, options=SignUpOptions(validation_data={"a": x})
    ),
    "metadata": lambda auth, x: sign_up(
        auth, username=ANA, options=SignUpOptions(client_metadata={"a": x})
    ),
    "session": lambda auth, x: confirm_sign_in(
        auth, SignInChallenge("SMS_MFA", SUB, x), challenge_response="1"
    ),
    "refresh token": lambda auth, x: sign_out(auth, Tokens(REVOCABLE, "id", x, {})),
    "access token": lambda auth, x: sign_out(
        auth, Tokens(x, "id", None, {}), options=SignOutOptions(global_sign_out=True)
    ),
}
MAPPINGS: dict[str, Call] = {
    "user_attributes": lambda auth, x: sign_up(
        auth, username=ANA, options=SignUpOptions(user_attributes=x)
    ),
    "validation_data": lambda auth, x: sign_up(
        auth, username=ANA, options=SignUpOptions(validation_data=x)
    ),
    "client_metadata": lambda auth, x: sign_up(
        auth, username=ANA, options=SignUpOptions(client_metadata=x)
    ),
    "attributes of a sign-in": lambda auth, x: confirm_sign_in(
        auth,
        challenge("NEW_PASSWORD_REQUIRED"),
        challenge_response=PASSWORD,
        options=ConfirmSignInOptions(user_attributes=x),
    ),
}


@pytest.mark.parametrize("secret", [None, "client-secret"])
@pytest.mark.parametrize("call", TEXTS)
def test_no_argument_ends_in_an_exception_of_pythons(
    call: str, secret: str | None, make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    auth = make_auth(client_secret=secret)
    for value in (*SURROGATES, *NOT_TEXT):
        with pytest.raises(AuthError) as raised:
            TEXTS[call](auth, value)
        assert isinstance(raised.value, InvalidParameterException), (call, value)
        assert raised.value.__context__ is None
    assert cognito.operations == []


@pytest.mark.parametrize("call", INNER_TEXTS)
def test_nor_does_a_value_within_options(call: str, auth: Auth, cognito: FakeCognito) -> None:
    for value in (*SURROGATES, 5, b"bytes", ["list"]):
        with pytest.raises(InvalidParameterException):
            INNER_TEXTS[call](auth, value)
    assert cognito.operations == []


@pytest.mark.parametrize("call", MAPPINGS)
def test_nor_do_options_of_another_type(call: str, auth: Auth, cognito: FakeCognito) -> None:
    for value in (5, "text", ["list"], [("a", "b")]):
        with pytest.raises(InvalidParameterException):
            MAPPINGS[call](auth, value)
    assert cognito.operations == []


def test_the_pool_is_not_at_fault(auth: Auth, cognito: FakeCognito) -> None:
    for _ in range(FAILURES):
        with pytest.raises(InvalidParameterException):
            INNER_TEXTS["attribute"](auth, "\ud800")
    cognito.answers("ResendConfirmationCode")
    resend_sign_up_code(auth, username=ANA)


def test_a_refusal_without_a_name_does_not_open_the_circuit(
    auth: Auth, cognito: FakeCognito
) -> None:
    # A firewall answers so, to what one person typed.
    for _ in range(FAILURES):
        cognito.answers_raw("SignUp", b"<html>Forbidden</html>", 403)
        with pytest.raises(AuthError):
            sign_up(auth, username=ANA, password=PASSWORD)
    cognito.answers("ResendConfirmationCode")
    resend_sign_up_code(auth, username=ANA)
