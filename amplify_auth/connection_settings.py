"""Settings of the connection that come from the environment: endpoint, certificates and proxy.

boto3 would also read profiles, files, credentials, defaults and retry modes. They belong to the
developer, so `boto3_client` ignores them.
"""

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from amplify_auth.errors import ConfigurationError, InsecureEndpointError

ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"
CA_BUNDLE_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY")
NO_PROXY_VARIABLES = ("no_proxy", "NO_PROXY")


def is_secure_endpoint(url: str) -> bool:
    """Return whether passwords may be sent to an endpoint: https, or http on this machine."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def endpoint_url(configured: str | None) -> str | None:
    """Return the endpoint to call, None for AWS.

    Args:
        configured: The endpoint in `amplify_outputs.json`, which the environment does not change.

    Raises:
        InsecureEndpointError: The endpoint is neither https nor on this machine.
    """
    url = configured or os.environ.get(ENDPOINT_VARIABLE)
    if not url:
        return None
    if not is_secure_endpoint(url):
        raise InsecureEndpointError
    return url


def ca_bundle() -> str | None:
    """Return the file of trusted certificates, None for botocore's own."""
    return _first_of(CA_BUNDLE_VARIABLES)


def check(configured_endpoint: str | None) -> None:
    """Check the settings without importing boto3, so that an app can refuse to start.

    Args:
        configured_endpoint: The endpoint in `amplify_outputs.json`, if there is one.

    Raises:
        ConfigurationError: A setting is invalid. The message names its variable.
    """
    endpoint_url(configured_endpoint)
    bundle = ca_bundle()
    if bundle and not _has_certificates(Path(bundle)):
        variable = next(name for name in CA_BUNDLE_VARIABLES if os.environ.get(name))
        raise ConfigurationError(f"{variable} must name a file of certificates, not {bundle!r}.")
    proxy = _first_of(PROXY_VARIABLES)
    if proxy and not _first_of(NO_PROXY_VARIABLES) and not _is_http_proxy(proxy):
        raise ConfigurationError("HTTPS_PROXY must be the http or https URL of a proxy.")


def _has_certificates(file: Path) -> bool:
    try:
        return b"-----BEGIN " in file.read_bytes()
    except OSError:
        return False


def _first_of(variables: tuple[str, ...]) -> str | None:
    return next((value for name in variables if (value := os.environ.get(name))), None)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_http_proxy(url: str) -> bool:
    """Return whether botocore can use a proxy. Without a scheme it uses http."""
    parts = _split(url if "://" in url else f"http://{url}")
    return parts is not None and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
