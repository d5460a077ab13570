"""Connection to a user pool, the first argument of every API."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

from amplify_auth import connection_settings
from amplify_auth.amplify_outputs import AmplifyOutputs
from amplify_auth.circuit_breaker import CircuitBreaker
from amplify_auth.client import CognitoClient
from amplify_auth.hooks import OnCall, OnOutage, OnOutcome, PrepareClient
from amplify_auth.jwks import FetchJwks, Jwks
from amplify_auth.tokens import TokenVerifier


@dataclass(frozen=True, slots=True)
class Auth:
    """A connection to a user pool, made by `configure`. It holds nothing about any user.

    Attributes:
        outputs: The app's `amplify_outputs.json`.
        client: The Cognito client.
        verifier: Checks the pool's tokens.
        clock: Returns seconds since 1970.
        client_secret: The app client's secret, when it has one.
        on_outcome: Called with what each API returned or raised.
    """

    outputs: AmplifyOutputs
    client: CognitoClient = field(repr=False)
    verifier: TokenVerifier = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    client_secret: str | None = field(default=None, repr=False)
    on_outcome: OnOutcome | None = field(default=None, repr=False)

    @property
    def client_id(self) -> str:
        """The app client's id."""
        return self.outputs.auth.user_pool_client_id

    def secret_hash(self, username: str) -> str | None:
        """Return the `SecretHash` that Cognito requires from app clients with a secret.

        Args:
            username: The username exactly as the same request sends it.

        Returns:
            The hash in base64, or None when the app client has no secret.
        """
        if self.client_secret is None:
            return None
        message = (username + self.client_id).encode(errors="surrogatepass")  # refused when sent
        digest = hmac.digest(self.client_secret.encode(), message, hashlib.sha256)
        return base64.b64encode(digest).decode()

    def check_settings(self) -> None:
        """Check the settings from the environment, without importing boto3.

        Raises:
            ConfigurationError: A setting is invalid. The message names its variable.
        """
        connection_settings.check(self.outputs.auth.user_pool_endpoint)

    def warm_up(self) -> None:
        """Import boto3 and PyJWT and create the client, so that the first request is fast.

        Raises:
            ConfigurationError: A setting of the connection is invalid.
        """
        self.client.get()
        import_module("jwt")


def configure(
    outputs: AmplifyOutputs,
    *,
    client_secret: str | None = None,
    prepare_client: PrepareClient | None = None,
    fetch_jwks: FetchJwks | None = None,
    clock: Callable[[], float] = time.time,
    max_pool_connections: int = 24,
    connect_timeout: float = 2,
    read_timeout: float = 5,
    on_outage: OnOutage | None = None,
    on_call: OnCall | None = None,
    on_outcome: OnOutcome | None = None,
) -> Auth:
    """Connect to the pool that an `amplify_outputs.json` names, as `Amplify.configure` does.

    Nothing is sent, and boto3 is not imported. That happens on first use, or in `Auth.warm_up`.

    Args:
        outputs: The file, from `load_amplify_outputs`.
        client_secret: The app client's secret, if it has one.
        prepare_client: Called once with the boto3 client, to add event handlers.
        fetch_jwks: Returns the pool's key set, instead of an HTTPS request.
        clock: Returns seconds since 1970.
        max_pool_connections: The most concurrent calls, each over a persistent connection.
            Further calls raise `NetworkError` at once. Choose somewhat fewer than the server has
            threads; the others then serve pages while the pool is slow.
        connect_timeout: Seconds to connect.
        read_timeout: Seconds until the answer begins. A call takes at most both together, however
            slowly its answer arrives; only name resolution, which is the system's, is not counted.
        on_outage: Called with True when the pool has failed to answer several times in a row,
            after which calls raise `NetworkError` at once, and with False when it answers again.
        on_call: Called after each call to the pool with boto3's name of the operation, the error
            or None, and the seconds that it took.
        on_outcome: Called after each API with its name, and with its output or the `AuthError`
            that it raised. Outputs hold tokens, so do not log them.

    Returns:
        The connection, for all threads.
    """
    pool = outputs.auth
    client = CognitoClient(
        region=pool.region,
        endpoint_url=pool.user_pool_endpoint,
        prepare=prepare_client,
        max_pool_connections=max_pool_connections,
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        breaker=CircuitBreaker(on_outage),
        on_call=on_call,
    )
    jwks = Jwks(
        lambda: f"{client.endpoint_url}/{pool.user_pool_id}/.well-known/jwks.json",
        fetch=fetch_jwks or client.fetch_json,
        clock=clock,
    )
    verifier = TokenVerifier(
        issuers=pool.issuers,
        client_id=pool.user_pool_client_id,
        jwks=jwks,
        clock=clock,
    )
    return Auth(
        outputs=outputs,
        client=client,
        verifier=verifier,
        clock=clock,
        client_secret=client_secret,
        on_outcome=on_outcome,
    )
