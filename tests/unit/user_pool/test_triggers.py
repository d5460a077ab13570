from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.unit.user_pool.harness import CLIENT_ID, EMAIL, PASSWORD, POOL_ID, Pool, make_pool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARN = "arn:aws:lambda:eu-west-1:000000000000:function:trigger"


class Lambda(BaseHTTPRequestHandler):
    """Lambda's Invoke API, as far as triggers use it."""

    events: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    response: ClassVar[dict[str, Any]] = {}
    error: ClassVar[str | None] = None
    raw: ClassVar[bytes | None] = None

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.events.append((self.path, event))
        event["response"] |= self.response
        body = json.dumps({"errorMessage": self.error} if self.error else event).encode()
        self.send_response(200)
        if self.error:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.end_headers()
        self.wfile.write(body if self.raw is None else self.raw)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Lambda]]:
    fresh: dict[str, object] = {"events": [], "response": {}, "error": None, "raw": None}
    for name, value in fresh.items():
        monkeypatch.setattr(Lambda, name, value)
    with HTTPServer(("127.0.0.1", 0), Lambda) as server:
        endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", endpoint)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Lambda
        server.shutdown()
        thread.join()


@pytest.fixture
def triggered(function: type[Lambda], tmp_path: Path) -> Iterator[Pool]:
    assert function.events == []
    pool = make_pool(tmp_path / "pool.db")
    pool.configure({"LambdaConfig": {"PreSignUp": ARN, "PostConfirmation": ARN}})
    yield pool
    pool.service.close()


def test_a_trigger_is_told_what_cognito_tells(triggered: Pool, function: type[Lambda]) -> None:
    sub = triggered.sign_up(
        ValidationData=[{"Name": "captcha", "Value": "ok"}], ClientMetadata={"from": "shop"}
    )["UserSub"]
    triggered.confirm()
    (path, before), (_, after) = function.events
    assert path == f"/2015-03-31/functions/{ARN.replace(':', '%3A')}/invocations"
    assert before["version"] == "1"
    assert before["triggerSource"] == "PreSignUp_SignUp"
    assert (before["region"], before["userPoolId"]) == ("eu-west-1", POOL_ID)
    assert before["callerContext"]["clientId"] == CLIENT_ID
    assert before["userName"] == sub
    assert before["request"]["validationData"] == {"captcha": "ok"}
    assert before["request"]["clientMetadata"] == {"from": "shop"}
    assert before["request"]["userAttributes"]["email"] == EMAIL
    assert after["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert after["request"]["userAttributes"]["email_verified"] == "true"


def test_a_user_who_is_confirmed_by_a_link_is_told_of_as_well(
    triggered: Pool, function: type[Lambda]
) -> None:
    triggered.configure(
        {
            "LambdaConfig": {"PostConfirmation": ARN},
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        }
    )
    sub = triggered.sign_up()["UserSub"]
    link = triggered.service.outbox()[0].link or ""
    triggered.service.confirm_by_link(link.partition("token=")[2])
    ((_, event),) = function.events
    assert event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert event["userName"] == sub
    assert event["request"]["userAttributes"]["email_verified"] == "true"


def test_it_may_confirm_and_verify(triggered: Pool, function: type[Lambda]) -> None:
    function.response = {"autoConfirmUser": True, "autoVerifyEmail": True}
    assert triggered.sign_up()["UserConfirmed"] is True
    user = triggered.call("GetUser", AccessToken=triggered.sign_in()["AccessToken"])
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]
    assert [event["triggerSource"] for _, event in function.events] == [
        "PreSignUp_SignUp",
        "PostConfirmation_ConfirmSignUp",
    ]


def test_an_address_that_it_verifies_is_an_alias_at_once(
    triggered: Pool, function: type[Lambda]
) -> None:
    function.response = {"autoConfirmUser": True, "autoVerifyEmail": True}
    triggers = {"PreSignUp": ARN}
    triggered.configure(
        {"UsernameAttributes": [], "AliasAttributes": ["email"], "LambdaConfig": triggers}
    )
    email = [{"Name": "email", "Value": EMAIL}]
    triggered.sign_up("ann", UserAttributes=email)
    triggered.sign_in(EMAIL)
    assert triggered.refused("SignUp", Username="bob", Password=PASSWORD, UserAttributes=email) == (
        "AliasExistsException",
        "An account with the email already exists.",
    )
    triggered.sign_up("bob")


@pytest.mark.asvs("6.6.2")
def test_a_code_is_for_its_purpose(triggered: Pool, function: type[Lambda]) -> None:
    # Only an address that a trigger has verified can have a code of each kind.
    function.response = {"autoVerifyEmail": True}
    triggered.sign_up()
    sign_up_code = triggered.code()
    triggered.call("ForgotPassword", Username=EMAIL)
    reset_code = triggered.code()
    if sign_up_code != reset_code:
        assert triggered.refused(
            "ConfirmSignUp", Username=EMAIL, ConfirmationCode=reset_code
        )[0] == "CodeMismatchException"  # fmt: skip
    triggered.confirm(ConfirmationCode=sign_up_code)
    triggered.call(
        "ConfirmForgotPassword",
        Username=EMAIL,
        ConfirmationCode=reset_code,
        Password="Better-horse-2",
    )
    triggered.sign_in(password="Better-horse-2")


@pytest.mark.asvs("16.5.3")
def test_it_may_refuse(triggered: Pool, function: type[Lambda]) -> None:
    function.error = "No shop for you"
    assert triggered.refused("SignUp", Username=EMAIL, Password=PASSWORD) == (
        "UserLambdaValidationException",
        "PreSignUp failed with error No shop for you.",
    )
    function.error = None
    triggered.sign_up()
    function.error = "Oh"
    assert triggered.refused(
        "ConfirmSignUp", Username=EMAIL, ConfirmationCode=triggered.code()
    ) == ("UserLambdaValidationException", "PostConfirmation failed with error Oh.")
    triggered.sign_in()


@pytest.mark.asvs("16.5.3")
@pytest.mark.parametrize("raw", [b"no JSON", b"{}", b"[]"])
def test_nonsense_signs_nobody_up(triggered: Pool, function: type[Lambda], raw: bytes) -> None:
    function.raw = raw
    assert triggered.refused("SignUp", Username=EMAIL, Password=PASSWORD) == (
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    )


@pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1:1", "https://127.0.0.1:1"])
def test_no_lambda_no_sign_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str | None
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL_LAMBDA", raising=False)
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", endpoint)
    pool = make_pool(tmp_path / "pool.db")
    pool.configure({"LambdaConfig": {"PreSignUp": ARN}})
    name, _ = pool.refused("SignUp", Username=EMAIL, Password=PASSWORD)
    assert name == "UnexpectedLambdaException"
    pool.configure()
    pool.sign_up()
    pool.service.close()
