"""Requests to a loopback name."""

from urllib.parse import urlsplit

from flask import request

from config.settings import is_loopback


def has_loopback_host() -> bool:
    """Return whether the Host header is a loopback name.

    With DNS rebinding, another site's name resolves to 127.0.0.1, so that its pages can connect.
    Only the Host header reveals this.
    """
    try:
        return is_loopback(urlsplit(f"//{request.environ.get('HTTP_HOST', '')}").hostname)
    except ValueError:
        return False
