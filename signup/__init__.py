"""The web: pages that sign people up, over the helper in `amplify_auth`."""

from flask import Flask, request, session
from flask_wtf.csrf import generate_csrf

from signup import (
    blank_page,
    bots,
    compiled_templates,
    compression,
    errors,
    events,
    gate,
    inlined,
    languages,
    metrics,
    security,
    sign_up_form,
    static_files,
)
from signup.pools import Pools
from signup.sealed_session import SealedSessionInterface
from signup.sign_up_settings import sign_up_settings
from signup.store import StoreError
from signup.views import blueprint, demo

__all__ = ["Pools", "init_app"]

FORM_MAXIMUM = 64 * 1024
NEEDS_NO_SESSION = gate.FOR_MACHINES


def init_app(app: Flask, pools: Pools, *, secure: bool, teach: bool) -> None:
    """Put the pages into a Flask app.

    Args:
        app: The app, with its secret key.
        pools: The user pool to sign up to, and what goes with it.
        secure: Whether the app is reached over https only.
        teach: Whether a learner is shown what happens.
    """
    # Made here once, so that a form that cannot be made stops the start.
    for auth in pools.all_auths():
        sign_up_form.sign_up_form(auth.outputs)
    app.extensions["signup"] = pools
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_MAXIMUM,
        MAX_FORM_MEMORY_SIZE=FORM_MAXIMUM,
        # A form is good for as long as the session that it was drawn for.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = SealedSessionInterface(pools.store, secure=secure, clock=pools.clock)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    compiled_templates.init_app(app)
    texts = inlined.init_app(app)
    app.jinja_env.globals.update(
        csrf_token=generate_csrf,
        demo=pools.demo is not None,
        service_name=sign_up_settings(pools.auth.outputs).service_name,
    )
    metrics.init_app(app)
    compression.init_app(app)
    static_files.init_app(app)
    security.init_app(app, texts.stylesheet, secure=secure, teach=teach)
    languages.init_app(app, secure=secure)
    errors.init_app(app)
    events.init_app(app)
    bots.init_app(app)
    blank_page.init_app(app)
    gate.init_app(app, secure=secure)

    @app.before_request
    def need_session() -> None:
        if request.endpoint not in NEEDS_NO_SESSION and not hasattr(session, "rotate"):
            raise StoreError("No session can be had.")

    app.register_blueprint(blueprint)
    if pools.demo:
        app.register_blueprint(demo.blueprint)
    if teach:
        from signup import teaching  # noqa: PLC0415 - strangers are taught nothing

        teaching.init_app(app)
