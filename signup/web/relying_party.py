"""Whether passkeys can work at the web address of a request."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request


def has_ip_address_host() -> bool:
    """Return whether a page's host is an IP address, which no passkey can belong to."""
    try:
        ip_address(urlsplit(request.host_url).hostname or "")
    except ValueError:
        return False
    return True
