"""Relying party check: a host that is an IP address can't have passkeys."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request


def has_ip_address_host() -> bool:
    """Return whether the host is an IP address, for which passkeys cannot exist."""
    return _is_ip_address(request.host)


@lru_cache(maxsize=64)
def _is_ip_address(host: str) -> bool:
    try:
        ip_address(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True
