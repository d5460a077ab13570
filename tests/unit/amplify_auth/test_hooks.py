from dataclasses import replace

import pytest

from amplify_auth import (
    Auth,
    CodeMismatchException,
    SignUpStep,
    confirm_sign_up,
    sign_up,
)
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    SUB,
    FakeCognito,
)


def test_on_outcome_is_called_with_what_an_api_returned(auth: Auth, cognito: FakeCognito) -> None:
    seen: list[tuple[str, object]] = []
    watched = replace(auth, on_outcome=lambda api, outcome: seen.append((api, outcome)))
    cognito.answers("SignUp", {"UserConfirmed": True, "UserSub": SUB})
    output = sign_up(watched, username=ANA, password="correct horse 1 Battery!")
    assert output.next_step.sign_up_step is SignUpStep.DONE
    assert seen == [("sign_up", output)]


def test_on_outcome_is_called_with_what_an_api_raised(auth: Auth, cognito: FakeCognito) -> None:
    seen: list[tuple[str, object]] = []
    watched = replace(auth, on_outcome=lambda api, outcome: seen.append((api, outcome)))
    cognito.refuses("ConfirmSignUp", "CodeMismatchException")
    with pytest.raises(CodeMismatchException) as raised:
        confirm_sign_up(watched, username=ANA, confirmation_code="000000")
    assert seen == [("confirm_sign_up", raised.value)]
