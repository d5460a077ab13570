"""Requests that this machine makes to itself."""

from urllib.parse import urlsplit

from flask import request

from config.settings import is_loopback


def has_loopback_host() -> bool:
    """Return whether the Host header names this machine.

    A browser on this machine that was lured to `evil.example` connects here once that name resolves
    to 127.0.0.1 (DNS rebinding). The Host header is what still tells the two apart.
    """
    try:
        return is_loopback(urlsplit(f"//{request.environ.get('HTTP_HOST', '')}").hostname)
    except ValueError:
        return False
