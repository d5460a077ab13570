from dataclasses import dataclass

import pytest

from amplify_auth import (
    Auth,
    AutoSignIn,
    CodeMismatchException,
    ConfirmSignUpOptions,
    EmptyConfirmSignUpCode,
    EmptyConfirmSignUpUsername,
    SignUpStep,
    confirm_sign_up,
)
from tests.unit.amplify_auth.conftest import MakeAuth
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    NOW,
    FakeCognito,
)

STARTED = AutoSignIn(username=ANA, expires_at=NOW + 180, session="s" * 20)
BY_LINK = AutoSignIn(username=ANA, expires_at=NOW + 180, by_link=True)
CONFIRMED = AutoSignIn(username=ANA, expires_at=NOW + 180, session="t" * 20)


@dataclass(frozen=True)
class Row:
    state: AutoSignIn | None
    username: str
    step: SignUpStep
    returned: AutoSignIn | None


# amplify-js confirmSignUp.ts, the decision table; "not active" comes about in two ways here.
DECISIONS = {
    "never started": Row(None, ANA, SignUpStep.DONE, None),
    "timed out": Row(AutoSignIn(ANA, NOW, session="s" * 20), ANA, SignUpStep.DONE, None),
    "another username": Row(STARTED, "bea@example.com", SignUpStep.DONE, None),
    "same username": Row(STARTED, ANA, SignUpStep.COMPLETE_AUTO_SIGN_IN, CONFIRMED),
    # Ours: amplify-js would lose the auto sign-in over the case.
    "same username in other case": Row(
        STARTED, "Ana@Example.com", SignUpStep.COMPLETE_AUTO_SIGN_IN, CONFIRMED
    ),
    # Ours: amplify-js would never answer.
    "same username, by link": Row(BY_LINK, ANA, SignUpStep.COMPLETE_AUTO_SIGN_IN, CONFIRMED),
}


@pytest.mark.parametrize("row", DECISIONS.values(), ids=DECISIONS)
def test_decides_the_next_step(row: Row, auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ConfirmSignUp", {"Session": "t" * 20})
    output = confirm_sign_up(
        auth, username=row.username, confirmation_code="123456", auto_sign_in=row.state
    )
    assert output.is_sign_up_complete is True
    assert output.next_step.sign_up_step is row.step
    assert output.auto_sign_in == row.returned


def test_sends_username_and_code_alone(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ConfirmSignUp")
    confirm_sign_up(auth, username=ANA, confirmation_code="123456")
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "Username": ANA,
        "ConfirmationCode": "123456",
    }


def test_sends_every_option_and_the_session(make_auth: MakeAuth, cognito: FakeCognito) -> None:
    cognito.answers("ConfirmSignUp")
    confirm_sign_up(
        make_auth(client_secret="secret"),
        username=ANA,
        confirmation_code="123456",
        options=ConfirmSignUpOptions(client_metadata={"a": "b"}, force_alias_creation=False),
        auto_sign_in=STARTED,
    )
    assert cognito.last == {
        "ClientId": CLIENT_ID,
        "SecretHash": "+3H63zkMJmi4uZP9XaXx/OoeDJW3eSduA2QhcAC3/5I=",
        "Username": ANA,
        "ConfirmationCode": "123456",
        "ForceAliasCreation": False,
        "ClientMetadata": {"a": "b"},
        "Session": "s" * 20,
    }


@pytest.mark.parametrize("row", ["timed out", "another username"])
def test_keeps_a_session_that_is_over_or_anothers_to_itself(
    row: str, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers("ConfirmSignUp")
    confirm_sign_up(
        auth,
        username=DECISIONS[row].username,
        confirmation_code="123456",
        auto_sign_in=DECISIONS[row].state,
    )
    assert "Session" not in cognito.last


def test_forgets_the_session_when_cognito_returns_none(auth: Auth, cognito: FakeCognito) -> None:
    cognito.answers("ConfirmSignUp")
    output = confirm_sign_up(auth, username=ANA, confirmation_code="123456", auto_sign_in=STARTED)
    assert output.auto_sign_in == AutoSignIn(username=ANA, expires_at=NOW + 180)


def test_raises_when_the_code_is_wrong(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("ConfirmSignUp", "CodeMismatchException", "Invalid verification code")
    with pytest.raises(CodeMismatchException):
        confirm_sign_up(auth, username=ANA, confirmation_code="000000", auto_sign_in=STARTED)


def test_needs_a_username_first_and_a_code(auth: Auth, cognito: FakeCognito) -> None:
    with pytest.raises(EmptyConfirmSignUpUsername, match="username is required to confirmSignUp"):
        confirm_sign_up(auth, username="", confirmation_code="")
    with pytest.raises(EmptyConfirmSignUpCode, match="code is required to confirmSignUp"):
        confirm_sign_up(auth, username=ANA, confirmation_code="")
    assert cognito.operations == []
