"""Slots of the page layout that other packages add their templates to."""

from flask import Flask

EXTENSION = "signup_slots"
NAMES = ("after_main", "footer", "after_code")
"""Below the page's content; in the footer; below the place that says where a code went."""


def init_app(app: Flask) -> None:
    """Give an app's templates the empty slots."""
    app.extensions[EXTENSION] = app.jinja_env.globals["slots"] = {name: [] for name in NAMES}


def add(app: Flask, slot: str, template: str) -> None:
    """Render a template in a slot of every page that has the slot.

    Args:
        app: The app, with the pages.
        slot: One of `NAMES`.
        template: The template's name.
    """
    app.extensions[EXTENSION][slot].append(template)
