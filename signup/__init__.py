"""Sign-up pages for Flask, over the helper in `amplify_auth`."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask
from flask_wtf.csrf import generate_csrf

from amplify_auth import AmplifyOutputs
from signup.forms.first_factors import first_factors
from signup.forms.sign_up import sign_up_form
from signup.forms.sign_up_settings import sign_up_settings
from signup.host.layout import render_in_layout, scoped
from signup.host.mount import Mount, MountError, create_mount, dispatch
from signup.host.signals import confirmed, signed_in, signed_out, signed_up
from signup.i18n import languages
from signup.observability import events, metrics
from signup.session.current_user import User, current_user
from signup.session.interface import EncryptedSessionInterface
from signup.storage.interface import StoreError
from signup.user_pools import EXTENSION, CognitoUserPool, UserPools, current_auth
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
from signup.web.relying_party import has_ip_address_host

__all__ = [
    "EXTENSION",
    "CognitoUserPool",
    "MountError",
    "StoreError",
    "User",
    "UserPools",
    "check_sign_up_form",
    "confirmed",
    "current_user",
    "init_app",
    "signed_in",
    "signed_out",
    "signed_up",
]

FORM_MAXIMUM = 64 * 1024
NO_SOURCES: Mapping[str, str] = MappingProxyType({})


def init_app(
    app: Flask,
    pools: UserPools,
    *,
    secure: bool,
    url_prefix: str = "",
    cookie_path: str | None = None,
    after_sign_in_url: str | None = None,
    layout: str | None = None,
    policy_sources: Mapping[str, str] = NO_SOURCES,
) -> Flask:
    """Add the pages to a Flask app. docs/embedding.md.

    Args:
        app: The app, with its secret key. Under a prefix nothing of it changes.
        pools: The user pool, and the services that the pages need.
        secure: Whether the app is reached over https only.
        url_prefix: The path to put the pages under, such as `/auth`; "" is the root.
        cookie_path: "/" lets browsers send the pages' cookies to all of the app, so that
            `current_user` works on its own routes; None keeps them under the prefix.
        after_sign_in_url: The path in the app where a sign-up or sign-in ends; None is the account
            page.
        layout: The app's template that the pages are in; None is a document of their own.
        policy_sources: Sources to add to the pages' Content-Security-Policy, by directive, for what
            the layout loads.

    Returns:
        The app with the pages: a separate one under a prefix, `app` at the root.

    Raises:
        MountError: An argument cannot be used.
        SignUpSettingsError: The form cannot be built from the pool's `amplify_outputs.json`.
    """
    check_sign_up_form(pools.auth.outputs)
    mount = create_mount(
        app,
        url_prefix=url_prefix,
        cookie_path=cookie_path,
        after_sign_in_url=after_sign_in_url,
        layout=layout,
        secure=secure,
    )
    _add_pages(mount, pools, policy_sources)
    if mount.in_host:
        dispatch(mount)
    return mount.pages


def _add_pages(mount: Mount, pools: UserPools, policy_sources: Mapping[str, str]) -> None:
    app, secure = mount.pages, mount.cookies.secure
    app.extensions[EXTENSION] = pools
    app.config.setdefault("MIN_FILL_SECONDS", int(secure))
    app.config.setdefault("METRICS_TOKEN", None)
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_MAXIMUM,
        MAX_FORM_MEMORY_SIZE=FORM_MAXIMUM,
        # A form is valid for as long as its session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = EncryptedSessionInterface(pools.store, mount.cookies, pools.clock)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    page_assets = assets.init_app(app, scoped if mount.layout else str)
    app.jinja_env.globals.update(
        csrf_token=generate_csrf,
        render_in_layout=render_in_layout if mount.layout else None,
        has_ip_address_host=has_ip_address_host,
        first_factors=lambda: first_factors(current_auth().outputs),
        service_name=sign_up_settings(pools.auth.outputs).service_name,
    )
    slots.init_app(app)
    metrics.init_app(app)
    compression.init_app(app, pages_repeat_nothing=not mount.layout)
    security_headers.init_app(
        app,
        page_assets.stylesheet,
        all_https=secure and not mount.in_host,
        more_sources=policy_sources,
    )
    languages.init_app(app)
    error_pages.init_app(app)
    events.init_app(app)
    honeypot.init_app(app)
    page_cache.init_app(app, same_for_all=not mount.layout)
    readiness.init_app(app)
    fetch_metadata.init_app(app, secure=secure)

    app.register_blueprint(blueprint)


def check_sign_up_form(outputs: AmplifyOutputs) -> None:
    """Build the sign-up form, so that an invalid file stops the start.

    Args:
        outputs: The file.

    Raises:
        SignUpSettingsError: The form cannot be built.
    """
    sign_up_form(outputs)
