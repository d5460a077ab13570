"""WSGI middleware that drops an `X-Forwarded-Prefix` that is no path.

Werkzeug's `ProxyFix` takes the text as the start of every link and redirect, so `//evil.example`
would be another site. A proxy that knows nothing of the header passes on what a visitor sends.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "HTTP_X_FORWARDED_PREFIX"
PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}){1,8}")


class ForwardedPrefix:
    """Checks the header for the app behind it.

    Args:
        app: The app, in `ProxyFix`.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        header = environ.pop(HEADER, None)
        if header and (paths := paths_of(header)):
            environ[HEADER] = ", ".join(paths)
        return self._app(environ, start_response)


def paths_of(header: str) -> list[str]:
    """Return the paths in the header, or none if one is invalid."""
    paths = [text.strip().rstrip("/") for text in header.split(",")]
    return paths if all(map(PATH.fullmatch, paths)) else []
