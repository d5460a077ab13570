"""The Cognito client that all threads share: limits, the circuit breaker and error translation."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock, local
from typing import TYPE_CHECKING, Any, TypeVar

from amplify_auth import connection_settings
from amplify_auth.arguments import check_encoding
from amplify_auth.botocore_errors import attempt, is_fault
from amplify_auth.circuit_breaker import CircuitBreaker
from amplify_auth.errors import AuthError, NetworkError
from amplify_auth.hooks import OnCall, PrepareClient

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

    from amplify_auth.boto3_client import Boto3Client

T = TypeVar("T")


class CognitoClient:
    """A boto3 client for all threads, made on first use.

    Args:
        region: The pool's region.
        endpoint_url: The server to call; None for the server that
            `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` names, or AWS.
        prepare: Called once with the client.
        max_pool_connections: The most concurrent calls, each over a persistent connection.
        connect_timeout: Seconds.
        read_timeout: Seconds.
        breaker: Stops calls while the pool does not answer.
        on_call: Called after each call.
    """

    def __init__(
        self,
        *,
        region: str,
        endpoint_url: str | None,
        prepare: PrepareClient | None,
        max_pool_connections: int,
        connect_timeout: float,
        read_timeout: float,
        breaker: CircuitBreaker,
        on_call: OnCall | None = None,
    ) -> None:
        self._region = region
        self._endpoint_url = endpoint_url
        self._prepare = prepare
        self._max_pool_connections = max_pool_connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._breaker = breaker
        self._on_call = on_call
        self._boto3: Boto3Client | None = None
        self._lock = Lock()
        self._calls = BoundedSemaphore(max_pool_connections)
        self._this_thread = local()

    @property
    def endpoint_url(self) -> str:
        """The server that is called, without a slash at the end."""
        return self.get().meta.endpoint_url.rstrip("/")

    def get(self) -> "CognitoIdentityProviderClient":
        """Return the client, made by the first thread that asks.

        Raises:
            ConfigurationError: A setting of the connection is invalid.
        """
        return self._connected().client

    def call(self, operation: str, **members: object) -> dict[str, Any]:
        """Call an operation and return its answer.

        Args:
            operation: boto3's name of it, such as `sign_up`.
            **members: The request's members; those that are None are not sent.

        Raises:
            AuthError: Never botocore's exceptions, whose texts may quote the request.
        """
        # botocore accepts no mapping other than a dict.
        request = {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in without_none(members).items()
        }
        check_encoding(request)
        client = self.get()
        with self.place():
            if not self._breaker.allows_a_call():
                raise NetworkError
            began = time.perf_counter()
            outcome = attempt(getattr(client, operation), request)
        if self._on_call:
            error = outcome if isinstance(outcome, AuthError) else None
            self._on_call(operation, error, time.perf_counter() - began)
        if not isinstance(outcome, AuthError):
            self._breaker.succeeded()
            return outcome
        if is_fault(outcome):
            self._breaker.failed()
        elif outcome.metadata.http_status_code:
            self._breaker.succeeded()
        # Raised outside of any `except`, the error has no context that shows botocore's text.
        raise outcome

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for a call. Calls of this thread inside the block take no other.

        Raises:
            NetworkError: As many calls as allowed are under way.
        """
        if getattr(self._this_thread, "has_place", False):
            yield
            return
        # A queue would hold threads that could serve pages.
        if not self._calls.acquire(blocking=False):
            raise NetworkError("Too many calls are waiting for the user pool.")
        self._this_thread.has_place = True
        try:
            yield
        finally:
            self._this_thread.has_place = False
            self._calls.release()

    def fetch_json(self, url: str) -> Mapping[str, Any]:
        """Get a JSON document, trusting the certificates and proxies that boto3 trusts.

        Args:
            url: The document. Redirects are not followed, because they could lead to plain http.

        Raises:
            NetworkError: The server did not answer with a JSON document.
        """
        return self._connected().fetch_json(url)

    def _connected(self) -> "Boto3Client":
        if self._boto3 is None:
            with self._lock:
                if self._boto3 is None:
                    self._boto3 = self._connect()
        return self._boto3

    def _connect(self) -> "Boto3Client":
        from amplify_auth.boto3_client import Boto3Client  # noqa: PLC0415 - boto3 takes 0.2 s

        boto3 = Boto3Client(
            region=self._region,
            endpoint_url=connection_settings.endpoint_url(self._endpoint_url),
            max_pool_connections=self._max_pool_connections,
            connect_timeout=self._connect_timeout,
            read_timeout=self._read_timeout,
        )
        if self._prepare:
            self._prepare(boto3.client)
        return boto3


def without_none(members: Mapping[str, T | None]) -> dict[str, T]:
    """Drop members that are None, as JavaScript drops undefined ones."""
    return {name: value for name, value in members.items() if value is not None}
