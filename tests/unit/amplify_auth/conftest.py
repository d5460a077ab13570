import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from amplify_auth import AmplifyOutputs, Auth, configure, load_amplify_outputs
from tests.unit.amplify_auth.fake_cognito import CLIENT_ID, NOW, POOL_ID, Clock, FakeCognito

MakeAuth = Callable[..., Auth]


def outputs_document(custom: dict[str, Any] | None = None, **auth: object) -> dict[str, Any]:
    section = {
        "aws_region": "eu-west-1",
        "user_pool_id": POOL_ID,
        "user_pool_client_id": CLIENT_ID,
        **auth,
    }
    return {"version": "1.5", "auth": section, **({"custom": custom} if custom else {})}


@pytest.fixture(scope="session")
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def _shared(
    signing_key: rsa.RSAPrivateKey, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Auth, FakeCognito, Clock]:
    """Make one boto3 client for all tests; a client of their own would cost each 60 ms."""
    cognito, clock = FakeCognito(signing_key), Clock()
    outputs = write_outputs(tmp_path_factory.mktemp("shared"), outputs_document())
    auth = configure(
        outputs, prepare_client=cognito.prepare, fetch_jwks=cognito.fetch_jwks, clock=clock
    )
    return auth, cognito, clock


def write_outputs(folder: Path, document: object) -> AmplifyOutputs:
    path = folder / "amplify_outputs.json"
    path.write_text(json.dumps(document))
    return load_amplify_outputs(path)


@pytest.fixture
def cognito(_shared: tuple[Auth, FakeCognito, Clock]) -> FakeCognito:
    auth, cognito, clock = _shared
    auth.client._breaker.succeeded()  # noqa: SLF001 - the faults of other tests are not this one's
    clock.now = NOW
    cognito.requests.clear()
    cognito.key_set_urls.clear()
    cognito.clients.clear()
    cognito._answers.clear()  # noqa: SLF001 - the fixture owns the fake
    return cognito


@pytest.fixture
def clock(cognito: FakeCognito, _shared: tuple[Auth, FakeCognito, Clock]) -> Clock:  # noqa: ARG001 - winds it back
    return _shared[2]


@pytest.fixture
def auth(cognito: FakeCognito, _shared: tuple[Auth, FakeCognito, Clock]) -> Auth:  # noqa: ARG001 - empties the fake
    return _shared[0]


@pytest.fixture
def make_auth(cognito: FakeCognito, clock: Clock, tmp_path: Path) -> MakeAuth:
    """Connect to a pool with other settings, or with a client secret."""

    def make(
        *, client_secret: str | None = None, custom: dict[str, Any] | None = None, **section: object
    ) -> Auth:
        return configure(
            write_outputs(tmp_path, outputs_document(custom, **section)),
            client_secret=client_secret,
            prepare_client=cognito.prepare,
            fetch_jwks=cognito.fetch_jwks,
            clock=clock,
        )

    return make
