"""boto3's client for administrators, and its failures as one line each."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
import click
from botocore import exceptions
from botocore.config import Config

from amplify_auth import is_secure_endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# A CreateUserPool that timed out may have made the pool, and another try would make a second one.
_CONFIG = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1}
)
_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ConfigNotFound,
    exceptions.ProfileNotFound,
    exceptions.SSOError,
    exceptions.TokenRetrievalError,
    exceptions.LoginError,
)
_HOW_TO_SIGN_IN = (
    "sign in with `aws sso login` or `aws configure`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY"
)
_STALE = f"AWS does not accept these credentials: {_HOW_TO_SIGN_IN}"
_BUSY = "Amazon Cognito has too much to do: try again in a minute"
_REFUSALS = {
    "UnrecognizedClientException": _STALE,
    "InvalidClientTokenId": _STALE,
    "InvalidSignatureException": _STALE,
    "IncompleteSignature": _STALE,
    "MissingAuthenticationTokenException": _STALE,
    "ExpiredTokenException": _STALE,
    "ExpiredToken": _STALE,
    "TooManyRequestsException": _BUSY,
    "ThrottlingException": _BUSY,
    "InternalErrorException": "Amazon Cognito failed: try again in a minute",
}
_DENIED = ("AccessDeniedException", "AccessDenied", "NotAuthorizedException")


def connect(region: str | None) -> CognitoIdentityProviderClient:
    """Return a client whose calls are signed with the credentials that boto3 finds.

    A server on this machine, which `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` may name, is no
    business of AWS: it is sent made-up credentials, so that nobody needs any to try.

    Args:
        region: The region; None for what boto3 is configured to.

    Raises:
        click.ClickException: There is no region, or the endpoint is not one to trust.
    """
    # The app's log begins at INFO, where botocore says which settings it found.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    with one_line_errors():
        # Made-up ones first: looking for credentials takes seconds where there are none.
        local = boto3.Session(
            aws_access_key_id="made-up",
            aws_secret_access_key="made-up",  # noqa: S106 - it says so
            region_name=region,
        ).client("cognito-idp", config=_CONFIG)
        endpoint = local.meta.endpoint_url
        if not is_secure_endpoint(endpoint):
            raise click.ClickException(
                f"{endpoint} is neither https nor on this machine: change "
                "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
            )
        if urlsplit(endpoint).scheme == "http":
            return local
        return boto3.Session(region_name=region).client("cognito-idp", config=_CONFIG)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn what boto3 raises into a line that says what to do, and no traceback.

    Raises:
        click.ClickException: In place of botocore's exceptions. Credentials are not in its text.
    """
    try:
        yield
    except exceptions.NoRegionError:
        raise click.ClickException(
            "No AWS region: say --region eu-west-1, or set AWS_DEFAULT_REGION"
        ) from None
    except _NO_CREDENTIALS:
        raise click.ClickException(f"No AWS credentials: {_HOW_TO_SIGN_IN}") from None
    except exceptions.ClientError as error:
        raise click.ClickException(_refusal(error)) from None
    except (exceptions.HTTPClientError, exceptions.ConnectionError):
        raise click.ClickException(
            "Amazon Cognito cannot be reached: check the network, --region, and "
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER where it is set"
        ) from None
    except exceptions.ParamValidationError as error:
        raise click.ClickException(" ".join(str(error).split())) from None
    except exceptions.BotoCoreError as error:
        raise click.ClickException(f"boto3 failed: {type(error).__name__}") from None


def _refusal(error: exceptions.ClientError) -> str:
    code = error.response.get("Error", {}).get("Code", "")
    message = " ".join(error.response.get("Error", {}).get("Message", "").split())
    action = f"cognito-idp:{error.operation_name}"
    if code in _DENIED:
        return f"These AWS credentials may not do {action}: docs/cognito.md has the policy to add"
    if code == "LimitExceededException":
        return f"{action} would exceed a quota of this AWS account: {message}"
    return _REFUSALS.get(code) or f"{action} was refused: {code}: {message}"
