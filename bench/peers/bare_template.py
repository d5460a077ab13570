"""The app's own sign-up template on a bare route: no hooks, limits, compression, cache or store."""

from typing import Any

from flask import Flask, before_render_template, render_template
from flask.sessions import SecureCookieSessionInterface
from jinja2 import Template

from app import create_app

contexts: list[dict[str, Any]] = []
templates: list[str] = []


def record(_sender: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
    """Keep the template that the app renders, and what it renders it with."""
    templates.append(template.name)
    contexts.append(context)


app = create_app()
with before_render_template.connected_to(record, app):
    app.test_client().get("/sign-up", base_url="https://localhost")
app.before_request_funcs.clear()
app.after_request_funcs.clear()
app.teardown_request_funcs.clear()
app.session_interface = SecureCookieSessionInterface()


def sign_up() -> str:
    """Render the page with a new form."""
    return render_template(templates[0], **{**contexts[0], "form": type(contexts[0]["form"])()})


app.view_functions["signup.sign_up"] = sign_up
