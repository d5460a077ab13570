"""Descriptions of a pool that `create` made, as the service returns them."""

from copy import deepcopy
from typing import Any

from cognito_setup.settings import Wanted, client_settings, user_pool_settings

POOL_ID = "eu-west-1_AbCdEfGhI"
CLIENT_ID = "1client"


def user_pool(wanted: Wanted, **changed: Any) -> dict[str, Any]:
    """Describe the pool, with some members set anew."""
    settings = deepcopy(user_pool_settings(wanted))
    required = settings.pop("Schema")
    described = {
        **settings,
        "Id": POOL_ID,
        "Name": settings.pop("PoolName"),
        "Arn": f"arn:aws:cognito-idp:eu-west-1:1:userpool/{POOL_ID}",
        "SchemaAttributes": [{"Name": "sub", "Required": True}, {"Name": "nickname"}, *required],
        "MfaConfiguration": "OFF",
        "DeletionProtection": "ACTIVE",
        "EstimatedNumberOfUsers": 7,
    }
    # Cognito adds these by itself.
    described["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] = 7
    described["AdminCreateUserConfig"]["UnusedAccountValidityDays"] = 7
    return described | changed


def client(wanted: Wanted, **changed: Any) -> dict[str, Any]:
    """Describe the app client, with some members set anew."""
    described = {
        **client_settings(wanted),
        "ClientId": CLIENT_ID,
        "UserPoolId": POOL_ID,
        "RefreshTokenValidity": 30,
    }
    if wanted.client_secret:
        described["ClientSecret"] = "a secret"
    return described | changed
