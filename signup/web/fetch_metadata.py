"""Request guards: plain http, and requests that other sites make a browser send, are refused.

OWASP ASVS 3.2.1, 3.5.1, 4.1.2. A browser says in `Sec-Fetch-*` on whose behalf it asks, and no page
can forge that; clients that say nothing pass, and have the CSRF tokens to pass as well.
"""

from flask import Flask, redirect, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from signup.messages.error_page_texts import CROSS_SITE_ERROR_PAGE, PLAIN_HTTP_ERROR_PAGE, ErrorPage
from signup.observability.events import Event
from signup.session.interface import session_is_abandoned
from signup.storage.interface import StoreError
from signup.web.security_headers import may_be_framed

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
OUR_SITES = {"same-origin", "none"}  # none: typed, or from a bookmark
# A page is for a window or for our own scripts, and never an image, a script or a frame.
OUR_DESTINATIONS = {"document", "empty"}
PLAIN_HTTP_TOO = {"signup.healthz", "signup.readyz", "signup.metrics"}
KEEP_THE_FORM = {"signup.sign_up"}
"""Views that can show a form again, with what was typed, while the session store is down."""
FOR_MACHINES = PLAIN_HTTP_TOO | {"signup.csp_reports", "static"}


class Refused(Forbidden):
    """A refusal with a page of its own, and a name in the log."""

    event: Event
    page: ErrorPage


class CrossSiteRequestRefused(Refused):
    """Another site's page made the browser ask."""

    event = Event.MALICIOUS_CSRF
    page = CROSS_SITE_ERROR_PAGE


class PlainHttpRefused(Refused):
    """Something was sent without encryption, and cannot be unsent."""

    event = Event.SENT_OVER_PLAIN_HTTP
    page = PLAIN_HTTP_ERROR_PAGE


def init_app(app: Flask, *, secure: bool) -> None:
    """Check every request.

    Args:
        app: The app.
        secure: Whether the app is reached over https only.
    """
    if secure:
        app.before_request(demand_https)
    app.before_request(refuse_other_sites)
    app.before_request(require_session)


def demand_https() -> Response | None:
    """Send whoever looks at a page to https; refuse what was posted without it."""
    if request.is_secure or request.endpoint in PLAIN_HTTP_TOO:
        return None
    if request.method not in SAFE_METHODS:
        raise PlainHttpRefused
    response = redirect(request.url.replace("http://", "https://", 1), 308)
    response.headers["Cache-Control"] = "no-store"  # it repeats the Host header
    return response


def refuse_other_sites() -> None:
    """Refuse what another site's page posts, and pages as parts of other pages."""
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
    """Refuse a page that needs a session while the session store is down.

    Raises:
        StoreError: No session could be opened.
    """
    needs_none = request.endpoint in FOR_MACHINES or (
        request.endpoint in KEEP_THE_FORM and request.method == "POST"
    )
    if session_is_abandoned() and not needs_none:
        raise StoreError("No session could be opened.")
