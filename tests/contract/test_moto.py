"""The helper against moto's Cognito, over HTTP.

This proves the wire: boto3's own endpoint variable, answers and errors that somebody else wrote,
tokens that somebody else signed, a key set that is fetched. It does not prove Cognito's rules,
which moto does not keep:

- ConfirmSignUp takes any code, for any number of times, and no code is ever sent;
- ResendConfirmationCode and RevokeToken are not there: moto answers 500 with a page of HTML;
- there is no `USER_AUTH` and no Session, so signing in takes the password;
- SRP is half there: the values are random and the signature is not looked at, so that a wrong
  password signs in, too;
- usernames differ by case, the `email` claim may hold the user's id, and the texts of errors are
  moto's.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from amplify_auth import (
    Auth,
    AuthFlowType,
    CodeDeliveryDetails,
    InvalidParameterException,
    InvalidPasswordException,
    NotAuthorizedException,
    SignInOptions,
    SignInStep,
    SignOutOptions,
    SignUpOptions,
    SignUpStep,
    TokenVerificationError,
    UnknownError,
    UsernameExistsException,
    UserNotFoundException,
    auto_sign_in,
    confirm_reset_password,
    confirm_sign_up,
    resend_sign_up_code,
    reset_password,
    sign_in,
    sign_out,
    sign_up,
)
from tests.contract.moto_pool import make_pool
from tests.contract.pools import addresses, connect_by_endpoint

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

pytestmark = pytest.mark.slow

PASSWORD = "Correct-horse-7"
ANY_CODE = "123456"
BY_PASSWORD = SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)
BY_SRP = SignInOptions(auth_flow_type=AuthFlowType.USER_SRP_AUTH)
EACH_FLOW = pytest.mark.parametrize("flow", [BY_PASSWORD, BY_SRP], ids=["password", "srp"])

MakeAuth = Callable[..., Auth]


@pytest.fixture(scope="module")
def make_auth(
    moto_url: str,
    administrator: "CognitoIdentityProviderClient",
    tmp_path_factory: pytest.TempPathFactory,
) -> MakeAuth:
    """Return a maker of connections, each to a new pool."""

    def make(*, client_secret: bool = False) -> Auth:
        folder = tmp_path_factory.mktemp("moto")
        path, secret = make_pool(administrator, folder, client_secret=client_secret)
        return connect_by_endpoint(moto_url, path, client_secret=secret)

    return make


@pytest.fixture(scope="module")
def auth(make_auth: MakeAuth) -> Auth:
    return make_auth()


@pytest.fixture
def email() -> str:
    """Return an address that has no account."""
    return addresses("frances@example.com")()


@pytest.fixture
def confirmed(auth: Auth, email: str) -> str:
    """Return an address that has an account."""
    sign_up(auth, username=email, password=PASSWORD)
    confirm_sign_up(auth, username=email, confirmation_code=ANY_CODE)
    return email


def test_a_new_address_has_to_be_confirmed(auth: Auth, email: str) -> None:
    output = sign_up(auth, username=email, password=PASSWORD)
    assert output.next_step.sign_up_step is SignUpStep.CONFIRM_SIGN_UP
    assert output.next_step.code_delivery_details == CodeDeliveryDetails(
        "f***@e***", "EMAIL", "email"
    )
    assert re.fullmatch("[0-9a-f-]{36}", output.user_id or "")


def test_a_sign_up_ends_at_done(auth: Auth, email: str) -> None:
    sign_up(auth, username=email, password=PASSWORD)
    output = confirm_sign_up(auth, username=email, confirmation_code=ANY_CODE)
    assert output.is_sign_up_complete
    assert output.next_step.sign_up_step is SignUpStep.DONE


@EACH_FLOW
def test_a_flow_that_is_named_signs_in_where_there_is_no_session(
    auth: Auth, email: str, flow: SignInOptions
) -> None:
    options = SignUpOptions(auto_sign_in=flow)
    signed_up = sign_up(auth, username=email, password=PASSWORD, options=options)
    assert signed_up.auto_sign_in
    assert signed_up.auto_sign_in.session is None
    state = confirm_sign_up(
        auth, username=email, confirmation_code=ANY_CODE, auto_sign_in=signed_up.auto_sign_in
    ).auto_sign_in
    output = auto_sign_in(auth, state, password=PASSWORD)
    assert output.tokens
    assert output.tokens.claims["sub"] == signed_up.user_id
    assert output.tokens.claims["token_use"] == "id"


def test_a_taken_address_is_refused(auth: Auth, confirmed: str) -> None:
    with pytest.raises(UsernameExistsException) as refused:
        sign_up(auth, username=confirmed, password=PASSWORD)
    assert refused.value.metadata.http_status_code == 400


def test_the_policy_is_the_pools(auth: Auth, email: str) -> None:
    with pytest.raises(InvalidPasswordException):
        sign_up(auth, username=email, password="Eleven-ch-1")
    assert sign_up(auth, username=email, password="Twelve-cha-1").user_id


def test_a_username_has_to_be_an_address(auth: Auth) -> None:
    with pytest.raises(InvalidParameterException):
        sign_up(auth, username="frances", password=PASSWORD)


def test_an_unknown_address_cannot_be_confirmed(auth: Auth, email: str) -> None:
    with pytest.raises(UserNotFoundException):
        confirm_sign_up(auth, username=email, confirmation_code=ANY_CODE)


@EACH_FLOW
def test_an_unconfirmed_person_has_to_confirm_before_signing_in(
    auth: Auth, email: str, flow: SignInOptions
) -> None:
    sign_up(auth, username=email, password=PASSWORD)
    output = sign_in(auth, username=email, password=PASSWORD, options=flow)
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP


@EACH_FLOW
def test_signing_in_gives_tokens_that_the_key_set_verifies(
    auth: Auth, confirmed: str, flow: SignInOptions
) -> None:
    output = sign_in(auth, username=confirmed, password=PASSWORD, options=flow)
    assert output.is_signed_in
    assert output.tokens
    assert output.tokens.claims["token_use"] == "id"
    assert output.tokens.claims["aud"] == auth.client_id
    assert output.tokens.refresh_token


def test_a_wrong_password_is_refused(auth: Auth, confirmed: str) -> None:
    with pytest.raises(NotAuthorizedException) as refused:
        sign_in(auth, username=confirmed, password="Correct-horse-8", options=BY_PASSWORD)
    assert refused.value.message == "Incorrect username or password."


def test_the_tokens_of_another_pool_are_refused(
    auth: Auth, confirmed: str, make_auth: MakeAuth
) -> None:
    """All of moto's pools have one key, so the signature is right; issuer and audience are not."""
    answer = auth.client.call(
        "initiate_auth",
        ClientId=auth.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": confirmed, "PASSWORD": PASSWORD},
    )
    assert auth.verifier.verify(answer["AuthenticationResult"])
    with pytest.raises(TokenVerificationError):
        make_auth().verifier.verify(answer["AuthenticationResult"])


