"""Cache of the empty sign-up page, which differs only in two tokens.

The first visitor's page is stored without its tokens, and served to visitors with an empty session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import generate_csrf

from signup.forms.sign_up import SignUpForm
from signup.i18n.languages import current_language
from signup.web import assets, honeypot
from signup.web.relying_party import has_ip_address_host

EXTENSION = "signup_page_cache"
PAGE = "signup/sign_up.html"

MAXIMUM = 64
"""Cached pages, of some 25 kB each: one for each language, initial country and scenario."""


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A rendered page without its tokens.

    Attributes:
        before: The text before the CSRF token.
        between: The text between that and the time at which the form was rendered.
        after: The text after both.
        styles: The page's further stylesheets, for its policy.
        scripts: The page's scripts, for its policy.
    """

    before: str
    between: str
    after: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]


def init_app(app: Flask, *, same_for_all: bool) -> None:
    """Add a cache to an app.

    Args:
        app: The app.
        same_for_all: Whether the page is the same for everybody, which a host's layout may not be.
    """
    app.extensions[EXTENSION] = lru_cache(maxsize=MAXIMUM)(_render) if same_for_all else _render


def render_empty_form(form_class: type[SignUpForm]) -> str:
    """Return the sign-up page with an empty form, for a visitor with an empty session.

    Args:
        form_class: The form.
    """
    render = current_app.extensions[EXTENSION]
    if current_app.jinja_env.auto_reload:  # in debug mode templates change
        render = _render
    values = [default() for default in _defaults(form_class)]  # type: ignore[arg-type] # classes can be hashed
    # What stands below the page depends on the host in the demo: see demo/views.py.
    host = str(has_ip_address_host())
    page: CachedPage = render(form_class, current_language().tag, request.root_path, host, *values)
    assets.set_styles_of_this_page(page.styles)
    assets.set_scripts_of_this_page(page.scripts)
    return f"{page.before}{generate_csrf()}{page.between}{honeypot.rendered_at()}{page.after}"


@lru_cache
def _defaults(form_class: type[SignUpForm]) -> tuple[Callable[[], str], ...]:
    """Return the functions for initial values that depend on the browser."""
    return tuple(field.default for field in form_class() if callable(field.default))


def _render(form_class: type[SignUpForm], *_varies_by: str) -> CachedPage:
    """Render the page and cut out its tokens, which occur once each."""
    rendered_at = honeypot.rendered_at()
    page = render_template(PAGE, form=form_class(), rendered_at=lambda: rendered_at)
    before, rest = page.split(generate_csrf())
    between, after = rest.split(rendered_at)
    styles, scripts = assets.styles_of_this_page(), assets.scripts_of_this_page()
    return CachedPage(before, between, after, styles, scripts)
