"""Error pages: what happened, and what to do next."""

from http import HTTPStatus

from flask import Flask, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from amplify_auth import AuthError
from signup.i18n.languages import current_language
from signup.messages.error_page_texts import (
    CSRF_ERROR_PAGE,
    ERROR_PAGES,
    ErrorPage,
    crash_error_page,
    too_many_attempts_page,
)
from signup.messages.failures import too_many_attempts
from signup.observability.events import Event, is_recorded, record, request_id
from signup.session.current_session import abandon_session
from signup.storage.interface import StoreError
from signup.web.fetch_metadata import Refused
from signup.web.rate_limits import RateLimitExceeded

RETRY_SECONDS = "60"


# The last resort if an error page cannot be rendered.
LAST_RESORT = """<!DOCTYPE html>
<html lang="{language.tag}" dir="{language.direction}">
  <head>
    <meta charset="utf-8">
    <title>{page.heading}</title>
    <meta name="description" content="{page.description}">
  </head>
  <body>
    <h1>{page.heading}</h1>
    <p>{page.what_to_do}</p>
  </body>
</html>
"""

EVENTS = {HTTPStatus.FORBIDDEN: Event.AUTHZ_FAIL}


def init_app(app: Flask) -> None:
    """Register the error pages."""
    # Flask's log line for a crash quotes the exception. `unexpected_error` logs it instead.
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # noqa: ARG005 - Flask's hook for this
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(RateLimitExceeded, too_many_requests)
    app.register_error_handler(InternalServerError, unexpected_error)


def http_error(error: HTTPException) -> Response:
    """Return the page of a status. Redirects of the router pass."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if isinstance(error, NotFound) and (page_url := _without_trailing_slash()):
        return redirect(page_url, 308)
    page = ERROR_PAGES.get(HTTPStatus(error.code), ERROR_PAGES[HTTPStatus.BAD_REQUEST])
    if isinstance(error, Refused):
        record(error.event)
        page = error.page
    elif not is_recorded():
        event = EVENTS.get(HTTPStatus(error.code), Event.INPUT_VALIDATION_FAIL)
        record(event, reason=f"status {error.code}")
    if isinstance(error, BadHost):  # no page can be rendered, because its links would have no host
        return make_response(_last_resort(page), error.code)
    response = _render(page, error.code)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _without_trailing_slash() -> str | None:
    """Return the URL of the page without the trailing slash."""
    adapter, path = request_ctx.url_adapter, request.path.rstrip("/")
    if adapter is None or path == request.path:
        return None
    try:
        endpoint, _arguments = adapter.match(path, request.method)
    except (HTTPException, RequestRedirect):
        return None
    if endpoint == "static":
        return None
    query = request.query_string.decode("ascii", "ignore")
    return f"{request.root_path}{path}" + (f"?{query}" if query else "")


def csrf_error(_error: CSRFError) -> Response:
    """Return the page for a missing or invalid CSRF token. OWASP ASVS 3.5.1."""
    if not is_recorded():
        record(Event.MALICIOUS_CSRF)
    return _render(CSRF_ERROR_PAGE, HTTPStatus.BAD_REQUEST)


def too_many_requests(error: RateLimitExceeded) -> Response:
    """Return the page for a rate limit, if there is no form to show the error."""
    failure = too_many_attempts(error.retry_after)
    record(failure.event, reason="LimitReached")
    response = _render(too_many_attempts_page(error.retry_after), failure.status)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def unexpected_error(error: InternalServerError) -> Response:
    """Return the page for an uncaught exception. OWASP ASVS 16.5.1, 16.5.2.

    An unreachable store or pool is an outage. Anything else is a defect, whose page has a reference
    to the log and no details.
    """
    cause = error.original_exception
    if isinstance(cause, StoreError | AuthError):
        return _out_of_order(cause)
    record(Event.SYS_CRASH, error=cause)
    page = crash_error_page(request_id())
    return _render(page, HTTPStatus.INTERNAL_SERVER_ERROR)


def _out_of_order(cause: StoreError | AuthError) -> Response:
    if isinstance(cause, AuthError):
        record(Event.POOL_FAILED, reason=cause.name)
    else:
        record(Event.STORE_UNREACHABLE)
        abandon_session()
    response = _render(ERROR_PAGES[HTTPStatus.SERVICE_UNAVAILABLE], HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _render(page: ErrorPage, status: int) -> Response:
    if request_ctx.url_adapter is None:  # with an invalid Host header, links cannot be built
        return make_response(_last_resort(page), status)
    try:
        text = render_template("signup/error.html", page=page)
    except Exception as error:  # noqa: BLE001 - OWASP ASVS 16.5.4: the last resort
        record(Event.SYS_CRASH, error=error)
        text = _last_resort(page)
    return make_response(text, status)


def _last_resort(page: ErrorPage) -> str:
    return LAST_RESORT.format(page=page, language=current_language())
