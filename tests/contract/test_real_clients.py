"""Real clients of Cognito, over HTTP against the embedded pool."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from config.settings import ROOT
from tests.contract.servers import serving
from tests.node_packages import install_node_packages
from tests.unit.user_pool.harness import CLIENT_ID, EMAIL_POOL, FLOWS, PASSWORD, POOL_ID, definition
from user_pool import UserPoolDefinition, UserPoolServer, UserPoolService

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

NODE = Path(__file__).with_name("node")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UserPoolService]:
    service = UserPoolService(tmp_path_factory.mktemp("pool") / "pool.db")
    service.ensure_user_pool(definition())
    yield service
    service.close()


@pytest.fixture(scope="module")
def endpoint(service: UserPoolService) -> Iterator[str]:
    with UserPoolServer(service, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the packages that the lock file pins."""
    return install_node_packages(NODE)


def test_pycognito_as_documented(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "user-pool.md").read_text("utf-8")
    (example,) = re.findall(r"^```python pycognito\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    command = ("user_pool", "serve", f"--db={tmp_path / 'pool.db'}", "--issuer=endpoint")
    outputs = f"--amplify-outputs={ROOT / 'config' / 'amplify_outputs.json'}"
    log = tmp_path / "server.log"
    with serving(*command, outputs, health="/healthz", log=log) as url:
        names: dict[str, Any] = {}
        # Up to the sign-in, for which there must be a user.
        setup, sign_in = example.replace("http://127.0.0.1:9229", url).split("user.authenticate")
        exec(setup, names)
        user = names["user"]
        user.set_base_attributes(given_name="Ann")
        user.register("ann@example.com", PASSWORD)
        sent = re.findall(r"Your verification code is (\d{6})", log.read_text("utf-8"))
        user.confirm_sign_up(sent[-1])
        exec(f"user.authenticate{sign_in}", names)
        assert capsys.readouterr().out == "ann@example.com\n"
        assert user.get_user().given_name == "Ann"
        user.renew_access_token()
        user.logout()


@pytest.mark.parametrize("flow", ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "USER_AUTH"])
def test_aws_amplify(endpoint: str, node: str, flow: str) -> None:
    command = [node, "journey.mjs", endpoint, POOL_ID, CLIENT_ID, flow]
    finished = subprocess.run(
        command, cwd=NODE, capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stderr
    result: dict[str, Any] = json.loads(finished.stdout)
    details = {"destination": "A***@e***", "deliveryMedium": "EMAIL", "attributeName": "email"}
    assert result["signUp"]["nextStep"] == {
        "signUpStep": "CONFIRM_SIGN_UP",
        "codeDeliveryDetails": details,
    }
    assert result["signUpAgain"] == "UsernameExistsException"
    assert result["resend"] == details
    assert result["wrongCode"] == "CodeMismatchException"
    assert result["confirmSignUp"]["nextStep"] == {"signUpStep": "COMPLETE_AUTO_SIGN_IN"}
    assert result["autoSignIn"] == {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}
    assert result["currentUser"]["userId"] == result["signUp"]["userId"]
    assert result["attributes"]["email"] == f"Ann.{flow}@example.com"
    assert result["attributes"]["email_verified"] == "true"
    assert result["refreshed"] is True
    assert result["signedOut"] == "UserUnAuthenticatedException"
    assert result["signIn"] == {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}
    assert result["signedInAgain"] is True


def test_aws_amplify_without_passwords_and_with_an_invitation(
    service: UserPoolService, endpoint: str, node: str
) -> None:
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    settings = {
        **EMAIL_POOL,
        "Policies": factors,
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {},
    }
    client = {"ExplicitAuthFlows": FLOWS, "PreventUserExistenceErrors": "ENABLED"}
    pool_id, client_id, invited = "eu-west-1_Account", "account", "invited@example.com"
    service.ensure_user_pool(UserPoolDefinition(pool_id, client_id, settings, client))
    members = {"UserPoolId": pool_id, "Username": invited, "TemporaryPassword": PASSWORD}
    service.call("AdminCreateUser", **members)
    command = [node, "account.mjs", endpoint, pool_id, client_id, invited, PASSWORD]
    finished = subprocess.run(
        command, cwd=NODE, capture_output=True, text=True, timeout=120, check=False
    )
    assert finished.returncode == 0, finished.stderr
    result: dict[str, Any] = json.loads(finished.stdout)
    done = {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}
    assert result["autoSignIn"] == done
    assert result["passkeys"] == []
    assert result["selection"]["nextStep"] == {
        "signInStep": "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
        "availableChallenges": ["EMAIL_OTP"],
    }
    assert result["selected"] == "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
    assert result["emailCode"] == done
    assert result["noMfa"] == {}
    assert result["wrongAppCode"] == "EnableSoftwareTokenMFAException"
    assert result["mfa"] == {"enabled": ["TOTP"], "preferred": "TOTP"}
    assert result["secondFactor"] == {"signInStep": "CONFIRM_SIGN_IN_WITH_TOTP_CODE"}
    assert result["invited"] == "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED"
    assert result["newPassword"] == done
    assert result["wrongPassword"] == "NotAuthorizedException"
    assert result["deleted"] == "UserUnAuthenticatedException"
    assert result["gone"] == "NotAuthorizedException"


def test_every_api_of_aws_amplify_is_in_the_reference(node: str) -> None:
    script = "import * as auth from 'aws-amplify/auth'; console.log(Object.keys(auth).join(' '))"
    command = [node, "--input-type=module", "--eval", script]
    exported = subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=True)
    page = (ROOT / "docs" / "amplify-to-python.md").read_text()
    (_before, _heading, table) = page.partition("## Every API\n")
    table = table.partition("\n## ")[0]
    names = exported.stdout.split()
    assert len(names) > 30
    assert not [name for name in names if f"`{name}`" not in table]
