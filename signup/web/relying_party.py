"""Whether passkeys can work on the host of a request."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request


def has_ip_address_host() -> bool:
    """Return whether the host is an IP address, for which passkeys cannot exist."""
    try:
        ip_address(urlsplit(request.host_url).hostname or "")
    except ValueError:
        return False
    return True