def test_a_client_secret_is_proved(make_auth: MakeAuth, email: str) -> None:
    auth = make_auth(client_secret=True)
    assert auth.client_secret
    sign_up(auth, username=email, password=PASSWORD)
    confirm_sign_up(auth, username=email, confirmation_code=ANY_CODE)
    assert sign_in(auth, username=email, password=PASSWORD, options=BY_SRP).is_signed_in


def test_signing_out_everywhere_revokes_the_access_token(auth: Auth, confirmed: str) -> None:
    output = sign_in(auth, username=confirmed, password=PASSWORD, options=BY_PASSWORD)
    assert output.tokens
    access_token = output.tokens.access_token
    assert auth.client.call("get_user", AccessToken=access_token)["Username"]
    sign_out(auth, output.tokens, options=SignOutOptions(global_sign_out=True))
    with pytest.raises(NotAuthorizedException):
        auth.client.call("get_user", AccessToken=access_token)


def test_a_password_is_reset(auth: Auth, confirmed: str) -> None:
    reset_password(auth, username=confirmed)
    confirm_reset_password(
        auth, username=confirmed, new_password="Another-horse-7", confirmation_code=ANY_CODE
    )
    output = sign_in(auth, username=confirmed, password="Another-horse-7", options=BY_PASSWORD)
    assert output.is_signed_in


def test_what_moto_does_not_have_is_an_error_of_ours(auth: Auth, confirmed: str) -> None:
    tokens = sign_in(auth, username=confirmed, password=PASSWORD, options=BY_PASSWORD).tokens
    assert tokens
    for call in (
        lambda: resend_sign_up_code(auth, username=confirmed),
        lambda: sign_out(auth, tokens),
    ):
        with pytest.raises(UnknownError) as refused:
            call()
        assert type(refused.value) is UnknownError
        assert refused.value.metadata.http_status_code == 500


def test_a_flow_that_moto_does_not_have_is_an_error_of_ours(auth: Auth, confirmed: str) -> None:
    flow = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH)
    with pytest.raises(InvalidParameterException):
        sign_in(auth, username=confirmed, password=PASSWORD, options=flow)
