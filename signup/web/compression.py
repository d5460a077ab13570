"""Compression of pages that do not repeat input.

In a compressed page, text that an attacker controls reveals a secret beside it through the length
(BREACH). Responses to a GET repeat nothing of the request, which a test asserts. Responses to a
POST may contain input and are sent uncompressed. Redirects are sent without Werkzeug's English
body.
"""

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from zlib import _Compress

PAGE = "text/html"
END_OF_HEAD = b"</head>"
LEVEL = 5
"""Higher ones save less than ten bytes of a page."""

GZIP = 16 + zlib.MAX_WBITS
HEADS = 32
"""Cached compressed heads, one per page and language, of 0.3 MB each."""


def init_app(app: Flask, *, pages_repeat_nothing: bool = True) -> None:
    """Compress the pages of an app, and empty its redirects.

    Args:
        app: The app.
        pages_repeat_nothing: Whether responses to a GET repeat nothing of the request, which is
            unknown for a host's templates. If not, pages are not compressed.
    """

    @app.after_request
    def compress(response: Response) -> Response:
        if response.location:
            response.set_data(b"")
        elif (
            pages_repeat_nothing
            and response.mimetype == PAGE
            and request.method == "GET"
            and request.accept_encodings.quality("gzip")
        ):
            response.set_data(_compressed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
        return response


def _compressed(page: bytes) -> bytes:
    """Compress a page, starting from the cached state after its head."""
    head, end, body = page.partition(END_OF_HEAD)
    compressed_head, after_head = _compress_head(head)
    compressor = after_head.copy()
    return compressed_head + compressor.compress(end + body) + compressor.flush()


@lru_cache(maxsize=HEADS)
def _compress_head(head: bytes) -> "tuple[bytes, _Compress]":
    compressor = zlib.compressobj(LEVEL, wbits=GZIP)
    # Without the flush, zlib keeps the head's symbols and encodes them again with each page.
    return compressor.compress(head) + compressor.flush(zlib.Z_SYNC_FLUSH), compressor
