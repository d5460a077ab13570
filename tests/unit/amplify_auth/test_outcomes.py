from dataclasses import replace
from itertools import product

import pytest

from amplify_auth import (
    AFTER_CONFIRM_SIGN_UP,
    AFTER_SIGN_UP,
    Auth,
    CodeMismatchException,
    SignedUp,
    SignUpStep,
    confirm_sign_up,
    sign_up,
)
from tests.unit.amplify_auth.fake_cognito import SUB, FakeCognito

ANA = "ana@example.com"


def test_the_tables_know_every_case() -> None:
    switches = (True, False)
    assert AFTER_SIGN_UP.keys() == {SignedUp(*case) for case in product(switches, repeat=3)}
    assert AFTER_CONFIRM_SIGN_UP.keys() == set(switches)


def test_an_observer_is_told_what_an_api_returned(auth: Auth, cognito: FakeCognito) -> None:
    told: list[tuple[str, object]] = []
    watched = replace(auth, on_outcome=lambda api, outcome: told.append((api, outcome)))
    cognito.answers("SignUp", {"UserConfirmed": True, "UserSub": SUB})
    output = sign_up(watched, username=ANA, password="correct horse 1 Battery!")
    assert output.next_step.sign_up_step is SignUpStep.DONE
    assert told == [("sign_up", output)]


def test_an_observer_is_told_what_an_api_raised(auth: Auth, cognito: FakeCognito) -> None:
    told: list[tuple[str, object]] = []
    watched = replace(auth, on_outcome=lambda api, outcome: told.append((api, outcome)))
    cognito.refuses("ConfirmSignUp", "CodeMismatchException")
    with pytest.raises(CodeMismatchException) as raised:
        confirm_sign_up(watched, username=ANA, confirmation_code="000000")
    assert told == [("confirm_sign_up", raised.value)]
