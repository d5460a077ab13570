"""docs/amplify-to-python.md is true: its Python runs, and it leaves no public name out."""

import dataclasses
import inspect
import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session

import amplify_auth
from amplify_auth import AuthError, AuthValidationError, ServiceError, configure
from amplify_auth.service_errors import SERVICE_ERRORS
from tests.unit.amplify_auth.conftest import MakeAuth, outputs_document
from tests.unit.amplify_auth.fake_cognito import SUB, FakeCognito
from tests.unit.amplify_auth.srp_server import SrpServer

DOC = Path(__file__).parents[3] / "docs" / "amplify-to-python.md"
ROWS = [
    [cell.strip() for cell in line.split(" | ")]
    for line in re.findall(r"^\| (.*) \|$", DOC.read_text(), re.MULTILINE)
]
# What has another name in amplify-js, and what is a variable of its module or a method of its own.
OTHER_NAMES = {"global_sign_out": "global", "allowed_mfa_types": "allowedMFATypes"}
NOT_IN_AMPLIFY_JS = {
    ("SignUpOutput", "auto_sign_in"),
    ("ConfirmSignUpOutput", "auto_sign_in"),
    ("SignInOutput", "tokens"),
    ("SignInNextStep", "challenge"),
}
SIDE_BY_SIDE = [
    (name, field.name)
    for name in amplify_auth.__all__
    if name.endswith(("Options", "Output", "NextStep")) or name == "CodeDeliveryDetails"
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
}
POLICY = {"min_length": 8, "require_uppercase": True, "require_numbers": True}
DELIVERY = {
    "CodeDeliveryDetails": {
        "Destination": "a***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
}


def test_every_python_block_runs(
    make_auth: MakeAuth,
    cognito: FakeCognito,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = outputs_document(password_policy=POLICY)
    (tmp_path / "amplify_outputs.json").write_text(json.dumps(document))
    monkeypatch.chdir(tmp_path)
    server = SrpServer(SUB, "correct horse 1 Battery!", salt=5, secret=7)
    session = {"Session": "s" * 20}
    cognito.answers("SignUp", {"UserConfirmed": False, "UserSub": SUB, **DELIVERY, **session})
    cognito.answers("ResendConfirmationCode", DELIVERY)
    cognito.answers("ConfirmSignUp", session)
    cognito.answers("InitiateAuth", cognito.tokens())
    cognito.answers("InitiateAuth", server.challenge)
    cognito.answers("RespondToAuthChallenge", {"ChallengeName": "SMS_MFA", **session})
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    cognito.answers("ForgotPassword", DELIVERY)
    cognito.answers("ConfirmForgotPassword")
    cognito.answers("RevokeToken")
    cognito.answers("GlobalSignOut")
    cognito.refuses(
        "ConfirmSignUp",
        "CodeMismatchException",
        "Invalid verification code provided, please try again.",
    )

    first, *blocks = re.findall(r"^```python\n(.*?)^```", DOC.read_text(), re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(first, names)  # noqa: S102 - our own document
    names["auth"] = make_auth(password_policy=POLICY)
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own document

    assert cognito.is_done


@pytest.mark.parametrize("name", amplify_auth.__all__)
def test_every_public_name_is_there(name: str) -> None:
    public = getattr(amplify_auth, name)
    members = list(public.__members__) if isinstance(public, type(StrEnum)) else []
    text = DOC.read_text()
    for word in (name, *members):
        assert re.search(rf"\b{word}\b", text, re.IGNORECASE), word


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
    rows = {row[1].strip("`"): row for row in ROWS if len(row) == 4 and row[1].strip("`") in own}
    assert set(rows) == set(own)
    for name, public in own.items():
        amplifys, _name, message, when = rows[name]
        assert amplifys in {f"`{public.name}`", "(none)"}
        assert (message, when) == (public.message, first_line(public))


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
        every = set(OPERATIONS) if declared_for == "every API" else set()
        assert every | set(re.findall(r"`(\w+)`", declared_for)) == declared, name
        assert when == first_line(SERVICE_ERRORS[name])
