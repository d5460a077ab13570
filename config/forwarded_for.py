"""WSGI middleware that reduces `X-Forwarded-For` to IP addresses.

Proxies may add a port or brackets, or hide the client (RFC 7239, section 6). Werkzeug's `ProxyFix`
takes the text as the address, so every port would count as another client.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "HTTP_X_FORWARDED_FOR"
UNKNOWN = "unknown"
WITH_PORT = re.compile(r'"?(?:\[([^]]*)\]|([0-9.]+))(?::[A-Za-z0-9._-]*)?"?')


class ForwardedFor:
    """Middleware that rewrites the header.

    Args:
        app: The app, wrapped in `ProxyFix`.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Rewrite the header and call the app."""
        if HEADER in environ:
            environ[HEADER] = ", ".join(map(node_address, environ[HEADER].split(",")))
        return self._app(environ, start_response)


def node_address(node: str) -> str:
    """Return a node's IP address, or `unknown` if it has none."""
    match = WITH_PORT.fullmatch(node.strip())
    text = match[1] or match[2] or "" if match else node.strip()
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return UNKNOWN
