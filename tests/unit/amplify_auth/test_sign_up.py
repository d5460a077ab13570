from dataclasses import dataclass

import pytest

from amplify_auth import (
    Auth,
    AuthFlowType,
    AutoSignIn,
    CodeDeliveryDetails,
    CodeDeliveryFailureException,
    EmptySignUpPassword,
    EmptySignUpUsername,
    InvalidParameterException,
    LimitExceededException,
    SignInOptions,
    SignUpOptions,
    SignUpStep,
    sign_up,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    DELIVERY,
    NOW,
    PASSWORD,
    SUB,
    FakeCognito,
)

SENT = CodeDeliveryDetails("a***@e***", "EMAIL", "email")


@dataclass(frozen=True)
class Row:
    confirmed: bool
    auto_sign_in: bool
    method: str
    step: SignUpStep


# amplify-js signUp.ts, the decision table.
DECISIONS = {
    "confirmed, auto sign-in": Row(
        confirmed=True, auto_sign_in=True, method="code", step=SignUpStep.COMPLETE_AUTO_SIGN_IN
    ),
    "confirmed, no auto sign-in": Row(
        confirmed=True, auto_sign_in=False, method="code", step=SignUpStep.DONE
    ),
    "unconfirmed, auto sign-in, link": Row(
        confirmed=False, auto_sign_in=True, method="link", step=SignUpStep.COMPLETE_AUTO_SIGN_IN
    ),
    "unconfirmed, auto sign-in, code": Row(
        confirmed=False, auto_sign_in=True, method="code", step=SignUpStep.CONFIRM_SIGN_UP
    ),
    "unconfirmed, no auto sign-in": Row(
        confirmed=False, auto_sign_in=False, method="link", step=SignUpStep.CONFIRM_SIGN_UP
    ),
}


@pytest.mark.parametrize("row", DECISIONS.values(), ids=DECISIONS)
def test_decides_the_next_step(row: Row, make_auth: MakeAuth, cognito: FakeCognito) -> None:
    auth = make_auth(custom={"auth": {"sign_up_verification_method": row.method}})
    delivery = {} if row.confirmed else {"CodeDeliveryDetails": DELIVERY}
    cognito.answers("SignUp", {"UserConfirmed": row.confirmed, "UserSub": SUB, **delivery})

    output = sign_up(
        auth,
        username=ANA,
        password=PASSWORD,
        options=SignUpOptions(auto_sign_in=row.auto_sign_in),
    )

    assert output.is_sign_up_complete is row.confirmed
    assert output.next_step.sign_up_step is row.step
    assert output.next_step.code_delivery_details == (None if row.confirmed else SENT)
    assert output.user_id == SUB
    assert (output.auto_sign_in is not None) is row.auto_sign_in


def test_says_nothing_of_where_the_code_went_when_cognito_does_not(
    auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB})
    output = sign_up(auth, username=ANA, password=PASSWORD)
    assert output.next_step.code_delivery_details == CodeDeliveryDetails()


def test_sends_username_and_password_alone(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB})
    sign_up(auth, username=ANA, password=PASSWORD)
    assert cognito.last == {"ClientId": CLIENT_ID, "Username": ANA, "Password": PASSWORD}


def test_sends_every_option(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB})
    sign_up(
        make_auth(client_secret="secret"),
        username=ANA,
        password=PASSWORD,
        options=SignUpOptions(
            user_attributes={"given_name": " Ana ", "custom:plan": "free"},
            validation_data={"invitation": "42"},
            client_metadata={"campaign": "autumn"},
        ),
    )
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "SecretHash": "+3H63zkMJmi4uZP9XaXx/OoeDJW3eSduA2QhcAC3/5I=",
        "Username": ANA,
        "Password": PASSWORD,
        "UserAttributes": [
            {"Name": "given_name", "Value": " Ana "},
            {"Name": "custom:plan", "Value": "free"},
        ],
        "ValidationData": [{"Name": "invitation", "Value": "42"}],
        "ClientMetadata": {"campaign": "autumn"},
    }


@pytest.mark.asvs("6.2.8")
@pytest.mark.parametrize("password", [" edges ", "päss wörd", "\U0001f511" * 8, "x" * 256])
def test_sends_the_password_exactly_as_typed(
    password: str, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB})
    sign_up(auth, username=ANA, password=password)
    assert cognito.last["Password"] == password


@pytest.mark.parametrize("password", [None, ""])
def test_leaves_an_empty_password_out(
    password: str | None, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB})
    sign_up(auth, username=ANA, password=password)
    assert cognito.last == {"ClientId": CLIENT_ID, "Username": ANA}


@pytest.mark.asvs("13.2.2")
def test_is_sent_unsigned_and_once(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("SignUp", "LimitExceededException", "Exceeded daily email limit")
    with pytest.raises(LimitExceededException):
        sign_up(auth, username=ANA, password=PASSWORD)
    assert cognito.operations == ["SignUp"]
    assert "Authorization" not in cognito.requests[0].headers
    assert cognito.requests[0].url == "https://cognito-idp.eu-west-1.amazonaws.com/"


def test_tells_that_the_user_exists_but_no_code_was_sent(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("SignUp", "CodeDeliveryFailureException", "Failed to deliver")
    with pytest.raises(CodeDeliveryFailureException, match=r"^CodeDeliveryFailureException$"):
        sign_up(auth, username=ANA, password=PASSWORD)


def test_needs_a_username(auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(EmptySignUpUsername, match="username is required to signUp"):
        sign_up(auth, username="", password=PASSWORD)
    assert cognito.operations == []


def test_names_the_missing_password(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses(
        "SignUp",
        "InvalidParameterException",
        "1 validation error detected: Value at 'password' failed to satisfy constraint:"
        " Member must not be null",
    )
    with pytest.raises(EmptySignUpPassword, match="password is required to signUp") as raised:
        sign_up(auth, username=ANA)
    assert raised.value.metadata.http_status_code == 400


def test_keeps_other_invalid_parameters(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("SignUp", "InvalidParameterException", "Username should be an email.")
    with pytest.raises(InvalidParameterException) as raised:
        sign_up(auth, username="ana", password=PASSWORD)
    assert raised.value.message == "Username should be an email."


def test_starts_auto_sign_in_with_the_session_and_for_three_minutes(
    auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB, "Session": "s" * 20})
    options = SignInOptions(auth_flow_type=AuthFlowType.USER_AUTH, client_metadata={"a": "b"})
    output = sign_up(
        auth, username=ANA, password=PASSWORD, options=SignUpOptions(auto_sign_in=options)
    )
    assert output.auto_sign_in == AutoSignIn(
        username=ANA, expires_at=NOW + 180, options=options, by_link=False, session="s" * 20
    )
