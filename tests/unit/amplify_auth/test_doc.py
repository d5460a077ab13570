"""docs/amplify-to-python.md is true: its Python runs, and it leaves no public name out."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

import amplify_auth
from tests.unit.amplify_auth.conftest import MakeAuth, outputs_document
from tests.unit.amplify_auth.fake_cognito import SUB, FakeCognito
from tests.unit.amplify_auth.srp_server import SrpServer

DOC = Path(__file__).parents[3] / "docs" / "amplify-to-python.md"
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
        exec(block, names)  # noqa: S102 - as above

    assert cognito.is_done


@pytest.mark.parametrize("name", amplify_auth.__all__)
def test_every_public_name_is_there(name: str) -> None:
    public = getattr(amplify_auth, name)
    members = list(public.__members__) if isinstance(public, type(StrEnum)) else []
    text = DOC.read_text()
    for word in (name, *members):
        assert re.search(rf"\b{word}\b", text, re.IGNORECASE), word
