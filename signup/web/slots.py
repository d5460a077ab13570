"""Slots of the page layout that other packages add their templates to."""

from flask import Flask

EXTENSION = "signup_slots"
NAMES = ("below", "below_links", "below_panel", "after_code")
"""Below the sheet; the links and the panel there; above the field for a code."""


def init_app(app: Flask) -> None:
    """Add empty slots to an app's templates."""
    app.extensions[EXTENSION] = app.jinja_env.globals["slots"] = {name: [] for name in NAMES}


def add(app: Flask, slot: str, template: str) -> None:
    """Render a template in a slot of every page.

    Args:
        app: The app, with the pages.
        slot: One of `NAMES`.
        template: The template's name.
    """
    app.extensions[EXTENSION][slot].append(template)
