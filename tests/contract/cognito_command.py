"""The `cognito` commands, called in a folder of their own."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from click.testing import CliRunner, Result

from cognito_setup import cognito

REGION = "us-east-1"


@dataclass
class CognitoCommand:
    """The commands, against one server.

    Attributes:
        url: The server's address.
        name: A pool's name that nobody else uses.
        folder: Where the commands are called.
    """

    url: str
    name: str
    folder: Path

    def run(self, *arguments: str, answer: str | None = None) -> Result:
        result = CliRunner().invoke(cognito, arguments, input=answer)
        assert result.exception is None or isinstance(result.exception, SystemExit), result
        assert "Traceback" not in result.output
        return result

    def create(self, *arguments: str, login: str = "email", answer: str | None = None) -> Result:
        named = ("--name", self.name, "--login", login, "--region", REGION)
        return self.run("create", *named, *arguments, answer=answer)

    def created(self, *arguments: str, login: str = "email") -> dict[str, Any]:
        """Create, and return the `auth` of the file."""
        result = self.create(*arguments, "--yes", login=login)
        assert result.exit_code == 0, result.output
        return self.auth

    def error(self, result: Result) -> str:
        """Return the one line that a failure is."""
        assert result.exit_code == 1, result.output
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        return str(result.stderr.removeprefix("Error: ").strip())

    @property
    def outputs(self) -> Path:
        return self.folder / "amplify_outputs.json"

    @property
    def auth(self) -> dict[str, Any]:
        auth: dict[str, Any] = json.loads(self.outputs.read_text())["auth"]
        return auth

    @cached_property
    def administrator(self) -> Any:
        return boto3.client(
            "cognito-idp",
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="made-up",
            aws_secret_access_key="made-up",
        )

    def pools(self) -> list[str]:
        """Return the ids of the pools of this name."""
        pools = self.administrator.list_user_pools(MaxResults=60)["UserPools"]
        return [pool["Id"] for pool in pools if pool["Name"] == self.name]

    def description(self) -> dict[str, Any]:
        (pool_id,) = self.pools()
        pool: dict[str, Any] = self.administrator.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        return pool

    def clients(self) -> list[dict[str, Any]]:
        (pool_id,) = self.pools()
        answer = self.administrator.list_user_pool_clients(UserPoolId=pool_id)
        return [
            self.administrator.describe_user_pool_client(
                UserPoolId=pool_id, ClientId=client["ClientId"]
            )["UserPoolClient"]
            for client in answer["UserPoolClients"]
        ]
