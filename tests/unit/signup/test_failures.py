"""Every exception that an operation declares has an answer on its page."""

import botocore.session
import pytest

import amplify_auth
from amplify_auth import AuthError, SignInStep
from signup.flows import confirmation, enumeration_protection
from signup.messages import failures

# The helper turns these into next steps, and raises them for no page.
NEXT_STEPS = {"PasswordResetRequiredException", "UserNotConfirmedException"}
SIGN_IN_FAILURES = failures.sign_in_failures({"email"})
CONFIRM_SIGN_IN_FAILURES = failures.confirm_sign_in_failures(
    SignInStep.CONFIRM_SIGN_IN_WITH_EMAIL_CODE
)
SENDING = enumeration_protection.CODE_NOT_SENT
STEPS = {
    "SignUp": (failures.SIGN_UP_FAILURES, enumeration_protection.CODE_NOT_DELIVERED),
    "ConfirmSignUp": (failures.confirm_sign_up_failures("email"), confirmation.TOOK_EFFECT),
    "ResendConfirmationCode": (failures.OUTAGES, SENDING),
    "ForgotPassword": (failures.RESET_PASSWORD_FAILURES, SENDING),
    "ConfirmForgotPassword": (failures.CONFIRM_RESET_PASSWORD_FAILURES, confirmation.TOOK_EFFECT),
    "InitiateAuth": (SIGN_IN_FAILURES, ()),
    "RespondToAuthChallenge": (CONFIRM_SIGN_IN_FAILURES, failures.SIGN_IN_IS_OVER),
    "AssociateSoftwareToken": (CONFIRM_SIGN_IN_FAILURES, failures.SIGN_IN_IS_OVER),
    "VerifySoftwareToken": (CONFIRM_SIGN_IN_FAILURES, failures.SIGN_IN_IS_OVER),
}


@pytest.mark.parametrize("operation", STEPS)
def test_no_exception_is_an_outage_by_omission(operation: str) -> None:
    model = botocore.session.get_session().get_service_model("cognito-idp")
    declared = {shape.name for shape in model.operation_model(operation).error_shapes}
    table, led_on = STEPS[operation]
    answered = {error.__name__ for error in (*table, *led_on)}
    if operation == "InitiateAuth":
        answered |= NEXT_STEPS
    assert declared <= answered


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
    assert failure == failures.wrong_login({"email"})


def test_an_error_of_no_table_is_an_outage() -> None:
    assert failures.failure_of(AuthError(), {}) is failures.UNAVAILABLE
