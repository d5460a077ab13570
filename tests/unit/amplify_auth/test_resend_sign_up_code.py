import pytest

from amplify_auth import (
    Auth,
    CodeDeliveryDetails,
    EmptySignUpUsername,
    LimitExceededException,
    ResendSignUpCodeOptions,
    resend_sign_up_code,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    DELIVERY,
    FakeCognito,
)


def test_says_where_the_code_went(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers(
        "ResendConfirmationCode",
        {"CodeDeliveryDetails": DELIVERY},
    )
    details = resend_sign_up_code(auth, username=ANA)
    assert details == CodeDeliveryDetails("a***@e***", "EMAIL", "email")
    assert cognito.last == {"ClientId": CLIENT_ID, "Username": ANA}


def test_sends_every_option(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    cognito.answers("ResendConfirmationCode")
    details = resend_sign_up_code(
        make_auth(client_secret="secret"),
        username=ANA,
        options=ResendSignUpCodeOptions(client_metadata={"a": "b"}),
    )
    assert details == CodeDeliveryDetails()
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "SecretHash": "+3H63zkMJmi4uZP9XaXx/OoeDJW3eSduA2QhcAC3/5I=",
        "Username": ANA,
        "ClientMetadata": {"a": "b"},
    }


def test_needs_a_username(auth: Auth) -> None:
    with pytest.raises(EmptySignUpUsername, match="username is required to signUp"):
        resend_sign_up_code(auth, username="")


def test_is_sent_once(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("ResendConfirmationCode", "LimitExceededException", "Attempt limit exceeded")
    with pytest.raises(LimitExceededException):
        resend_sign_up_code(auth, username=ANA)
    assert cognito.operations == ["ResendConfirmationCode"]
