"""Pages go out compressed, unless something that was sent to us may stand in them.

What somebody else can put beside a secret in a compressed page, they can find the secret with, by
the page's length (BREACH). An answer to a GET repeats nothing of the request, which a test keeps
so; an answer to a POST shows a form again with what was typed, and is sent as it is. A redirect has
no page: what Werkzeug writes there is English in every language, and keeps the next page waiting.
"""

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from zlib import _Compress

PAGE = "text/html"
END_OF_HEAD = b"</head>"
LEVEL = 6
GZIP = 16 + zlib.MAX_WBITS
HEADS = 32
"""Compressed heads that are kept, one per page and language, of 0.3 MB each."""


def init_app(app: Flask, *, pages_repeat_nothing: bool = True) -> None:
    """Compress the pages of an app for browsers that take it, and empty its redirects.

    Args:
        app: The app.
        pages_repeat_nothing: Whether the answer to a GET repeats nothing of the request, which
            nobody knows of a host's template. If not, pages are sent as they are.
    """

    @app.after_request
    def compress(response: Response) -> Response:
        if response.location:
            response.set_data(b"")
        elif response.mimetype == PAGE and pages_repeat_nothing:
            response.vary.add("Accept-Encoding")
            if request.method == "GET" and request.accept_encodings.quality("gzip"):
                response.set_data(_compressed(response.get_data()))
                response.headers["Content-Encoding"] = "gzip"
        return response


def _compressed(page: bytes) -> bytes:
    """Compress a page, going on from its head: style and scripts are the same for everybody."""
    head, end, body = page.partition(END_OF_HEAD)
    first, begun = _begin(head)
    compressor = begun.copy()
    return first + compressor.compress(end + body) + compressor.flush()


@lru_cache(maxsize=HEADS)
def _begin(head: bytes) -> "tuple[bytes, _Compress]":
    compressor = zlib.compressobj(LEVEL, wbits=GZIP)
    return compressor.compress(head), compressor
