"""Each failure of boto3 is one line that says what to do."""

import socket
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from botocore import exceptions
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError

from cognito_setup.aws import connect, one_line_errors

ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.fixture(autouse=True)
def nothing_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", ENDPOINT):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def refusal(code: str, message: str = "Some words.\nAnd more.") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "CreateUserPool")


def line(failing: Callable[[], object]) -> str:
    with pytest.raises(click.ClickException) as error, one_line_errors():
        failing()
    assert error.value.exit_code == 1
    assert "\n" not in error.value.message
    return error.value.message


def raising(error: Exception) -> Callable[[], object]:
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (exceptions.NoCredentialsError(), "No AWS credentials"),
        (exceptions.PartialCredentialsError(provider="env", cred_var="X"), "No AWS credentials"),
        (exceptions.ProfileNotFound(profile="shop"), "AWS_PROFILE"),
        (exceptions.UnauthorizedSSOTokenError(), "aws sso login"),
        (exceptions.NoRegionError(), "--region eu-west-1"),
        (exceptions.EndpointConnectionError(endpoint_url="https://x"), "cannot be reached"),
        (exceptions.ConnectTimeoutError(endpoint_url="https://x"), "cannot be reached"),
        (exceptions.ReadTimeoutError(endpoint_url="https://x"), "cannot be reached"),
        (exceptions.ParamValidationError(report="Invalid\nlength"), "Invalid length"),
        (exceptions.InvalidRegionError(region_name="!"), "boto3 failed: InvalidRegionError"),
        (
            refusal("AccessDeniedException"),
            "do not allow cognito-idp:CreateUserPool. docs/cognito.md",
        ),
        (refusal("UnrecognizedClientException"), "rejected the credentials"),
        (refusal("ExpiredTokenException"), "rejected the credentials"),
        (refusal("LimitExceededException"), "quota of this AWS account: Some words. And more."),
        (refusal("TooManyRequestsException"), "Try again in a minute"),
        (refusal("ThrottlingException"), "Try again in a minute"),
        (refusal("InternalErrorException"), "Try again in a minute"),
        (
            refusal("InvalidSmsRoleTrustRelationshipException"),
            "refused: InvalidSmsRoleTrustRelationshipException: Some words.",
        ),
    ],
)
def test_each_failure_is_a_line(error: Exception, says: str) -> None:
    assert says in line(raising(error))


def test_without_a_region_there_is_no_client() -> None:
    assert "--region" in line(lambda: connect(None))


def test_without_credentials_nothing_is_asked_of_aws() -> None:
    client = connect("eu-west-1")
    assert "aws configure" in line(lambda: client.list_user_pools(MaxResults=1))


@pytest.mark.parametrize("url", ["http://cognito.example.com", "http://192.0.2.1:9229"])
def test_an_endpoint_that_everybody_can_read_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, url)
    assert "neither https nor on this machine" in line(lambda: connect("eu-west-1"))


def test_a_server_on_this_machine_is_not_sent_real_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9229")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    client = connect("eu-west-1")
    signed: list[str] = []

    def answer(request: AWSPreparedRequest, **_: object) -> None:
        signed.append(str(request.headers["Authorization"]))
        raise exceptions.EndpointConnectionError(endpoint_url=request.url)

    client.meta.events.register("before-send.cognito-idp", answer)
    assert "cannot be reached" in line(lambda: client.list_user_pools(MaxResults=1))
    assert len(signed) == 1  # a second try might make a second pool
    assert "Credential=placeholder/" in signed[0]


def test_credentials_are_in_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    said = line(lambda: connect("eu-west-1").list_user_pools(MaxResults=1))
    assert "cannot be reached" in said
    assert KEY not in said
    assert SECRET not in said
