"""User pools on moto, a Cognito that is not ours.

moto runs in a process of its own: imported here, it would put a handler of its own into every
boto3 client that is made afterwards, the embedded pool's too.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

# A request without a signature names no region, and moto then looks for tokens in this one.
REGION = "us-east-1"


def administrator(url: str) -> "CognitoIdentityProviderClient":
    """Return a client that makes pools. Only those calls are signed, and moto takes any key."""
    return boto3.client(
        "cognito-idp",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="made-up",
        aws_secret_access_key="made-up",
    )


def make_pool(
    client: "CognitoIdentityProviderClient", folder: Path, *, client_secret: bool = False
) -> tuple[Path, str | None]:
    """Make an email pool, as Amplify would.

    Args:
        client: The administrator.
        folder: Where `amplify_outputs.json` goes.
        client_secret: Whether the app client is to have a secret.

    Returns:
        The path of `amplify_outputs.json`, and the app client's secret.
    """
    pool = client.create_user_pool(
        PoolName="contract",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        # Stricter than the file below, so that the pool has something left to refuse.
        Policies={"PasswordPolicy": {"MinimumLength": 12}},
        # moto tells by this, not by the verified attributes, where a code went.
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
    )["UserPool"]
    app_client = client.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="web", GenerateSecret=client_secret
    )["UserPoolClient"]
    outputs = {
        "version": "1.5",
        "auth": {
            "aws_region": REGION,
            "user_pool_id": pool["Id"],
            "user_pool_client_id": app_client["ClientId"],
            "username_attributes": ["email"],
            "standard_required_attributes": ["email"],
            "user_verification_types": ["email"],
            "password_policy": {
                "min_length": 8,
                "require_lowercase": True,
                "require_uppercase": True,
                "require_numbers": True,
                "require_symbols": True,
            },
        },
    }
    path = folder / "amplify_outputs.json"
    path.write_text(json.dumps(outputs))
    return path, app_client.get("ClientSecret")
