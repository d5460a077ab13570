"""Code in documents, run as it stands."""

import json
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from amplify_auth import configure, load_amplify_outputs
from signup.forms.sign_up_settings import SignUpSettings, sign_up_settings
from tests.docs.markdown import PAGES, code_blocks, read
from tests.doubles import Clock
from tests.outputs import write_outputs
from tests.pages import Visitor
from tests.unit.amplify_auth.fake_cognito import (
    CLIENT_ID,
    DELIVERY,
    PASSWORD,
    POOL_ID,
    SESSION,
    SUB,
    FakeCognito,
)
from tests.unit.amplify_auth.srp_server import SrpServer

AUTH = {
    "aws_region": "eu-west-1",
    "user_pool_id": POOL_ID,
    "user_pool_client_id": CLIENT_ID,
    "password_policy": {"min_length": 8, "require_uppercase": True, "require_numbers": True},
}
SENT = {"CodeDeliveryDetails": DELIVERY}
CONTINUED = {"Session": SESSION}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_and_json_can_be_parsed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for block in code_blocks(text, "python"):
        compile(block, page.name, "exec")
    for block in code_blocks(text, "json"):
        json.loads(block)


def test_the_python_of_the_readme(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = code_blocks(read("README.md"), "python")
    monkeypatch.setattr(
        "builtins.input", lambda _prompt: Visitor(app).newest_code("ada@example.com")
    )
    exec(block, {"auth": app.extensions["signup"].auth})  # noqa: S102 - the page's own example
    assert "Signed in as ada@example.com" in capsys.readouterr().out


def test_the_python_of_the_reference(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = write_outputs(tmp_path, AUTH)
    monkeypatch.chdir(tmp_path)
    cognito = FakeCognito(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    server = SrpServer(SUB, PASSWORD, salt=5, secret=7)
    cognito.answers("SignUp", SENT | CONTINUED)
    cognito.answers("ResendConfirmationCode", SENT)
    cognito.answers("ConfirmSignUp", CONTINUED)
    cognito.answers("InitiateAuth", cognito.tokens())
    cognito.answers("InitiateAuth", server.challenge)
    cognito.answers("RespondToAuthChallenge", {"ChallengeName": "SMS_MFA"} | CONTINUED)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    cognito.answers("ForgotPassword", SENT)
    cognito.answers("ConfirmForgotPassword")
    cognito.answers("RevokeToken")
    cognito.answers("GlobalSignOut")
    invalid = "Invalid verification code provided, please try again."
    cognito.refuses("ConfirmSignUp", "CodeMismatchException", invalid)

    first, *blocks = code_blocks(read("docs/amplify-to-python.md"), "python")
    names: dict[str, Any] = {}
    exec(first, names)  # noqa: S102 - the page's own example
    names["auth"] = configure(
        load_amplify_outputs(outputs),
        prepare_client=cognito.prepare,
        fetch_jwks=cognito.fetch_jwks,
        clock=clock,
    )
    for block in blocks:
        exec(block, names)  # noqa: S102 - the page's own example
    assert cognito.is_done


def test_the_settings_of_the_form(tmp_path: Path) -> None:
    example = json.loads(code_blocks(read("docs/sign-up-form.md"), "json")[0])
    section = example["custom"]["sign_up"]
    assert set(section) == set(signature(SignUpSettings).parameters)
    path = write_outputs(tmp_path, custom={"sign_up": section})
    assert sign_up_settings(load_amplify_outputs(path)) != SignUpSettings()
