"""`/metrics`, for Prometheus on this machine, or anywhere with the token. OWASP ASVS 13.4.5."""

import hmac
from http import HTTPStatus

from flask import Response, abort, current_app, request

from config.settings import is_loopback
from signup.observability.events import Event, counters, record
from signup.observability.metrics import exposition
from signup.views.blueprint import blueprint
from signup.web.loopback import has_loopback_host

# A proxy that sets none of these still forwards its own Host.
SET_BY_PROXIES = {
    *("Forwarded", "Via", "X-Real-IP"),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto"),
}


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics to authorised clients, and 404 to others."""
    if not (_asked_here() or _has_token()):
        record(Event.AUTHZ_FAIL)
        abort(HTTPStatus.NOT_FOUND)
    counters()  # includes events that never happened, as 0
    text, content_type = exposition(request.headers.get("Accept", ""))
    return Response(text, content_type=content_type)


def _asked_here() -> bool:
    """Return whether the request comes from this machine without a proxy."""
    # Without these headers ProxyFix leaves the peer's address.
    return (
        is_loopback(request.remote_addr)
        and has_loopback_host()
        and not any(name in request.headers for name in SET_BY_PROXIES)
    )


def _has_token() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    sent = request.authorization
    if not token or not sent or sent.type != "bearer":
        return False
    return hmac.compare_digest((sent.token or "").encode(), token.encode())
