"""Lessons: the panel “Behind this page”, `/learn` and `/workbench`. docs/teaching.md."""

from flask import Flask

from demo.teaching import learn, panel, rejections, steps, workbench
from signup.web import security_headers, slots

__all__ = ["init_app"]


def init_app(app: Flask, *, has_workbench: bool) -> None:
    """Add the learner's pages to an app, and record every step of the sign-up.

    Args:
        app: The app, with the pages.
        has_workbench: Whether there is an embedded pool to work on.
    """
    steps.init_app(app)
    rejections.init_app(app)
    app.register_blueprint(panel.blueprint)
    learn.init_app(app)
    security_headers.allow_framing(app, "teaching.behind")
    if has_workbench:
        workbench.init_app(app)
    slots.add(app, "below_panel", "demo/panel.html")
