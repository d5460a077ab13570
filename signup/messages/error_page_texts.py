"""Texts of the error pages."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from signup.i18n.lazy_text import Text, _, plural
from signup.messages.failures import MINUTE

FIRST_SENTENCE = re.compile(r".+?(?:\.(?=\s|$)|。)")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The text of an error page."""

    heading: Text
    what_to_do: Text

    @property
    def description(self) -> str:
        """The first sentence, for search engines."""
        text = str(self.what_to_do)
        sentence = FIRST_SENTENCE.match(text)
        return sentence[0] if sentence else text


ERROR_PAGES = {
    HTTPStatus.BAD_REQUEST: ErrorPage(
        _("That didn't work"), _("Go back, check what you entered and try again.")
    ),
    HTTPStatus.FORBIDDEN: ErrorPage(
        _("You don't have access to this page"), _("Check the web address, or go to the home page.")
    ),
    HTTPStatus.NOT_FOUND: ErrorPage(
        _("Page not found"), _("Check the web address, or go to the home page.")
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ErrorPage(
        _("Something went wrong"), _("Go to the home page and start again.")
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorPage(
        _("That's too much to send"),
        _(
            "Go back, shorten what you entered and try again. You may need to enter your "
            "password again."
        ),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorPage(
        _("The service is temporarily unavailable"),
        _("Try again in a minute. You may need to enter your details again."),
    ),
}
CSRF_ERROR_PAGE = ErrorPage(
    _("Your session expired"),
    _(
        "Go back, reload the page and try again. If this keeps happening, allow "
        "cookies for this site."
    ),
)

CROSS_SITE_ERROR_PAGE = ErrorPage(
    _("This page can't be used from another site"),
    _("Open this site in its own tab and try again."),
)
PLAIN_HTTP_ERROR_PAGE = ErrorPage(
    _("Your connection wasn't secure"),
    _(
        "Nothing was saved. Open this site with https:// at the start of its address. If "
        "you entered a password, choose a different one."
    ),
)


def too_many_attempts_page(seconds: int) -> ErrorPage:
    """Return the page for one of the app's limits.

    Args:
        seconds: The time to wait.
    """
    wait = plural(
        "Try again in %(count)s minute.",
        "Try again in %(count)s minutes.",
        ceil(seconds / MINUTE),
    )
    return ErrorPage(_("Too many attempts"), wait)


def crash_error_page(reference: str) -> ErrorPage:
    """Return the page for a defect.

    Args:
        reference: The request id, which is in the log.
    """
    return ErrorPage(
        _("Something went wrong on our side"),
        _(
            "Try again in a minute. If it keeps happening, contact us and quote this "
            "reference: %(reference)s"
        ).format(reference=reference),
    )
