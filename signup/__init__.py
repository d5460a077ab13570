"""Sign-up pages for Flask, over the helper in `amplify_auth`."""

from flask import Flask
from flask_wtf.csrf import generate_csrf

from amplify_auth import AmplifyOutputs
from signup.forms.first_factors import first_factors
from signup.forms.sign_up import sign_up_form
from signup.forms.sign_up_settings import sign_up_settings
from signup.i18n import languages
from signup.observability import events, metrics
from signup.session.interface import EncryptedSessionInterface
from signup.user_pools import EXTENSION, UserPools, current_auth
from signup.views import blueprint
from signup.web import (
    assets,
    compression,
    error_pages,
    fetch_metadata,
    honeypot,
    page_cache,
    readiness,
    security_headers,
    slots,
)

__all__ = ["EXTENSION", "UserPools", "check_sign_up_form", "init_app"]

FORM_MAXIMUM = 64 * 1024


def init_app(app: Flask, pools: UserPools, *, secure: bool) -> None:
    """Add the pages to a Flask app.

    Args:
        app: The app, with its secret key.
        pools: The user pool to sign up to, and what goes with it.
        secure: Whether the app is reached over https only.

    Raises:
        SignUpSettingsError: The form cannot be built from the pool's `amplify_outputs.json`.
    """
    outputs = pools.auth.outputs
    check_sign_up_form(outputs)
    app.extensions[EXTENSION] = pools
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_MAXIMUM,
        MAX_FORM_MEMORY_SIZE=FORM_MAXIMUM,
        # A form is good for as long as the session that it was rendered for.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = EncryptedSessionInterface(pools.store, secure=secure, clock=pools.clock)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    page_assets = assets.init_app(app)
    app.jinja_env.globals.update(
        csrf_token=generate_csrf,
        first_factors=lambda: first_factors(current_auth().outputs),
        service_name=sign_up_settings(outputs).service_name,
    )
    slots.init_app(app)
    metrics.init_app(app)
    compression.init_app(app)
    security_headers.init_app(app, page_assets.stylesheet, secure=secure)
    languages.init_app(app, secure=secure)
    error_pages.init_app(app)
    events.init_app(app)
    honeypot.init_app(app)
    page_cache.init_app(app)
    readiness.init_app(app)
    fetch_metadata.init_app(app, secure=secure)

    app.register_blueprint(blueprint)


def check_sign_up_form(outputs: AmplifyOutputs) -> None:
    """Build the sign-up form of a file, so that a form that cannot be built stops the start.

    Args:
        outputs: The file.

    Raises:
        SignUpSettingsError: The form cannot be built.
    """
    sign_up_form(outputs)
