import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from amplify_auth import AmplifyOutputs, Auth, configure, load_amplify_outputs
from tests.unit.amplify_auth.fake_cognito import CLIENT_ID, POOL_ID, Clock, FakeCognito

MakeAuth = Callable[..., Auth]


def outputs_document(custom: dict[str, Any] | None = None, **auth: object) -> dict[str, Any]:
    section = {
        "aws_region": "eu-west-1",
        "user_pool_id": POOL_ID,
        "user_pool_client_id": CLIENT_ID,
        **auth,
    }
    return {"version": "1.5", "auth": section, **({"custom": custom} if custom else {})}


def write_outputs(folder: Path, document: object) -> AmplifyOutputs:
    path = folder / "amplify_outputs.json"
    path.write_text(json.dumps(document))
    return load_amplify_outputs(path)


@pytest.fixture(scope="session")
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def cognito(signing_key: rsa.RSAPrivateKey) -> FakeCognito:
    return FakeCognito(signing_key)


@pytest.fixture
def clock() -> Clock:
    return Clock()


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


@pytest.fixture
def auth(make_auth: MakeAuth) -> Auth:
    return make_auth()
