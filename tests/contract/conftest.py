"""Fixtures: the pools and servers that the tests share."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.contract import moto_pool
from tests.contract.people import Person
from tests.contract.pools import (
    EMAIL_POOL,
    REAL,
    SERVED,
    Pool,
    PoolWithMailbox,
    embedded_pool,
    pools_to_check,
    real_pool,
    served_pool,
)
from tests.contract.servers import serving
from tests.doubles import Clock
from user_pool import UserPoolService

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient


@pytest.fixture(scope="session")
def pool_clock() -> Clock:
    """Return the clock of the embedded service, which no test winds back."""
    return Clock()


@pytest.fixture(scope="session")
def service(
    tmp_path_factory: pytest.TempPathFactory, pool_clock: Clock
) -> Iterator[UserPoolService]:
    """Return the embedded service, as the app makes it."""
    database = tmp_path_factory.mktemp("contract") / "user_pool.db"
    service = UserPoolService(database, clock=pool_clock)
    yield service
    service.close()


@pytest.fixture(scope="session")
def mailbox_pool(service: UserPoolService, pool_clock: Clock) -> PoolWithMailbox:
    """Return the email pool of the embedded service."""
    return embedded_pool(service, pool_clock)


@pytest.fixture(scope="session")
def served_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the email pool served over HTTP."""
    folder = tmp_path_factory.mktemp("served")
    command = ("user_pool", "serve", "--db", f"{folder}/user_pool.db")
    outputs = ("--amplify-outputs", f"{EMAIL_POOL}")
    with serving(*command, *outputs, health="/healthz", log=folder / "server.log") as url:
        yield url


@pytest.fixture(
    scope="session",
    params=[*pools_to_check(os.environ), pytest.param(SERVED, marks=pytest.mark.slow)],
)
def pool(request: pytest.FixtureRequest) -> Pool:
    """Return a pool; a test that asks for it runs over each."""
    if request.param == REAL:
        return real_pool(os.environ)
    if request.param == SERVED:
        return served_pool(request.getfixturevalue("served_url"))
    embedded: Pool = request.getfixturevalue("mailbox_pool")
    return embedded


@pytest.fixture
def person(mailbox_pool: PoolWithMailbox) -> Person:
    """Return somebody who has no account."""
    return Person(mailbox_pool)


@pytest.fixture
def neighbour(mailbox_pool: PoolWithMailbox) -> Person:
    """Return somebody else who has none either."""
    return Person(mailbox_pool)


@pytest.fixture(scope="session")
def moto_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a moto server."""
    log = tmp_path_factory.mktemp("moto") / "moto.log"
    with serving("moto.server", health="/moto-api/data.json", log=log) as url:
        yield url


@pytest.fixture(scope="session")
def administrator(moto_url: str) -> "CognitoIdentityProviderClient":
    """Return a client that makes pools on moto."""
    return moto_pool.administrator(moto_url)
