"""Application factory, used by `flask run` and `gunicorn 'app:create_app()'`."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial

import click
from dotenv import load_dotenv
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import demo
import signup
from amplify_auth import (
    AmplifyOutputs,
    AmplifyOutputsError,
    AuthFlowType,
    ConfigurationError,
    SignInOptions,
    configure,
    load_amplify_outputs,
)
from cognito_setup import cognito
from config.forwarded_for import ForwardedFor
from config.forwarded_prefix import ForwardedPrefix
from config.logging import configure_logging
from config.settings import Settings, SettingsError
from signup.forms.breached_passwords import BreachedPasswords
from signup.observability.events import RequestContext, record_outage
from signup.observability.metrics import count_call
from signup.storage.interface import RateLimitStore, Store
from signup.storage.sqlite import SQLiteRateLimits, SQLiteStore
from signup.user_pools import CognitoUserPool, UserPools

Clock = Callable[[], float]

OPENTELEMETRY = "opentelemetry.sdk.trace"
ICONS = ("favicon.ico", "apple-touch-icon.png")
"""Files that browsers request at the root, even without a link."""

SWITCHES = {"true": True, "false": False}


def create_app(settings: Settings | None = None, *, clock: Clock = time.time) -> Flask:
    """Create the app.

    Args:
        settings: The settings; None reads the environment and `.env`.
        clock: Returns seconds since the epoch, for everything that expires.

    Raises:
        SystemExit: A setting or file is invalid; the text says which.
    """
    try:
        if settings is None:
            load_dotenv()
            settings = Settings.from_environment(os.environ)
        return _create_app(settings, clock)
    except (AmplifyOutputsError, ConfigurationError, SettingsError) as error:
        raise SystemExit(f"Cannot start: {error}{_hint_for_commands()}") from None


def _hint_for_commands() -> str:
    """Point users of `flask cognito` to the commands that do not need the app."""
    context = click.get_current_context(silent=True)
    if context is None or context.parent:
        return ""
    return "\nTo manage user pools without starting the app, run `python -m cognito_setup`."


def _create_app(settings: Settings, clock: Clock) -> Flask:
    configure_logging(RequestContext(), as_json=settings.production)
    if OPENTELEMETRY in sys.modules:
        from config.tracing import redact_spans  # noqa: PLC0415 - needs OpenTelemetry's SDK

        redact_spans()
    outputs = load_amplify_outputs(settings.amplify_outputs)

    app = Flask(__name__)
    app.secret_key = settings.secret_key
    app.config["MIN_FILL_SECONDS"] = settings.min_fill_seconds
    app.config["METRICS_TOKEN"] = settings.metrics_token
    app.config["LOOPBACK_ONLY"] = False
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_key_fallbacks
    signup.init_app(
        app,
        _user_pools(settings, outputs, clock),
        secure=settings.production,
        after_sign_in_url=settings.after_sign_in_url,
    )
    demo.init_app(app, settings, outputs, clock)
    for icon in ICONS:
        app.add_url_rule(f"/{icon}", icon.partition(".")[0], partial(app.send_static_file, icon))
    pool = app.extensions[signup.EXTENSION].pool
    if isinstance(pool, CognitoUserPool):  # the embedded pool opens no connection
        pool.auth.check_settings()
    app.cli.add_command(cognito)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_prefix=count)
        app.wsgi_app = ForwardedFor(ForwardedPrefix(proxied))  # type: ignore[method-assign] # Flask documents it so
    return app


def _user_pools(settings: Settings, outputs: AmplifyOutputs, clock: Clock) -> UserPools:
    auth = configure(
        outputs,
        client_secret=settings.cognito_client_secret,
        clock=clock,
        on_outage=record_outage,
        on_call=count_call,
    )
    store, rate_limits = _stores(settings, clock)
    flow = settings.auto_sign_in
    return UserPools(
        pool=CognitoUserPool(auth),
        auto_sign_in=SWITCHES[flow] if flow in SWITCHES else _sign_in_by(flow),
        # SRP, unless the app client requires the plain password.
        password_sign_in=(_sign_in_by(flow) if flow == AuthFlowType.USER_PASSWORD_AUTH else None),
        store=store,
        rate_limits=rate_limits if settings.ratelimit_enabled else None,
        breached_passwords=BreachedPasswords() if settings.breached_passwords == "hibp" else (),
        clock=clock,
    )


def _stores(settings: Settings, clock: Clock) -> tuple[Store, RateLimitStore]:
    if settings.redis_url:
        from signup.storage import redis  # noqa: PLC0415 - redis is for several hosts

        return redis.RedisStore(settings.redis_url), redis.RedisRateLimits(settings.redis_url)
    return (
        SQLiteStore(settings.data_dir / "sessions.db", clock),
        SQLiteRateLimits(settings.data_dir / "limits.db", clock),
    )


def _sign_in_by(flow: str) -> SignInOptions:
    return SignInOptions(auth_flow_type=AuthFlowType(flow))
