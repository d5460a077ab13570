"""The app, put together: settings, the user pool, the pages. `flask run` and gunicorn find it."""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import click
from dotenv import load_dotenv
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import amplify_auth
import signup
from amplify_auth import (
    AmplifyOutputs,
    AmplifyOutputsError,
    Auth,
    configure,
    load_amplify_outputs,
)
from cognito_setup import cognito
from config.logging import configure_logging
from config.settings import Settings, SettingsError
from signup import warm_up
from signup.counts import Counts, SQLiteCounts
from signup.events import RequestContext, record_outage
from signup.metrics import count_call
from signup.pools import Demo, Pools
from signup.store import SQLiteStore, Store

if TYPE_CHECKING:
    from amplify_auth import SignInOptions

Clock = Callable[[], float]

EMBEDDED_POOL = "user_pool"
"""The entry of a file's `custom` section that means the embedded pool."""

OPENTELEMETRY = "opentelemetry.sdk.trace"
PASSWORD_AS_IT_IS = "USER_PASSWORD_AUTH"  # noqa: S105 - a flow's name
SWITCHES = {"true": True, "false": False}


def create_app(settings: Settings | None = None, *, clock: Clock = time.time) -> Flask:
    """Make the app.

    Args:
        settings: What to go by; the environment and `.env` when None.
        clock: Seconds since the epoch, for everything that expires.

    Raises:
        SystemExit: Something does not allow the app to start; the text says what.
    """
    try:
        if settings is None:
            load_dotenv()
            app = _create_app(Settings.from_environment(os.environ), clock)
            warm_up.init_app(app)
            return app
        return _create_app(settings, clock)
    except (AmplifyOutputsError, SettingsError) as error:
        raise SystemExit(f"Cannot start: {error}{_without_the_app()}") from None


def _without_the_app() -> str:
    """Say how a command is had all the same, where `flask` looks for one in the app."""
    context = click.get_current_context(silent=True)
    if context is None or context.parent:
        return ""
    return "\nFor a user pool, `python -m cognito_setup` has the commands without starting the app."


def _create_app(settings: Settings, clock: Clock) -> Flask:
    configure_logging(RequestContext(), as_json=settings.production)
    if OPENTELEMETRY in sys.modules:
        from config.tracing import redact_spans  # noqa: PLC0415 - needs OpenTelemetry's SDK

        redact_spans()
    outputs = load_amplify_outputs(settings.amplify_outputs)
    auth, demo = _user_pool(settings, outputs, clock)
    pools = _pools(settings, auth, clock, demo)

    app = Flask(__name__)
    app.secret_key = settings.secret_key
    app.config["MIN_FILL_SECONDS"] = settings.min_fill_seconds
    app.config["METRICS_TOKEN"] = settings.metrics_token
    app.config["LOOPBACK_ONLY"] = demo is not None and not demo.open_to_others
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_key_fallbacks
    teach = settings.teach if settings.teach is not None else demo is not None
    signup.init_app(app, pools, secure=settings.production, teach=teach)
    app.cli.add_command(cognito)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign] # Flask documents it so
    return app


def _user_pool(
    settings: Settings, outputs: AmplifyOutputs, clock: Clock
) -> tuple[Auth, Demo | None]:
    if EMBEDDED_POOL in outputs.custom and settings.cognito_endpoint is None:
        import embedded_pool  # noqa: PLC0415 - an app on Amazon Cognito has no use for it

        return embedded_pool.connect(settings, outputs, clock)
    observers: dict[str, Any] = {"on_outage": record_outage, "on_call": count_call}
    if settings.teach:
        from signup import teaching  # noqa: PLC0415 - strangers are taught nothing

        observers["prepare_client"] = teaching.record_exchanges
        observers["on_outcome"] = teaching.record_outcome
    auth = configure(
        outputs,
        client_secret=settings.cognito_client_secret,
        clock=clock,
        **observers,
    )
    return auth, None


def _pools(settings: Settings, auth: Auth, clock: Clock, demo: Demo | None) -> Pools:
    flow = settings.auto_sign_in
    return Pools(
        auth=auth,
        auto_sign_in=SWITCHES[flow] if flow in SWITCHES else _sign_in_by(flow),
        # Passwords are proved by SRP, unless the client is said to take them as they are.
        password_sign_in=_sign_in_by(flow) if flow == PASSWORD_AS_IT_IS else None,
        background=ThreadPoolExecutor(max_workers=2, thread_name_prefix="background"),
        store=_session_store(settings, clock),
        counts=_counts(settings, clock) if settings.ratelimit_enabled else None,
        clock=clock,
        demo=demo,
    )


def _session_store(settings: Settings, clock: Clock) -> Store:
    if settings.redis_url:
        from signup.redis_store import RedisStore  # noqa: PLC0415 - only several hosts need Redis

        return RedisStore(settings.redis_url)
    return SQLiteStore(settings.data_dir / "sessions.db", clock)


def _counts(settings: Settings, clock: Clock) -> Counts:
    if settings.redis_url:
        from signup.redis_store import RedisCounts  # noqa: PLC0415 - as above

        return RedisCounts(settings.redis_url)
    return SQLiteCounts(settings.data_dir / "limits.db", clock)


def _sign_in_by(flow: str) -> "SignInOptions":
    return amplify_auth.SignInOptions(auth_flow_type=amplify_auth.AuthFlowType(flow))
