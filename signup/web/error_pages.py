"""A page for everything that can go wrong: what happened, in plain words, and what to do next."""

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
from signup.session.interface import abandon_session
from signup.storage.interface import StoreError
from signup.web.fetch_metadata import Refused
from signup.web.rate_limits import RateLimitExceeded

RETRY_SECONDS = "60"


# What is left when not even the page of an error can be drawn.
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
    """Answer every error with one of our pages."""
    # Flask's own line for a crash quotes the exception; `unexpected_error` writes ours.
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # noqa: ARG005 - Flask's hook for this
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(RateLimitExceeded, too_many_requests)
    app.register_error_handler(InternalServerError, unexpected_error)


def http_error(error: HTTPException) -> Response:
    """Answer with the page of a status; redirects of the router pass."""
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
    if isinstance(error, BadHost):  # no page can be drawn: its links would have no host
        return make_response(_last_resort(page), error.code)
    response = _render(page, error.code)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _without_trailing_slash() -> str | None:
    """Return the URL of the page that a path means which has a slash too many."""
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
    """Answer a form whose CSRF token is missing or another browser's. OWASP ASVS 3.5.1."""
    if not is_recorded():
        record(Event.MALICIOUS_CSRF)
    return _render(CSRF_ERROR_PAGE, HTTPStatus.BAD_REQUEST)


def too_many_requests(error: RateLimitExceeded) -> Response:
    """Answer a request that a limit stopped, where no form can say so."""
    failure = too_many_attempts(error.retry_after)
    record(failure.event, reason="LimitReached")
    response = _render(too_many_attempts_page(error.retry_after), failure.status)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def unexpected_error(error: InternalServerError) -> Response:
    """Answer what no view has caught. OWASP ASVS 16.5.1, 16.5.2.

    A store or a pool that cannot be reached is an outage; anything else is a defect, whose page
    tells a reference to the log and no detail.
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
    if request_ctx.url_adapter is None:  # with a Host header that is none, no link can be made
        return make_response(_last_resort(page), status)
    try:
        text = render_template("signup/error.html", page=page)
    except Exception as error:  # noqa: BLE001 - OWASP ASVS 16.5.4: this one has to work
        record(Event.SYS_CRASH, error=error)
        text = _last_resort(page)
    return make_response(text, status)


def _last_resort(page: ErrorPage) -> str:
    return LAST_RESORT.format(page=page, language=current_language())
