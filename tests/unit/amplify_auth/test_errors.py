import json
import traceback
from typing import Any

import pytest
from botocore import exceptions as botocore_errors
from botocore.session import get_session

from amplify_auth import (
    Auth,
    AuthError,
    AuthValidationError,
    CustomAuthSignInPassword,
    EmptyChallengeResponse,
    EmptyConfirmResetPasswordConfirmationCode,
    EmptyConfirmResetPasswordNewPassword,
    EmptyConfirmResetPasswordUsername,
    EmptyConfirmSignUpCode,
    EmptyConfirmSignUpUsername,
    EmptyResetPasswordUsername,
    EmptySignInPassword,
    EmptySignInUsername,
    EmptySignUpPassword,
    EmptySignUpUsername,
    EmptyUpdatePassword,
    EmptyVerifyTOTPSetupCode,
    IncorrectMFAMethod,
    InvalidParameterException,
    InvalidPreferredChallenge,
    NetworkError,
    ServiceError,
    UnknownError,
    UsernameExistsException,
    sign_up,
)
from amplify_auth.service_errors import SERVICE_ERRORS
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    PASSWORD,
    FakeCognito,
)

OPERATIONS = (
    "SignUp",
    "ConfirmSignUp",
    "ResendConfirmationCode",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "RevokeToken",
    "GlobalSignOut",
    "AssociateSoftwareToken",
    "VerifySoftwareToken",
    "StartWebAuthnRegistration",
    "CompleteWebAuthnRegistration",
    "ListWebAuthnCredentials",
    "DeleteWebAuthnCredential",
    "GetUser",
    "SetUserMFAPreference",
    "ChangePassword",
    "DeleteUser",
)

# amplify-js AuthErrorStrings.ts: message, recovery suggestion.
VALIDATION: dict[type[AuthValidationError], tuple[str, str | None]] = {
    EmptySignUpUsername: ("username is required to signUp", None),
    EmptySignUpPassword: ("password is required to signUp", None),
    EmptyConfirmSignUpUsername: ("username is required to confirmSignUp", None),
    EmptyConfirmSignUpCode: ("code is required to confirmSignUp", None),
    EmptySignInUsername: ("username is required to signIn", None),
    EmptySignInPassword: ("password is required to signIn", None),
    CustomAuthSignInPassword: (
        "A password is not needed when signing in with CUSTOM_WITHOUT_SRP",
        "Do not include a password in your signIn call.",
    ),
    EmptyChallengeResponse: ("challengeResponse is required to confirmSignIn", None),
    IncorrectMFAMethod: (
        "Incorrect MFA method was chosen. It should be either SMS, TOTP, or EMAIL",
        "Try to pass SMS, TOTP, or EMAIL as the challengeResponse",
    ),
    InvalidPreferredChallenge: (
        "The preferred challenge is not enabled in your backend configuration",
        "Ensure the authentication method is enabled in your Amplify backend configuration",
    ),
    EmptyResetPasswordUsername: ("username is required to resetPassword", None),
    EmptyConfirmResetPasswordUsername: ("username is required to confirmResetPassword", None),
    EmptyConfirmResetPasswordNewPassword: (
        "newPassword is required to confirmResetPassword",
        None,
    ),
    EmptyConfirmResetPasswordConfirmationCode: (
        "confirmationCode is required to confirmResetPassword",
        None,
    ),
    EmptyUpdatePassword: ("oldPassword and newPassword are required to changePassword", None),
    EmptyVerifyTOTPSetupCode: ("code is required to verifyTotpSetup", None),
}


@pytest.mark.parametrize("error", AuthValidationError.__subclasses__(), ids=lambda e: e.__name__)
def test_validation_errors_are_amplifys(error: type[AuthValidationError]) -> None:
    raised = error()
    assert raised.name == error.__name__
    assert (raised.message, raised.recovery_suggestion) == VALIDATION[error]
    assert str(raised) == f"{raised.name}: {raised.message}"


