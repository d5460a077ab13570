"""Pages go out compressed, unless something that was sent to us may stand in them.

What somebody else can put beside a secret in a compressed page, they can find the secret with, by
the page's length (BREACH). An answer to a GET repeats nothing of the request, which a test keeps
so; an answer to a POST shows a form again with what was typed, and is sent as it is.
"""

import gzip

from flask import Flask, Response, request

PAGE = "text/html"
LEVEL = 6


def init_app(app: Flask) -> None:
    """Compress the pages of an app for browsers that take it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype != PAGE:
            return response
        response.vary.add("Accept-Encoding")
        if request.method == "GET" and request.accept_encodings.quality("gzip"):
            response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response
