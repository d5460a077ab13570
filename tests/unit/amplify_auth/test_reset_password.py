import pytest

from amplify_auth import (
    Auth,
    CodeDeliveryDetails,
    CodeMismatchException,
    ConfirmResetPasswordOptions,
    EmptyConfirmResetPasswordConfirmationCode,
    EmptyConfirmResetPasswordNewPassword,
    EmptyConfirmResetPasswordUsername,
    EmptyResetPasswordUsername,
    ResetPasswordOptions,
    ResetPasswordStep,
    confirm_reset_password,
    reset_password,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    DELIVERY,
    FakeCognito,
)

PASSWORD = " correct horse 1 Battery!"


def test_says_where_the_code_went(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers(
        "ForgotPassword",
        {"CodeDeliveryDetails": DELIVERY},
    )
    output = reset_password(auth, username=ANA)
    assert output.is_password_reset is False
    next_step = output.next_step
    assert next_step.reset_password_step is ResetPasswordStep.CONFIRM_RESET_PASSWORD_WITH_CODE
    assert next_step.code_delivery_details == CodeDeliveryDetails("a***@e***", "EMAIL", "email")
    assert cognito.last == {"ClientId": CLIENT_ID, "Username": ANA}


def test_sends_every_option(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    auth = make_auth(client_secret="secret")
    cognito.answers("ForgotPassword")
    reset_password(auth, username=ANA, options=ResetPasswordOptions(client_metadata={"a": "b"}))
    common = {
        "ClientId": CLIENT_ID,
        "SecretHash": auth.secret_hash(ANA),
        "Username": ANA,
        "ClientMetadata": {"a": "b"},
    }
    assert cognito.last == common

    cognito.answers("ConfirmForgotPassword")
    confirm_reset_password(
        auth,
        username=ANA,
        new_password=PASSWORD,
        confirmation_code="123456",
        options=ConfirmResetPasswordOptions(client_metadata={"a": "b"}),
    )
    assert cognito.last == {**common, "ConfirmationCode": "123456", "Password": PASSWORD}


def test_sends_name_code_and_password_alone(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ConfirmForgotPassword")
    confirm_reset_password(auth, username=ANA, new_password=PASSWORD, confirmation_code="123456")
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "Username": ANA,
        "ConfirmationCode": "123456",
        "Password": PASSWORD,
    }


def test_raises_when_the_code_is_wrong(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("ConfirmForgotPassword", "CodeMismatchException")
    with pytest.raises(CodeMismatchException):
        confirm_reset_password(
            auth, username=ANA, new_password=PASSWORD, confirmation_code="000000"
        )


def test_needs_a_username(auth: Auth) -> None:
    with pytest.raises(EmptyResetPasswordUsername):
        reset_password(auth, username="")


@pytest.mark.parametrize(
    ("username", "new_password", "code", "error"),
    [
        ("", "", "", EmptyConfirmResetPasswordUsername),
        (ANA, "", "", EmptyConfirmResetPasswordNewPassword),
        (ANA, PASSWORD, "", EmptyConfirmResetPasswordConfirmationCode),
    ],
)
def test_needs_all_three(
    username: str, new_password: str, code: str, error: type[Exception], auth: Auth
) -> None:
    with pytest.raises(error):
        confirm_reset_password(
            auth, username=username, new_password=new_password, confirmation_code=code
        )
