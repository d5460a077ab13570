"""docs/amplify-to-python.md, compared with what the helper exports."""

import dataclasses
import inspect
import re
from enum import StrEnum

import pytest
from botocore.session import get_session

import amplify_auth
from amplify_auth import AuthError, AuthValidationError, ServiceError, configure
from amplify_auth.service_errors import SERVICE_ERRORS
from tests.docs.markdown import read, table_rows

REFERENCE = read("docs/amplify-to-python.md")
ROWS = table_rows(REFERENCE)
# Names that differ in amplify-js, and values that it keeps in a module or behind a method.
OTHER_NAMES = {"global_sign_out": "global", "allowed_mfa_types": "allowedMFATypes"}
NOT_IN_AMPLIFY_JS = {
    ("SignUpOutput", "auto_sign_in"),
    ("ConfirmSignUpOutput", "auto_sign_in"),
    ("SignInOutput", "tokens"),
    ("SignInNextStep", "challenge"),
    ("SignInNextStep", "credential_request_options"),
}
COMPARED = ("Options", "Output", "NextStep", "CodeDeliveryDetails", "WebAuthnCredential")
SIDE_BY_SIDE = [
    (name, field.name)
    for name in amplify_auth.__all__
    if name.endswith(COMPARED) and dataclasses.is_dataclass(getattr(amplify_auth, name))
    for field in dataclasses.fields(getattr(amplify_auth, name))
]
OPERATIONS = {
    "sign_up": ("SignUp",),
    "confirm_sign_up": ("ConfirmSignUp",),
    "resend_sign_up_code": ("ResendConfirmationCode",),
    "sign_in": ("InitiateAuth", "RespondToAuthChallenge", "AssociateSoftwareToken"),
    "confirm_sign_in": (
        "RespondToAuthChallenge",
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
    ),
    "reset_password": ("ForgotPassword",),
    "confirm_reset_password": ("ConfirmForgotPassword",),
    "sign_out": ("RevokeToken", "GlobalSignOut"),
    "start_web_authn_registration": ("StartWebAuthnRegistration",),
    "complete_web_authn_registration": ("CompleteWebAuthnRegistration",),
    "list_web_authn_credentials": ("ListWebAuthnCredentials",),
    "delete_web_authn_credential": ("DeleteWebAuthnCredential",),
    "set_up_totp": ("AssociateSoftwareToken",),
    "verify_totp_setup": ("VerifySoftwareToken",),
    "fetch_mfa_preference": ("GetUser",),
    "update_mfa_preference": ("SetUserMFAPreference",),
    "fetch_user_attributes": ("GetUser",),
    "fetch_user_auth_factors": ("GetUserAuthFactors",),
    "update_password": ("ChangePassword",),
    "delete_user": ("DeleteUser",),
}


@pytest.mark.parametrize("name", amplify_auth.__all__)
def test_every_public_name_is_there(name: str) -> None:
    public = getattr(amplify_auth, name)
    members = list(public.__members__) if isinstance(public, type(StrEnum)) else []
    for word in (name, *members):
        assert re.search(rf"\b{word}\b", REFERENCE, re.IGNORECASE), word


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return OTHER_NAMES.get(name, first + "".join(word.title() for word in rest))


def first_line(public: type) -> str:
    return (inspect.getdoc(public) or "").splitlines()[0]


@pytest.mark.parametrize(("owner", "field"), SIDE_BY_SIDE)
def test_every_option_and_output_stands_beside_amplifys(owner: str, field: str) -> None:
    (row,) = (row for row in ROWS if len(row) > 1 and f"`{owner}.{field}`" in row[1])
    if (owner, field) not in NOT_IN_AMPLIFY_JS:
        assert re.search(rf"\b{camel(field)}`", row[0]), row


def test_every_argument_of_configure_is_there() -> None:
    documented = {
        name
        for row in ROWS[ROWS.index(["argument of `configure`", "what it is for"]) :]
        for name in re.findall(r"`(\w+)`", row[0])
    }
    assert set(inspect.signature(configure).parameters) - {"outputs"} <= documented


def test_the_helpers_own_errors_are_as_the_code_has_them() -> None:
    classes = {
        name: public
        for name, public in vars(amplify_auth).items()
        if isinstance(public, type) and issubclass(public, AuthError)
    }
    general = {AuthError, AuthValidationError, ServiceError}
    own = {
        name: public
        for name, public in classes.items()
        if public not in general and not issubclass(public, ServiceError)
    }
    rows = {row[0].strip("`"): row for row in ROWS if len(row) == 2 and row[0].strip("`") in own}
    assert {name: when for name, (_name, when) in rows.items()} == {
        name: first_line(public) for name, public in own.items()
    }
    text = " ".join(REFERENCE.split())
    renamed = {name: public.name for name, public in own.items() if public.name != name}
    assert all(f"`{name}` (`{amplifys}`)" in text for name, amplifys in renamed.items())


def test_cognitos_errors_are_as_its_model_declares_them() -> None:
    model = get_session().get_service_model("cognito-idp")
    rows = {row[0].strip("`"): row for row in ROWS if row[0].strip("`") in SERVICE_ERRORS}
    assert set(rows) == set(SERVICE_ERRORS)
    for name, (_name, when, declared_for) in rows.items():
        declared = {
            api
            for api, operations in OPERATIONS.items()
            for operation in operations
            if name in {shape.name for shape in model.operation_model(operation).error_shapes}
        }
        named = set(re.findall(r"`(\w+)`", declared_for))
        # "every API", "every API but `sign_out`", or a list
        expected = set(OPERATIONS) - named if declared_for.startswith("every API") else named
        assert expected == declared, name
        assert when == first_line(SERVICE_ERRORS[name])
