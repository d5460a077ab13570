"""The one Cognito client of a process, and the translation of its failures."""

import json
import logging
import time
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, TypeVar

from amplify_auth.amplify_outputs_schema import is_secure
from amplify_auth.botocore_errors import attempt, check_answer, is_fault
from amplify_auth.circuit_breaker import CircuitBreaker
from amplify_auth.errors import AuthError, InsecureEndpointError, NetworkError
from amplify_auth.hooks import OnCall, PrepareClient

if TYPE_CHECKING:
    from boto3.session import Session
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

T = TypeVar("T")

USER_AGENT = "amplify_auth"


_SESSION_LOCK = Lock()


@cache
def _session() -> "Session":
    from boto3.session import Session  # noqa: PLC0415 - boto3 is imported on first use

    return Session()


class CognitoClient:
    """A boto3 client for all threads, made when it is first needed.

    boto3 takes 0.3 s to import and make a client, which neither importing this package nor
    `configure` should cost. The calls carry no signature, so no AWS credentials are looked for. The
    SDK's retries are off: after a sign-up that timed out or met a limit the user may exist, and a
    second attempt would answer `UsernameExistsException`.

    Args:
        region: The pool's region.
        endpoint_url: Where to call, None for AWS or what boto3's own
            `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` says.
        prepare: Is handed the client when it is made.
        max_pool_connections: How many calls are made at once, each over a connection that is kept.
        connect_timeout: Seconds.
        read_timeout: Seconds.
        breaker: Stops the calls while the pool does not answer.
        on_call: Told of each call.
    """

    def __init__(  # noqa: PLR0913 - boto3's settings, all by keyword
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
        self._client: CognitoIdentityProviderClient | None = None
        self._lock = Lock()
        self._calls = BoundedSemaphore(max_pool_connections)

    @property
    def endpoint_url(self) -> str:
        """Where the calls go, without a slash at the end."""
        return self.get().meta.endpoint_url.rstrip("/")

    def get(self) -> "CognitoIdentityProviderClient":
        """Return the client, made by the first thread that asks.

        Raises:
            InsecureEndpointError: The endpoint is neither https nor on this machine.
        """
        if self._client is None:
            with self._lock:
                if self._client is None:
                    self._client = self._make()
        return self._client

    def call(self, operation: str, **members: object) -> dict[str, Any]:
        """Call an operation and return its answer.

        Args:
            operation: boto3's name of it, such as `sign_up`.
            **members: The request's members; those that are None are not sent.

        Raises:
            AuthError: In one of its forms; botocore's exceptions stay here, because their texts may
                quote the request.
        """
        # botocore takes no mapping but a dict.
        request = {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in without_none(members).items()
        }
        client = self.get()
        # A queue would hold threads that could answer those who need no pool.
        if not self._calls.acquire(blocking=False):
            raise NetworkError("As many calls as may be are waiting for the user pool.")
        try:
            if not self._breaker.allows_a_call():
                raise NetworkError
            began = time.perf_counter()
            outcome = attempt(getattr(client, operation), request)
        finally:
            self._calls.release()
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
        # Raised out here the error has no context, so that nothing shows botocore's text.
        raise outcome

    def fetch_json(self, url: str) -> Mapping[str, Any]:
        """Get a JSON document by HTTPS, trusting the certificates and proxies that boto3 trusts.

        Args:
            url: Where it is. No redirect is followed, since it could lead to plain http.

        Raises:
            NetworkError: It could not be had.
        """
        from botocore import exceptions  # noqa: PLC0415 - boto3 is imported on first use
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415 - as above
        from botocore.httpsession import URLLib3Session  # noqa: PLC0415 - as above
        from botocore.session import get_session  # noqa: PLC0415 - as above
        from botocore.utils import get_environ_proxies  # noqa: PLC0415 - as above

        session = URLLib3Session(
            verify=get_session().get_config_variable("ca_bundle") or True,
            proxies=get_environ_proxies(url),
            timeout=(self._connect_timeout, self._read_timeout),  # type: ignore[arg-type] # the stub knows one number alone
        )
        try:
            answer = session.send(AWSRequest("GET", url).prepare())
            if answer.status_code == HTTPStatus.OK:
                document: Mapping[str, Any] = json.loads(answer.content)
                return document
        except (exceptions.HTTPClientError, exceptions.ConnectionError, ValueError):
            pass
        raise NetworkError

    def _make(self) -> "CognitoIdentityProviderClient":
        from botocore import UNSIGNED  # noqa: PLC0415 - boto3 is imported on first use
        from botocore.config import Config  # noqa: PLC0415 - as above

        # At DEBUG botocore writes requests and answers out, with passwords and tokens in them.
        # An app that logs everything must not do so by accident.
        botocore_log = logging.getLogger("botocore")
        if botocore_log.level == logging.NOTSET:
            botocore_log.setLevel(logging.INFO)

        # The shared session reads the service model once, but makes one client at a time.
        with _SESSION_LOCK:
            client = _session().client(
                "cognito-idp",
                region_name=self._region,
                endpoint_url=self._endpoint_url,
                config=Config(
                    signature_version=UNSIGNED,
                    # boto3's own tells of this machine, and is put together anew for every call.
                    user_agent=USER_AGENT,
                    max_pool_connections=self._max_pool_connections,
                    connect_timeout=self._connect_timeout,
                    read_timeout=self._read_timeout,
                    retries={"mode": "standard", "total_max_attempts": 1},
                ),
            )
        if not is_secure(client.meta.endpoint_url):
            raise InsecureEndpointError
        client.meta.events.register("before-parse.cognito-idp", check_answer)
        if self._prepare:
            self._prepare(client)
        return client


def without_none(members: Mapping[str, T | None]) -> dict[str, T]:
    """Drop what was not given, as JavaScript does not send what is undefined."""
    return {name: value for name, value in members.items() if value is not None}
