"""Every exception that an operation declares has an answer on its page."""

import botocore.session
import pytest

import amplify_auth
from amplify_auth import AuthError, SignInStep, load_amplify_outputs
from signup.flows import enumeration_protection
from signup.flows.sign_in_steps import STEP_PAGES
from signup.flows.signed_in_pages import SESSION_IS_OVER
from signup.messages import failures
from signup.messages.account_failures import (
    ADD_PASSWORD_FAILURES,
    DELETE_ACCOUNT_FAILURES,
)
from signup.messages.confirm_sign_in_failures import SIGN_IN_IS_OVER
from signup.messages.failures import Failures
from signup.messages.first_factor_failures import (
    CODE_FAILURES,
    NOT_AVAILABLE,
    PASSKEY_FAILURES,
)
from signup.messages.passkey_failures import (
    ADD_PASSKEY_FAILURES,
    LIST_PASSKEYS_FAILURES,
    START_PASSKEY_FAILURES,
)
from signup.messages.reset_password_failures import (
    CONFIRM_RESET_PASSWORD_FAILURES,
    RESET_PASSWORD_FAILURES,
)
from signup.messages.sign_in_failures import sign_in_failures, wrong_login
from signup.messages.sign_up_failures import SIGN_UP_FAILURES, confirm_sign_up_failures
from tests.outputs import FULL

OUTPUTS = load_amplify_outputs(FULL).auth
# The helper turns these into next steps, and raises them for no page.
MAY_BE_DOWN = {
    amplify_auth.ConcurrentModificationException,
    amplify_auth.EnableSoftwareTokenMFAException,
    amplify_auth.InvalidPasswordException,
    amplify_auth.MFAMethodNotFoundException,
    amplify_auth.PasswordHistoryPolicyViolationException,
    amplify_auth.SoftwareTokenMFANotFoundException,
}
"""Declared by the operation, and never raised for a code."""
NEXT_STEPS = {"PasswordResetRequiredException", "UserNotConfirmedException"}
SIGN_IN_FAILURES = sign_in_failures({"email"})
SENDING = enumeration_protection.CODE_NOT_SENT
STEPS = {
    "SignUp": (SIGN_UP_FAILURES, enumeration_protection.CODE_NOT_DELIVERED),
    "ConfirmSignUp": (confirm_sign_up_failures("email"), enumeration_protection.TOOK_EFFECT),
    "ResendConfirmationCode": (failures.OUTAGES, SENDING),
    "ForgotPassword": (RESET_PASSWORD_FAILURES, SENDING),
    "ConfirmForgotPassword": (CONFIRM_RESET_PASSWORD_FAILURES, enumeration_protection.TOOK_EFFECT),
    "InitiateAuth": (SIGN_IN_FAILURES, ()),
    "ChangePassword": (ADD_PASSWORD_FAILURES, SESSION_IS_OVER),
    "DeleteUser": (DELETE_ACCOUNT_FAILURES, SESSION_IS_OVER),
    "StartWebAuthnRegistration": (START_PASSKEY_FAILURES, SESSION_IS_OVER),
    "CompleteWebAuthnRegistration": (ADD_PASSKEY_FAILURES, SESSION_IS_OVER),
    "ListWebAuthnCredentials": (LIST_PASSKEYS_FAILURES, SESSION_IS_OVER),
    "DeleteWebAuthnCredential": (LIST_PASSKEYS_FAILURES, SESSION_IS_OVER),
}
FIRST_FACTORS = [
    ("InitiateAuth", NOT_AVAILABLE, SENDING),
    ("RespondToAuthChallenge", CODE_FAILURES, ()),
    ("ConfirmSignUp", CODE_FAILURES, ()),
    ("RespondToAuthChallenge", PASSKEY_FAILURES, ()),
]
"""Operations behind the pages for first factors, with their texts and what is not told."""


@pytest.mark.parametrize(("operation", "table", "not_told"), FIRST_FACTORS)
def test_no_exception_is_an_outage_by_omission_at_a_first_factor(
    operation: str, table: Failures, not_told: tuple[type[AuthError], ...]
) -> None:
    answered = {error.__name__ for error in (*table, *not_told)}
    assert _declared(operation) <= answered | NEXT_STEPS


@pytest.mark.asvs("6.3.8")
@pytest.mark.parametrize("table", [CODE_FAILURES, PASSKEY_FAILURES])
def test_a_first_factor_that_is_refused_has_one_text(table: Failures) -> None:
    technical = {*failures.OUTAGES, *failures.TRIGGERS_FAILED, *MAY_BE_DOWN}
    assert len({failure.message for kind, failure in table.items() if kind not in technical}) == 1


@pytest.mark.parametrize("operation", STEPS)
def test_no_exception_is_an_outage_by_omission(operation: str) -> None:
    table, led_on = STEPS[operation]
    answered = {error.__name__ for error in (*table, *led_on)}
    if operation == "InitiateAuth":
        answered |= NEXT_STEPS
    assert _declared(operation) <= answered


@pytest.mark.slow
@pytest.mark.parametrize("step", STEP_PAGES)
@pytest.mark.parametrize(
    "operation", ["RespondToAuthChallenge", "AssociateSoftwareToken", "VerifySoftwareToken"]
)
def test_no_exception_is_an_outage_by_omission_at_any_step(
    step: SignInStep, operation: str
) -> None:
    table = STEP_PAGES[step].failures(OUTPUTS)
    answered = {error.__name__ for error in (*table, *SIGN_IN_IS_OVER)}
    assert _declared(operation) <= answered


def _declared(operation: str) -> set[str]:
    model = botocore.session.get_session().get_service_model("cognito-idp")
    return {shape.name for shape in model.operation_model(operation).error_shapes}


@pytest.mark.parametrize("stage", ["PostAuthentication", "PreTokenGeneration"])
@pytest.mark.parametrize("ending", ["failed with error no.", "invocation failed due to error X."])
def test_a_trigger_after_the_right_password_is_no_wrong_password(stage: str, ending: str) -> None:
    error = amplify_auth.UserLambdaValidationException(f"{stage} {ending}")
    failure = failures.failure_of(error, SIGN_IN_FAILURES)
    assert failure is failures.NOT_FINISHED


@pytest.mark.asvs("6.3.8")
def test_a_trigger_before_the_password_is_a_wrong_password() -> None:
    error = amplify_auth.UserLambdaValidationException("PreAuthentication failed with error no.")
    failure = failures.failure_of(error, SIGN_IN_FAILURES)
    assert failure == wrong_login({"email"})


def test_an_error_of_no_table_is_an_outage() -> None:
    assert failures.failure_of(AuthError(), {}) is failures.UNAVAILABLE
