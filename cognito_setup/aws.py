"""boto3's client for administrators, with one-line error messages."""

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

# After a CreateUserPool that timed out the pool may exist, and a retry would create a second one.
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
    "Sign in with `aws sso login` or `aws configure`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY."
)
_STALE = f"AWS rejected the credentials. {_HOW_TO_SIGN_IN}"
_BUSY = "Amazon Cognito is throttling requests. Try again in a minute."
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
    "InternalErrorException": "Amazon Cognito failed. Try again in a minute.",
}
_DENIED = ("AccessDeniedException", "AccessDenied", "NotAuthorizedException")


def connect(region: str | None) -> CognitoIdentityProviderClient:
    """Return a client whose calls are signed with the credentials that boto3 finds.

    A server on this machine (`AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER`) gets placeholder
    credentials, so that trying the commands requires none.

    Args:
        region: The Region; None for boto3's default.

    Raises:
        click.ClickException: There is no Region, or the endpoint is neither https nor local.
    """
    # At INFO, botocore logs where it found credentials.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    with one_line_errors():
        # Placeholders first: searching for credentials takes seconds if there are none.
        local = boto3.Session(
            aws_access_key_id="placeholder",
            aws_secret_access_key="placeholder",  # noqa: S106 - not a password
            region_name=region,
        ).client("cognito-idp", config=_CONFIG)
        endpoint = local.meta.endpoint_url
        if not is_secure_endpoint(endpoint):
            raise click.ClickException(
                f"{endpoint} is neither https nor on this machine. Change "
                "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER."
            )
        if urlsplit(endpoint).scheme == "http":
            return local
        return boto3.Session(region_name=region).client("cognito-idp", config=_CONFIG)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Convert botocore's exceptions into one-line messages that say what to do.

    Raises:
        click.ClickException: In place of botocore's exceptions, without credentials in its text.
    """
    try:
        yield
    except exceptions.NoRegionError:
        raise click.ClickException(
            "No AWS Region. Pass --region, such as --region eu-west-1, or set AWS_DEFAULT_REGION."
        ) from None
    except _NO_CREDENTIALS:
        raise click.ClickException(f"No AWS credentials. {_HOW_TO_SIGN_IN}") from None
    except exceptions.ClientError as error:
        raise click.ClickException(_refusal(error)) from None
    except (exceptions.HTTPClientError, exceptions.ConnectionError):
        raise click.ClickException(
            "Amazon Cognito cannot be reached. Check the network, --region, and, if set, "
            "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER."
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
        return (
            f"These AWS credentials do not allow {action}. docs/cognito.md has the policy to add."
        )
    if code == "LimitExceededException":
        return f"{action} would exceed a quota of this AWS account: {message}"
    return _REFUSALS.get(code) or f"{action} was refused: {code}: {message}"
