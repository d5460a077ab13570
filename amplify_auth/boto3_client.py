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

from boto3.session import Session
from botocore import UNSIGNED, exceptions
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.httpsession import URLLib3Session
from botocore.session import get_session
from botocore.utils import get_environ_proxies

from amplify_auth.amplify_outputs_schema import is_secure_endpoint
from amplify_auth.botocore_errors import check_answer
from amplify_auth.errors import InsecureEndpointError, NetworkError

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

USER_AGENT = "amplify_auth"

_SESSION_LOCK = Lock()


@cache
def _session() -> Session:
    return Session()


class Boto3Client:
    """boto3's client of one pool. Its calls carry no signature and are never retried.

    After a sign-up that timed out or met a limit the user may exist, and a second attempt would
    answer `UsernameExistsException`.

    Args:
        region: The pool's region.
        endpoint_url: The server to call; None for AWS, or the server that
            `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` names.
        max_pool_connections: How many connections are kept.
        connect_timeout: Seconds.
        read_timeout: Seconds.

    Raises:
        InsecureEndpointError: The endpoint is neither https nor on this machine.
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

        self._timeouts = (connect_timeout, read_timeout)
        # The shared session reads the service model once, but makes one client at a time.
        with _SESSION_LOCK:
            self.client: CognitoIdentityProviderClient = _session().client(
                "cognito-idp",
                region_name=region,
                endpoint_url=endpoint_url,
                config=Config(
                    signature_version=UNSIGNED,
                    # boto3's default describes this machine, and is made again for every call.
                    user_agent=USER_AGENT,
                    max_pool_connections=max_pool_connections,
                    connect_timeout=connect_timeout,
                    read_timeout=read_timeout,
                    retries={"mode": "standard", "total_max_attempts": 1},
                ),
            )
        if not is_secure_endpoint(self.client.meta.endpoint_url):
            raise InsecureEndpointError
        self.client.meta.events.register("before-parse.cognito-idp", check_answer)

    def fetch_json(self, url: str) -> Mapping[str, Any]:
        """Get a JSON document, trusting the certificates and proxies that boto3 trusts.

        Args:
            url: The document. No redirect is followed, since it could lead to plain http.

        Raises:
            NetworkError: The server could not be reached, or answered something else.
        """
        session = URLLib3Session(
            verify=get_session().get_config_variable("ca_bundle") or True,
            proxies=get_environ_proxies(url),
            timeout=self._timeouts,  # type: ignore[arg-type] # the stub allows one number only
        )
        try:
            answer = session.send(AWSRequest("GET", url).prepare())
            if answer.status_code == HTTPStatus.OK:
                document: Mapping[str, Any] = json.loads(answer.content)
                return document
        except (exceptions.HTTPClientError, exceptions.ConnectionError, ValueError):
            pass
        raise NetworkError
