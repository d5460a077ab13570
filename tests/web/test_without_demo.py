"""The production app that is left when the demo and the embedded pool are deleted."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from config.settings import ROOT
from tests.faulty_pool import faulty_pool, responses
from tests.pages import AFTER_SIGN_IN_URL
from tests.unit.amplify_auth.fake_cognito import CLIENT_ID, POOL_ID, SUB, FakeCognito, public_jwk

EMAIL = "ada@example.com"
DELETED = ("demo", "user_pool")
NOT_COPIED = shutil.ignore_patterns(
    ".*", "__pycache__", "node_modules", "bench", "build", "docs", "instance", *DELETED
)
SIGN_UP = """
import json
from app import create_app
from tests.pages import Visitor

app = create_app()
app.config["PREFERRED_URL_SCHEME"] = "https"  # which Flask's test client goes by
visitor = Visitor(app, HTTP_REFERER="https://localhost/")
steps = [visitor.sign_up("ada@example.com"), visitor.confirm("123456"), visitor.auto_sign_in()]
account = visitor.get("/account")
demo = [visitor.get(path).status for path in ("/outbox", "/scenarios", "/learn", "/workbench")]
print(json.dumps([[page.location for page in steps], account.heading, account.text, demo]))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the project without the demo, its templates and the embedded pool."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    app = copy / "app.py"
    lines = app.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not re.match(r"import demo$| *demo\.", line)]
    assert len(lines) - len(kept) == 2, "two lines of app.py are the demo's"
    app.write_text("".join(kept))
    return copy


@pytest.fixture
def pool() -> dict[str, Any]:
    """Return what a pool on Cognito answers to each step of a sign-up."""
    cognito = FakeCognito(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    now = time.time()
    dates = {"iat": now, "exp": now + 3600}
    tokens = {
        "AccessToken": cognito.token("access", **dates),
        "IdToken": cognito.token("id", email=EMAIL, **dates),
        "RefreshToken": "refresh-token",
    }
    delivery = {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    sent = {"UserConfirmed": False, "UserSub": SUB, "CodeDeliveryDetails": delivery}
    session = {"Session": "s" * 20}
    return {
        "SignUp": sent | session,
        "ConfirmSignUp": session,
        "InitiateAuth": {"AuthenticationResult": tokens, "ChallengeParameters": {}},
        "GetUser": {"Username": SUB, "UserAttributes": [{"Name": "email", "Value": EMAIL}]},
        "": {"keys": [public_jwk(cognito.key)]},
    }


@pytest.mark.slow
def test_a_sign_up_works_in_production_without_the_demo(
    copy: Path, pool: dict[str, Any], tmp_path: Path
) -> None:
    outputs = json.loads((ROOT / "config" / "amplify_outputs.json").read_text())
    del outputs["custom"]
    outputs["auth"] |= {
        "aws_region": POOL_ID.partition("_")[0],
        "user_pool_id": POOL_ID,
        "user_pool_client_id": CLIENT_ID,
    }
    (tmp_path / "outputs.json").write_text(json.dumps(outputs))
    with faulty_pool() as stub:
        stub.fault = responses(pool)
        done = subprocess.run(
            [sys.executable, "-c", SIGN_UP],
            cwd=copy,
            env={
                "PATH": os.environ["PATH"],
                "APP_ENV": "production",
                "SECRET_KEY": "k" * 32,
                "AMPLIFY_OUTPUTS": str(tmp_path / "outputs.json"),
                "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": stub.url,
                "DATA_DIR": str(tmp_path / "data"),
                "MIN_FILL_SECONDS": "0",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    locations, heading, account, demo = json.loads(done.stdout)
    assert locations == ["/confirm-sign-up", "/auto-sign-in", AFTER_SIGN_IN_URL]
    assert heading == "Your account"
    assert EMAIL in account
    assert stub.requests == ["SignUp", "ConfirmSignUp", "InitiateAuth", "", "GetUser"]
    assert demo == [404] * 4
