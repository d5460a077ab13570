import json
from dataclasses import replace

import pytest

from amplify_auth import (
    Auth,
    AuthFactor,
    AuthFlowType,
    AutoSignIn,
    AutoSignInException,
    EmptySignInPassword,
    NotAuthorizedException,
    SignInOptions,
    SignInStep,
    SignUpOptions,
    SignUpStep,
    auto_sign_in,
    confirm_sign_up,
    sign_up,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    NOW,
    PASSWORD,
    SUB,
    Clock,
    FakeCognito,
)

CONFIRMED = AutoSignIn(username=ANA, expires_at=NOW + 180, session="t" * 20)
WITH_PASSWORD = replace(
    CONFIRMED, options=SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)
)
BY_LINK = replace(WITH_PASSWORD, by_link=True, session=None)


def test_carries_the_session_through_all_three_calls(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB, "Session": "1" * 20})
    cognito.answers("ConfirmSignUp", {"Session": "2" * 20})
    cognito.answers("InitiateAuth", cognito.tokens())

    signed_up = sign_up(
        auth, username=ANA, password=PASSWORD, options=SignUpOptions(auto_sign_in=True)
    )
    confirmed = confirm_sign_up(
        auth, username=ANA, confirmation_code="123456", auto_sign_in=signed_up.auto_sign_in
    )
    assert confirmed.next_step.sign_up_step is SignUpStep.COMPLETE_AUTO_SIGN_IN
    output = auto_sign_in(auth, confirmed.auto_sign_in)

    assert cognito.operations == ["SignUp", "ConfirmSignUp", "InitiateAuth"]
    assert cognito.requests[1].body["Session"] == "1" * 20
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "AuthFlow": "USER_AUTH",
        "AuthParameters": {"USERNAME": ANA},
        "Session": "2" * 20,
    }
    assert output.is_signed_in
    assert output.next_step.sign_in_step is SignInStep.DONE
    assert output.tokens
    assert output.tokens.refresh_token == "refresh-token"
    assert output.tokens.claims["email"] == ANA


def test_sends_the_secret_hash_along(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    cognito.answers("InitiateAuth", cognito.tokens())
    auto_sign_in(make_auth(client_secret="secret"), CONFIRMED)
    assert cognito.last["AuthParameters"] == {
        "USERNAME": ANA,
        "SECRET_HASH": "+3H63zkMJmi4uZP9XaXx/OoeDJW3eSduA2QhcAC3/5I=",
    }


def test_asks_for_no_default_factor_when_the_code_is_the_factor(
    make_auth: MakeAuth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", cognito.tokens())
    auth = make_auth(passwordless={"preferred_challenge": "PASSWORD"})
    assert auto_sign_in(auth, CONFIRMED).is_signed_in
    assert cognito.last["AuthParameters"] == {"USERNAME": ANA}


def test_follows_an_explicit_user_auth(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("InitiateAuth", cognito.tokens())
    options = SignInOptions(
        auth_flow_type=AuthFlowType.USER_AUTH,
        client_metadata={"a": "b"},
        preferred_challenge=AuthFactor.EMAIL_OTP,
    )
    auto_sign_in(auth, replace(CONFIRMED, options=options))
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "AuthFlow": "USER_AUTH",
        "AuthParameters": {"USERNAME": ANA, "PREFERRED_CHALLENGE": "EMAIL_OTP"},
        "ClientMetadata": {"a": "b"},
        "Session": "t" * 20,
    }


def test_follows_an_explicit_password_flow_without_the_session(
    auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("InitiateAuth", cognito.tokens())
    auto_sign_in(auth, WITH_PASSWORD, password=PASSWORD)
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": ANA, "PASSWORD": PASSWORD},
    }


def test_falls_back_to_srp_without_a_session(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("InitiateAuth", "NotAuthorizedException")
    with pytest.raises(NotAuthorizedException):
        auto_sign_in(auth, replace(CONFIRMED, session=None), password=PASSWORD)
    assert cognito.last["AuthFlow"] == "USER_SRP_AUTH"


def test_needs_a_password_without_a_session(auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(EmptySignInPassword, match="password is required to signIn"):
        auto_sign_in(auth, replace(CONFIRMED, session=None))
    assert cognito.operations == []


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="never started"),
        pytest.param(replace(CONFIRMED, expires_at=NOW), id="timed out"),
    ],
)
def test_has_not_started_or_is_over(
    state: AutoSignIn | None, auth: Auth, cognito: FakeCognito
) -> None:
    with pytest.raises(AutoSignInException) as raised:
        auto_sign_in(auth, state)
    assert raised.value.name == "AutoSignInException"
    assert raised.value.message == (
        "The autoSignIn flow has not started, or has been cancelled/completed."
    )
    assert raised.value.recovery_suggestion == (
        "Please try to use the signIn API or log out before starting a new autoSignIn flow."
    )
    assert cognito.operations == []


def test_waits_for_the_link_until_the_time_is_over(
    auth: Auth, cognito: FakeCognito, clock: Clock
) -> None:
    cognito.refuses("InitiateAuth", "UserNotConfirmedException", "User is not confirmed.")
    waiting = auto_sign_in(auth, BY_LINK, password=PASSWORD)
    assert not waiting.is_signed_in
    assert waiting.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_UP

    clock.advance(179)
    cognito.answers("InitiateAuth", cognito.tokens())
    assert auto_sign_in(auth, BY_LINK, password=PASSWORD).is_signed_in

    clock.advance(1)
    with pytest.raises(AutoSignInException) as raised:
        auto_sign_in(auth, BY_LINK, password=PASSWORD)
    assert raised.value.name == "AutoSignInException"
    assert raised.value.message == "The account was not confirmed on time."
    assert raised.value.recovery_suggestion == (
        "Try to verify your account by clicking the link sent your email or phone"
        " and then login manually."
    )


def test_ends_in_a_step_when_the_pool_wants_more(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers(
        "InitiateAuth",
        {
            "ChallengeName": "SMS_MFA",
            "Session": "u" * 20,
            "ChallengeParameters": {
                "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
                "CODE_DELIVERY_DESTINATION": "+*******1234",
            },
        },
    )
    output = auto_sign_in(auth, CONFIRMED)
    assert not output.is_signed_in
    assert output.tokens is None
    assert output.next_step.sign_in_step is SignInStep.CONFIRM_SIGN_IN_WITH_SMS_CODE


@pytest.mark.parametrize(
    "options",
    [
        SignInOptions(),
        SignInOptions(
            auth_flow_type=AuthFlowType.USER_AUTH,
            client_metadata={"a": "b"},
            preferred_challenge=AuthFactor.SMS_OTP,
        ),
    ],
)
def test_state_survives_json(options: SignInOptions) -> None:
    state = replace(BY_LINK, options=options, session="s" * 20)
    assert AutoSignIn.from_dict(json.loads(json.dumps(state.to_dict()))) == state