@pytest.mark.parametrize("name", SERVICE_ERRORS)
def test_a_refusal_is_raised_as_the_class_of_its_name(
    name: str, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.refuses("SignUp", name, "As Cognito puts it.", 500 if "Internal" in name else 400)
    with pytest.raises(SERVICE_ERRORS[name]) as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    error = raised.value
    assert type(error) is SERVICE_ERRORS[name]
    assert (error.name, error.message) == (name, "As Cognito puts it.")
    assert error.metadata.http_status_code == (500 if "Internal" in name else 400)
    assert error.metadata.request_id == "request-1"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_exception_that_an_operation_declares_has_a_class(operation: str) -> None:
    model = get_session().get_service_model("cognito-idp").operation_model(operation)
    assert {shape.name for shape in model.error_shapes} <= set(SERVICE_ERRORS)


def test_a_namespace_in_front_of_the_name_is_dropped(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses(
        "SignUp", "com.amazonaws.cognito#UsernameExistsException", "User already exists"
    )
    with pytest.raises(UsernameExistsException):
        sign_up(auth, username=ANA, password=PASSWORD)


def test_an_exception_nobody_told_us_of_keeps_its_name(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("SignUp", "NewlyInventedException", "New.")
    with pytest.raises(ServiceError) as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert (raised.value.name, raised.value.message) == ("NewlyInventedException", "New.")


# amplify-js assertServiceError.test.ts: an error without a name.
@pytest.mark.parametrize("status", [400, 403, 500, 503])
@pytest.mark.parametrize("body", [{}, {"message": "?"}, {"__type": None}, {"__type": ""}])
def test_an_answer_without_a_name_is_unknown_and_tells_its_status(
    status: int, body: dict[str, Any], auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers_raw("SignUp", json.dumps(body).encode(), status)
    with pytest.raises(UnknownError, match="An unknown error has occurred") as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert raised.value.name == "Unknown"
    assert raised.value.metadata.http_status_code == status


@pytest.mark.parametrize("status", [301, 400, 403, 404, 429, 500, 502, 503])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"<html>",
        b"\xff",
        b"[" * 200_000,
        b'{"__type": 5}',
        b'{"__type": ["x"]}',
        b'{"__type": {}}',
        b'{"__type": "#"}',
        b'{"__type": "\\ud800"}',
        b'{"__type": "InvalidParameterException", "message": 5}',
        b'{"__type": "InvalidParameterException", "message": null}',
        b'{"__type": "InvalidParameterException", "message": ["x"]}',
        b'{"__type": "InvalidParameterException", "message": "\\ud800"}',
    ],
    ids=lambda body: str(body[:60]),
)
def test_whatever_a_refusal_holds_it_is_an_error_of_this_package(
    status: int, body: bytes, auth: Auth, cognito: FakeCognito
) -> None:
    cognito.answers_raw("SignUp", body, status)
    with pytest.raises(AuthError) as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert raised.value.__context__ is None
    assert isinstance(raised.value.message, str)
    assert not isinstance(raised.value, NetworkError)


@pytest.mark.asvs("16.4.1")
def test_a_name_that_is_no_name_is_not_repeated(auth: Auth, cognito: FakeCognito) -> None:
    cognito.refuses("SignUp", "Forged\r\nline", "")
    with pytest.raises(ServiceError) as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert str(raised.value) == "ServiceError"


@pytest.mark.asvs("16.3.4")
@pytest.mark.parametrize(
    "fault",
    [
        botocore_errors.EndpointConnectionError(endpoint_url="https://x"),
        botocore_errors.ConnectTimeoutError(endpoint_url="https://x"),
        botocore_errors.ReadTimeoutError(endpoint_url="https://x"),
        botocore_errors.ConnectionClosedError(endpoint_url="https://x"),
        botocore_errors.SSLError(endpoint_url="https://x", error=OSError("bad certificate")),
        botocore_errors.ProxyConnectionError(proxy_url="https://x"),
        botocore_errors.HTTPClientError(error="broken"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_no_answer_is_a_network_error(fault: Exception, auth: Auth, cognito: FakeCognito) -> None:
    cognito.fails("SignUp", fault)
    with pytest.raises(NetworkError, match="A network error has occurred") as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert raised.value.metadata.http_status_code is None
    assert cognito.operations == ["SignUp"]


def test_what_fits_nowhere_is_unknown(auth: Auth, cognito: FakeCognito) -> None:
    cognito.fails("SignUp", botocore_errors.BotoCoreError())
    with pytest.raises(UnknownError, match="An unknown error has occurred") as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert raised.value.name == "Unknown"


@pytest.mark.asvs("16.2.5")
def test_a_value_of_the_wrong_type_is_refused_without_being_shown(
    auth: Auth, cognito: FakeCognito
) -> None:
    secret = ("not", "a", "string")
    with pytest.raises(InvalidParameterException) as raised:
        sign_up(auth, username=ANA, password=secret)  # type: ignore[arg-type] # what is tested
    assert cognito.operations == []
    assert "not" not in everything_shown(raised.value)


@pytest.mark.asvs("16.2.5")
def test_the_services_words_are_not_in_the_text_of_a_refusal(
    auth: Auth, cognito: FakeCognito
) -> None:
    # Some Cognito-compatible servers answer with the address itself.
    cognito.refuses("SignUp", "UsernameExistsException", ANA)
    with pytest.raises(UsernameExistsException) as raised:
        sign_up(auth, username=ANA, password=PASSWORD)
    assert ANA not in everything_shown(raised.value)
    assert raised.value.__context__ is None


def everything_shown(error: AuthError) -> str:
    last_line = "".join(traceback.format_exception_only(error))
    causes = "".join(traceback.format_exception(error.__context__)) if error.__context__ else ""
    return str(error) + repr(error) + last_line + causes
