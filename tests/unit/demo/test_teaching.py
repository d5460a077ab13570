"""Explanations of the teaching panel: complete for the helper."""

import pytest

from amplify_auth import AFTER_CONFIRM_SIGN_UP, AFTER_SIGN_UP, SignUpStep
from config.settings import ROOT
from demo.teaching.amplify_js import AMPLIFY_JS_CALLS
from demo.teaching.calls import calls_on_the_stack, frames
from demo.teaching.explanations import BY_OUTCOME, explain
from demo.teaching.recording import Exchange, Outcome
from demo.teaching.steps import Step

APIS = {file.stem for file in (ROOT / "amplify_auth" / "apis").glob("[a-z]*.py")}


def step(*outcomes: Outcome, status: int = 303, answered: int = 400) -> Step:
    return Step(
        number=1,
        method="POST",
        endpoint="signup.sign_up",
        path="/sign-up",
        fields=[],
        calls=[],
        exchanges=[
            Exchange(
                operation="SignIn",
                target="",
                answered_by="",
                request={},
                status=answered,
                answer={},
            )
        ],
        outcomes=[*outcomes],
        rejections=[],
        status=status,
        location="/confirm-sign-up",
    )


def test_every_api_has_its_amplify_js_call() -> None:
    assert AMPLIFY_JS_CALLS.keys() == APIS


def test_every_explanation_is_of_an_api() -> None:
    assert {api for api, _ in BY_OUTCOME} <= APIS


def test_every_step_of_a_sign_up_is_explained() -> None:
    for api, table in (("sign_up", AFTER_SIGN_UP), ("confirm_sign_up", AFTER_CONFIRM_SIGN_UP)):
        for result in table.values():
            assert (api, result) in BY_OUTCOME
    assert {*AFTER_SIGN_UP.values()} == {*SignUpStep}


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome("confirm_sign_up", "NewException", is_error=True, code=""), "Cognito refused."),
        (Outcome("sign_in", "Unknown", is_error=True, code=""), "didn't answer"),
        (
            Outcome("sign_in", "TooManyRequestsException", is_error=True, code=""),
            "own limit",
        ),
        (Outcome("fetch_user_attributes", "", is_error=False, code=""), "attributes as they are"),
        (Outcome("fetch_user_auth_factors", "", is_error=False, code=""), "factors that the user"),
        (Outcome("list_web_authn_credentials", "", is_error=False, code=""), "passkeys"),
        (Outcome("delete_user", "", is_error=False, code=""), "deleted the account"),
        (
            Outcome("sign_in", "CONFIRM_SIGN_IN_WITH_SMS_CODE", is_error=False, code=""),
            "another factor",
        ),
        (Outcome("confirm_sign_in", "DONE", is_error=False, code=""), "issued tokens"),
    ],
)
def test_what_has_no_text_of_its_own_has_a_general_one(outcome: Outcome, says: str) -> None:
    (text,) = explain(step(outcome))
    assert says in text


def test_what_the_helper_refuses_is_not_laid_at_cognitos_door() -> None:
    outcome = Outcome("sign_in", "TokenVerificationError", is_error=True, code="")
    (text,) = explain(step(outcome, answered=200))
    assert "The helper stopped before Cognito refused" in text


@pytest.mark.parametrize("status", [200, 303, 400, 422, 429, 500, 503])
def test_a_step_that_asked_nobody_is_explained(status: int) -> None:
    (text,) = explain(step(status=status))
    assert text


def test_the_stack_of_others_is_not_shown() -> None:
    assert frames(calls_on_the_stack()) == []
