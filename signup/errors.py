"""A page for everything that can go wrong: what happened, in plain words, and what to do next."""

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from amplify_auth import AuthError
from signup.store import StoreError
from signup.texts import _

logger = logging.getLogger(__name__)

RETRY_SECONDS = "60"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a page says about a status."""

    heading: str
    what_to_do: str


PAGES = {
    HTTPStatus.BAD_REQUEST: ErrorPage(
        _("We could not read that"), _("Go back, check what you entered, and send it again.")
    ),
    HTTPStatus.FORBIDDEN: ErrorPage(
        _("This page is not for you"), _("The demo answers only the computer that it runs on.")
    ),
    HTTPStatus.NOT_FOUND: ErrorPage(
        _("There is no such page"), _("Check the address, or start from the first page.")
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ErrorPage(
        _("This page does not take that"), _("Start again from the first page.")
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorPage(
        _("That is too much to send"), _("Go back, shorten what you entered, and send it again.")
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorPage(
        _("We are out of order for a moment"), _("Nothing is lost: try again in a minute.")
    ),
}
CSRF_PAGE = ErrorPage(
    _("That page was out of date"),
    _(
        "It was open for too long, or your browser refuses cookies, which this form needs. "
        "Go back, reload the page and send it again."
    ),
)


def init_app(app: Flask) -> None:
    """Answer every error with one of our pages."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(AuthError, pool_unavailable)
    app.register_error_handler(InternalServerError, unexpected_error)


def http_error(error: HTTPException) -> Response:
    """Answer with the page of a status; redirects of the router pass."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    page = PAGES.get(HTTPStatus(error.code), PAGES[HTTPStatus.BAD_REQUEST])
    response = _render(page, error.code)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def csrf_error(error: CSRFError) -> Response:
    """Answer a form whose CSRF token is missing or another browser's. OWASP ASVS 3.5.1."""
    logger.warning("CSRF check failed: %s", error.description)
    return _render(CSRF_PAGE, HTTPStatus.BAD_REQUEST)


def pool_unavailable(error: AuthError) -> Response:
    """Answer a pool that failed where there is no form to show again."""
    logger.warning("The user pool failed between two pages: %s", error.name)
    return _unavailable()


def unexpected_error(error: InternalServerError) -> Response:
    """Answer what nobody foresaw, with a reference to the log and no detail. OWASP ASVS 16.5.1."""
    if isinstance(error.original_exception, StoreError):
        return _unavailable()
    reference = secrets.token_hex(4)
    logger.error("Unexpected error %s", reference)
    page = ErrorPage(
        _("Something went wrong on our side"),
        _("Try again in a minute. If it goes on, tell us this reference: %(reference)s").format(
            reference=reference
        ),
    )
    return _render(page, HTTPStatus.INTERNAL_SERVER_ERROR)


def _unavailable() -> Response:
    response = _render(PAGES[HTTPStatus.SERVICE_UNAVAILABLE], HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _render(page: ErrorPage, status: int) -> Response:
    return make_response(render_template("error.html", page=page), status)
