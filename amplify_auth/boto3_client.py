"""boto3's client of a pool, and the HTTP request for the pool's keys.

No other module imports boto3, which takes 0.2 s. `client` imports this one on first use.
"""

import json
import logging
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any

import botocore.session
from boto3.session import Session
from botocore import UNSIGNED, exceptions
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.configprovider import ConfigValueStore, ConstantProvider
from botocore.loaders import Loader
from botocore.utils import get_environ_proxies

from amplify_auth import connection_settings
from amplify_auth.botocore_errors import check_answer
from amplify_auth.errors import ConfigurationError, NetworkError
from amplify_auth.http_session import BoundedSession

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

USER_AGENT = "amplify_auth"

_SESSION_LOCK = Lock()


@cache
def _session() -> Session:
    """Return a session that reads no profile, file, credential or variable of AWS's tools."""
    core = botocore.session.Session()
    defaults = {name: default for name, (_, _, default, _) in core.SESSION_VARIABLES.items()}
    values = defaults | {
        "config_file": None,
        "credentials_file": None,
        "ignore_configured_endpoint_urls": True,
    }
    providers = {name: ConstantProvider(value) for name, value in values.items()}
    core.register_component("config_store", ConfigValueStore(providers))
    # The default loader also looks for models in the home folder.
    loader = Loader([Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    core.register_component("data_loader", loader)
    return Session(botocore_session=core)


class Boto3Client:
    """boto3's client of one pool. Its calls carry no signature and are never retried.

    After a sign-up that timed out or reached a limit, the user may exist, and a retry would fail
    with `UsernameExistsException`.

    Args:
        region: The pool's region.
        endpoint_url: The server to call, None for AWS.
        max_pool_connections: The size of the connection pool.
        connect_timeout: Seconds.
        read_timeout: Seconds.

    Raises:
        ConfigurationError: boto3 cannot make a client with these settings.
    """

    def __init__(
        self,
        *,
        region: str,
        endpoint_url: str | None,
        max_pool_connections: int,
        connect_timeout: float,
        read_timeout: float,
    ) -> None:
        # At DEBUG botocore logs requests and answers, with passwords and tokens in them. An app
        # that logs everything must not do so by accident.
        botocore_log = logging.getLogger("botocore")
        if botocore_log.level == logging.NOTSET:
            botocore_log.setLevel(logging.INFO)

        config = Config(
            signature_version=UNSIGNED,
            # boto3's default describes this machine, and is computed for every call.
            user_agent=USER_AGENT,
            max_pool_connections=max_pool_connections,
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
            retries={"mode": "standard", "total_max_attempts": 1},
        )
        verify = connection_settings.ca_bundle() or True
        try:
            # The shared session reads the service model once, but makes one client at a time.
            with _SESSION_LOCK:
                client: Any = _session().client(
                    "cognito-idp",
                    region_name=region,
                    endpoint_url=endpoint_url,
                    verify=verify,
                    config=config,
                )
        except (exceptions.BotoCoreError, ValueError):
            # Not quoted: the endpoint may contain a password.
            raise ConfigurationError(
                f"The user pool's endpoint or its region {region!r} cannot be used."
            ) from None
        client.meta.events.register("before-parse.cognito-idp", check_answer)
        self._http = BoundedSession(
            (connect_timeout, read_timeout),
            max_pool_connections=max_pool_connections,
            verify=verify,
            proxies=get_environ_proxies(client.meta.endpoint_url),
        )
        client._endpoint.http_session = self._http  # noqa: SLF001 - boto3 has no setting for it
        self.client: CognitoIdentityProviderClient = client

    def fetch_json(self, url: str) -> Mapping[str, Any]:
        """Get a JSON document, trusting the certificates and proxies that boto3 trusts.

        Args:
            url: The document. Redirects are not followed, because they could lead to plain http.

        Raises:
            NetworkError: The server did not answer with a JSON document.
        """
        try:
            answer = self._http.send(AWSRequest("GET", url).prepare())
            if answer.status_code == HTTPStatus.OK:
                document: Mapping[str, Any] = json.loads(answer.content)
                return document
        except (
            exceptions.HTTPClientError,
            exceptions.ConnectionError,
            RecursionError,
            ValueError,
        ):
            pass
        raise NetworkError
