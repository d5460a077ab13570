"""Request guards against plain http and requests from other sites.

OWASP ASVS 3.2.1, 3.5.1, 4.1.2. Browsers send `Sec-Fetch-*`, which pages cannot forge. Clients
without these headers pass, but still need a CSRF token.
"""

from flask import Flask, redirect, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from signup.messages.error_page_texts import CROSS_SITE_ERROR_PAGE, PLAIN_HTTP_ERROR_PAGE, ErrorPage
from signup.observability.events import Event
from signup.session.current_session import session_is_abandoned
from signup.storage.interface import StoreError
from signup.web.security_headers import may_be_framed

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
OUR_SITES = {"same-origin", "none"}  # none: typed or bookmarked
# Pages are for windows and our own scripts, never images, scripts or frames.
OUR_DESTINATIONS = {"document", "empty"}
PLAIN_HTTP_TOO = {"signup.healthz", "signup.readyz", "signup.metrics"}
KEEP_THE_FORM = {"signup.sign_up"}
"""Views that can show their form again while the session store is unavailable."""
FOR_MACHINES = PLAIN_HTTP_TOO | {"signup.csp_reports", "static"}


class Refused(Forbidden):
    """A refused request, with its error page and event."""

    event: Event
    page: ErrorPage


class CrossSiteRequestRefused(Refused):
    """A request from another site."""

    event = Event.MALICIOUS_CSRF
    page = CROSS_SITE_ERROR_PAGE


class PlainHttpRefused(Refused):
    """A POST over plain http."""

    event = Event.SENT_OVER_PLAIN_HTTP
    page = PLAIN_HTTP_ERROR_PAGE


def init_app(app: Flask, *, secure: bool) -> None:
    """Register the guards.

    Args:
        app: The app.
        secure: Whether the app is reached over https only.
    """
    if secure:
        app.before_request(demand_https)
    app.before_request(refuse_other_sites)
    app.before_request(require_session)


def demand_https() -> Response | None:
    """Redirect to https, and refuse POST over plain http."""
    if request.is_secure or request.endpoint in PLAIN_HTTP_TOO:
        return None
    if request.method not in SAFE_METHODS:
        raise PlainHttpRefused
    response = redirect(request.url.replace("http://", "https://", 1), 308)
    response.headers["Cache-Control"] = "no-store"  # it contains the Host header
    return response


def refuse_other_sites() -> None:
    """Refuse POST from other sites, and pages as subresources."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    destination = request.headers.get("Sec-Fetch-Dest", "document")
    posted = request.method not in SAFE_METHODS
    if request.endpoint in FOR_MACHINES:
        return
    if destination == "iframe" and site == "same-origin" and may_be_framed(request.endpoint):
        return
    if (posted and site not in OUR_SITES) or destination not in OUR_DESTINATIONS:
        raise CrossSiteRequestRefused


def require_session() -> None:
    """Refuse pages that need a session while the session store is unavailable.

    Raises:
        StoreError: No session could be opened.
    """
    needs_none = request.endpoint in FOR_MACHINES or (
        request.endpoint in KEEP_THE_FORM and request.method == "POST"
    )
    if session_is_abandoned() and not needs_none:
        raise StoreError("No session could be opened.")
