"""A page with an empty form, which is the same for everybody but for two tokens: it is drawn once.

What is kept is the page of whoever came first, cut where their tokens stood, and it is taken only
for people of whom nothing is kept: it holds nothing of anybody.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from flask import Flask, current_app, make_response, render_template, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from signup import bots, inlined
from signup.languages import current_language
from signup.pools import current_auth
from signup.sealed_session import nothing_is_kept
from signup.sign_up_form import SignUpForm, sign_up_form

EXTENSION = "signup_blank_pages"
ENDPOINT, PAGE = "signup.sign_up", "signup/sign_up.html"

MAXIMUM = 64
"""How many are kept, of some 25 kB: languages, times countries where a phone number is asked for,
times the pools of the demo."""


class BlankPage(NamedTuple):
    """A page without its tokens.

    Attributes:
        before: What stands before the CSRF token.
        between: What stands between that and the time that the form was drawn at.
        after: What stands after both.
        scripts: The scripts in it, which the policy names.
    """

    before: str
    between: str
    after: str
    scripts: tuple[str, ...]


def init_app(app: Flask) -> None:
    """Make room for the pages of an app."""
    app.extensions[EXTENSION] = lru_cache(maxsize=MAXIMUM)(_draw)


def answer() -> Response | None:
    """Answer in a view's place whoever gets the page that everybody gets; before each request."""
    if request.endpoint == ENDPOINT and request.method == "GET" and nothing_is_kept():
        return make_response(blank_page(sign_up_form(current_auth().outputs)))
    return None


def blank_page(form_class: type[SignUpForm]) -> str:
    """Return the page with an empty form, for somebody of whom nothing is kept.

    Args:
        form_class: The form.
    """
    draw = current_app.extensions[EXTENSION]
    if current_app.jinja_env.auto_reload:  # somebody is at work on the templates
        draw = _draw
    values = [default() for default in _defaults(form_class)]  # type: ignore[arg-type] # classes can be hashed
    page: BlankPage = draw(form_class, current_language().tag, request.root_path, *values)
    inlined.set_scripts_of_this_page(page.scripts)
    return f"{page.before}{generate_csrf()}{page.between}{bots.drawn_at()}{page.after}"


@lru_cache
def _defaults(form_class: type[SignUpForm]) -> tuple[Callable[[], str], ...]:
    """Return what finds the values that fields begin with, where these are the browser's."""
    return tuple(field.default for field in form_class() if callable(field.default))


def _draw(form_class: type[SignUpForm], *_varies_by: str) -> BlankPage:
    """Draw the page for this request, and take its tokens out; each stands there once."""
    drawn_at = bots.drawn_at()
    page = render_template(PAGE, form=form_class(), drawn_at=lambda: drawn_at)
    before, rest = page.split(generate_csrf())
    between, after = rest.split(drawn_at)
    return BlankPage(before, between, after, inlined.scripts_of_this_page())
