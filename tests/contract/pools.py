"""The user pools that the contract is checked against.

The contract is what this project relies on from any Cognito user pool: the modules
`test_*_contract` beside this one.

The embedded pool is checked always. A pool on Amazon Cognito is, too, when it is asked for, as far
as that goes without reading anybody's mail:

    CONTRACT_REAL_POOL=1 AMPLIFY_OUTPUTS=path/to/amplify_outputs.json \\
        python -m pytest tests/contract/test_sign_up_contract.py

The file must name an email pool as `npx ampx sandbox` makes them; `COGNITO_CLIENT_SECRET` is read
when its app client has a secret. What a run leaves there and costs:

- Three unconfirmed users and four messages, of the 50 a day that Cognito's own sender allows.
  Nobody reads the codes, so none of the users is ever confirmed.
- Their addresses are `success+contract-<random>@simulator.amazonses.com`, Amazon SES's mailbox
  simulator, which takes everything and bounces nothing. `CONTRACT_ADDRESS=you@example.org` sends to
  `you+contract-<random>@example.org` instead.
- Nothing is deleted, as that needs AWS credentials, which this project never asks for. Whoever has
  them finds the users by their address and deletes them:

      aws cognito-idp list-users --user-pool-id <id> --filter 'email ^= "success+contract-"'
      aws cognito-idp admin-delete-user --user-pool-id <id> --username <Username>
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from amplify_auth import (
    Auth,
    PasswordRule,
    configure,
    load_amplify_outputs,
)
from config.settings import ROOT
from tests.doubles import Clock
from user_pool import UserPoolService, connect, user_pool_from_amplify_outputs

EMBEDDED = "embedded"
SERVED = "served"
REAL = "real"

ENDPOINT = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
EMAIL_POOL = ROOT / "config" / "amplify_outputs.json"
SIMULATOR = "success@simulator.amazonses.com"

# Filler of a password up to its length, and the addition for each rule of a policy.
FILLER = "x"
CHARACTERS = {
    PasswordRule.UPPERCASE: "A",
    PasswordRule.LOWERCASE: "a",
    PasswordRule.NUMBERS: "7",
    PasswordRule.SYMBOLS: "!",
}


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A user pool, of which nothing is known but what the helper says.

    Attributes:
        auth: The connection.
        new_address: Makes an address that has no account there.
    """

    auth: Auth
    new_address: Callable[[], str]

    @property
    def shortest_password(self) -> str:
        """The shortest password that the pool's policy allows."""
        policy = self.auth.outputs.auth.password_policy
        return "".join(CHARACTERS.values()).ljust(policy.min_length, FILLER)


@dataclass(frozen=True, kw_only=True)
class PoolWithMailbox(Pool):
    """A pool whose messages can be read, and whose clock a test can move.

    Attributes:
        newest_code: Returns the newest code that was sent to an address.
        clock: The pool's clock, and the helper's.
    """

    newest_code: Callable[[str], str]
    clock: Clock


def pools_to_check(environment: Mapping[str, str]) -> list[str]:
    """Name the pools that the environment asks for.

    Raises:
        pytest.UsageError: A real pool is asked for, and none is named.
    """
    if environment.get("CONTRACT_REAL_POOL") != "1":
        return [EMBEDDED]
    outputs = environment.get("AMPLIFY_OUTPUTS")
    if not outputs or "user_pool" in load_amplify_outputs(outputs).custom:
        raise pytest.UsageError(
            "CONTRACT_REAL_POOL=1 needs AMPLIFY_OUTPUTS to name a pool on Amazon Cognito"
        )
    return [EMBEDDED, REAL]


def real_pool(environment: Mapping[str, str]) -> Pool:
    """Connect to the pool that the environment names."""
    secret = environment.get("COGNITO_CLIENT_SECRET") or None
    auth = configure(load_amplify_outputs(environment["AMPLIFY_OUTPUTS"]), client_secret=secret)
    return Pool(
        auth=auth,
        new_address=addresses(environment.get("CONTRACT_ADDRESS", SIMULATOR)),
    )


def served_pool(url: str) -> Pool:
    """Connect to the email pool that `python -m user_pool serve` serves at an address."""
    auth = connect_by_endpoint(url, EMAIL_POOL)
    return Pool(auth=auth, new_address=addresses("ada@example.com"))


def connect_by_endpoint(url: str, outputs_file: Path, *, client_secret: str | None = None) -> Auth:
    """Connect the helper to another server by boto3's own variable."""
    auth = configure(load_amplify_outputs(outputs_file), client_secret=client_secret)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(ENDPOINT, url)
        auth.warm_up()
    return auth


def embedded_pool(
    service: UserPoolService,
    clock: Clock,
    outputs_file: Path = EMAIL_POOL,
    *,
    client_secret: str | None = None,
) -> PoolWithMailbox:
    """Connect the helper to a pool of the embedded service, as the app does."""
    outputs = load_amplify_outputs(outputs_file)
    service.ensure_user_pool(user_pool_from_amplify_outputs(json.loads(outputs_file.read_text())))
    return PoolWithMailbox(
        auth=configure(
            outputs,
            client_secret=client_secret,
            prepare_client=lambda client: connect(client, service),
            fetch_jwks=lambda _url: service.jwks(outputs.auth.user_pool_id),
            clock=clock,
        ),
        new_address=addresses("ada@example.com"),
        newest_code=lambda address: service.outbox(address)[0].code or "",
        clock=clock,
    )


def addresses(base: str) -> Callable[[], str]:
    """Return a maker of addresses that end in one mailbox, no two alike."""
    local, _, domain = base.partition("@")
    return lambda: f"{local}+contract-{uuid.uuid4().hex[:16]}@{domain}"
