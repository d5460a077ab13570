"""Code in documents, run as it stands."""

import json
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from amplify_auth import configure, load_amplify_outputs
from config.settings import ROOT
from signup.forms.sign_up_settings import SignUpSettings, sign_up_settings
from tests.docs.markdown import PAGES, code_blocks, read
from tests.doubles import Clock
from tests.outputs import write_outputs
from tests.unit.amplify_auth.fake_cognito import (
    ANA,
    CLIENT_ID,
    CREATION_OPTIONS,
    DELIVERY,
    PASSWORD,
    POOL_ID,
    SESSION,
    SUB,
    WEB_AUTHN,
    FakeCognito,
)
from tests.unit.amplify_auth.srp_server import SrpServer
from user_pool import LocalUserPool
from user_pool.pytest_plugin import amplify_outputs, user_pool

__all__ = ["amplify_outputs", "user_pool"]  # the fixtures

AUTH = {
    "aws_region": "eu-west-1",
    "user_pool_id": POOL_ID,
    "user_pool_client_id": CLIENT_ID,
    "password_policy": {"min_length": 8, "require_uppercase": True, "require_numbers": True},
}
SENT = {"CodeDeliveryDetails": DELIVERY}
CONTINUED = {"Session": SESSION}
PASSKEY = {"CredentialId": "cGFzc2tleQ", "FriendlyCredentialName": "Ana's laptop"}
MFA = {"UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_and_json_can_be_parsed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for block in code_blocks(text, "python"):
        compile(block, page.name, "exec")
    for block in code_blocks(text, "json"):
        json.loads(block)


def test_the_python_of_the_readme_is_the_example() -> None:
    """`tests/unit/examples` runs the example."""
    (block,) = code_blocks(read("README.md"), "python")
    assert block == (ROOT / "examples/practical_example/app.py").read_text(encoding="utf-8")


def test_the_python_of_the_helpers_readme(
    user_pool: LocalUserPool,
    amplify_outputs: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (block,) = code_blocks(read("amplify_auth/README.md"), "python")
    (tmp_path / "amplify_outputs.json").write_text(json.dumps(amplify_outputs))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("builtins.input", lambda _prompt: user_pool.code(ANA))
    connect = partial(configure, fetch_jwks=lambda _url: user_pool.jwks())
    monkeypatch.setattr("amplify_auth.configure", connect)
    exec(block, {})
    assert capsys.readouterr().out == f"Signed in as {ANA}\n"
    exec(block, {})
    assert capsys.readouterr().out.startswith("UsernameExistsException An account with")


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
    cognito.answers("StartWebAuthnRegistration", {"CredentialCreationOptions": CREATION_OPTIONS})
    cognito.answers("CompleteWebAuthnRegistration")
    cognito.answers("ListWebAuthnCredentials", {"Credentials": [PASSKEY]})
    cognito.answers("DeleteWebAuthnCredential")
    cognito.answers("InitiateAuth", WEB_AUTHN | CONTINUED)
    cognito.answers("RespondToAuthChallenge", cognito.tokens())
    cognito.answers("AssociateSoftwareToken", {"SecretCode": "GEZDGNBV"})
    cognito.answers("VerifySoftwareToken")
    cognito.answers("SetUserMFAPreference")
    cognito.answers("GetUser", MFA)
    cognito.answers("GetUser", {"UserAttributes": [{"Name": "email", "Value": ANA}]})
    factors = {"Username": SUB, "ConfiguredUserAuthFactors": ["PASSWORD"]}
    cognito.answers("GetUserAuthFactors", factors)
    cognito.answers("ChangePassword")
    cognito.answers("ChangePassword")
    cognito.answers("DeleteUser")
    cognito.answers("ForgotPassword", SENT)
    cognito.answers("ConfirmForgotPassword")
    cognito.answers("RevokeToken")
    cognito.answers("GlobalSignOut")
    invalid = "Invalid verification code provided, please try again."
    cognito.refuses("ConfirmSignUp", "CodeMismatchException", invalid)

    first, *blocks = code_blocks(read("docs/amplify-to-python.md"), "python")
    names: dict[str, Any] = {}
    exec(first, names)
    names["auth"] = configure(
        load_amplify_outputs(outputs),
        prepare_client=cognito.prepare,
        fetch_jwks=cognito.fetch_jwks,
        clock=clock,
    )
    for block in blocks:
        exec(block, names)
    assert cognito.is_done


def test_the_settings_of_the_form(tmp_path: Path) -> None:
    example = json.loads(code_blocks(read("docs/sign-up-form.md"), "json")[0])
    section = example["custom"]["sign_up"]
    assert set(section) == set(signature(SignUpSettings).parameters)
    path = write_outputs(tmp_path, custom={"sign_up": section})
    assert sign_up_settings(load_amplify_outputs(path)) != SignUpSettings()
