"""The app, put together: settings, the user pool, the pages. `flask run` and gunicorn find it."""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dotenv import load_dotenv
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import signup
from amplify_auth import (
    AmplifyOutputs,
    AmplifyOutputsError,
    Auth,
    AuthFlowType,
    SignInOptions,
    configure,
    load_amplify_outputs,
)
from config import logs
from config.settings import ROOT, Settings, SettingsError, is_loopback
from signup import mails, warm_up
from signup.counts import Counts, SQLiteCounts
from signup.events import RequestContext, record_outage
from signup.pools import Demo, Pools
from signup.store import SQLiteStore, Store, StoreError

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

    from user_pool import Message, UserPoolService

Clock = Callable[[], float]

SCENARIO_FOLDER = ROOT / "config" / "scenarios"
SCENARIOS = (
    "email",
    "phone",
    "email-and-phone",
    "username",
    "auto-confirm",
    "link",
    "attributes",
    "no-user-auth",
    "nist",
)
EMBEDDED_POOL = "user_pool"
# Passwords are proved by SRP, unless the setting says that the client takes them as they are.
PASSWORD_SIGN_IN = {
    "USER_PASSWORD_AUTH": SignInOptions(auth_flow_type=AuthFlowType.USER_PASSWORD_AUTH)
}
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
        raise SystemExit(f"Cannot start: {error}") from None


def _create_app(settings: Settings, clock: Clock) -> Flask:
    logs.configure(RequestContext(), as_json=settings.production)
    outputs = load_amplify_outputs(settings.amplify_outputs)
    embedded = EMBEDDED_POOL in outputs.custom and settings.cognito_endpoint is None
    make_pools = _embedded if embedded else _amazon_cognito
    pools = make_pools(settings, outputs, clock)

    app = Flask(__name__)
    app.secret_key = settings.secret_key
    app.config["MIN_FILL_SECONDS"] = settings.min_fill_seconds
    app.config["SECRET_KEY_FALLBACKS"] = settings.secret_key_fallbacks
    signup.init_app(app, pools, secure=settings.production)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign] # Flask documents it so
    return app


def _amazon_cognito(settings: Settings, outputs: AmplifyOutputs, clock: Clock) -> Pools:
    auth = configure(
        outputs,
        client_secret=settings.cognito_client_secret,
        clock=clock,
        on_outage=record_outage,
    )
    return _pools(settings, auth, clock, demo=None)


def _embedded(settings: Settings, outputs: AmplifyOutputs, clock: Clock) -> Pools:
    reachable = settings.production or not is_loopback(settings.host)
    if reachable and not settings.allow_embedded_pool:
        raise SettingsError(
            f"{outputs.source} names the embedded user pool, which is for development on this "
            "machine: name a pool on Amazon Cognito with AMPLIFY_OUTPUTS, or say "
            "ALLOW_EMBEDDED_POOL=1"
        )
    from user_pool import ServiceError, UserPoolService  # noqa: PLC0415 - production has no use for it

    try:
        service = UserPoolService(
            settings.data_dir / "user_pool.db",
            clock=clock,
            on_message=_show,
            custom_message=mails.localized,
            link_base_url=f"http://{settings.host}:{settings.port}",
        )
    except (OSError, sqlite3.Error):
        raise SettingsError(f"DATA_DIR {settings.data_dir} cannot be written") from None

    @_pool_file()
    def outbox(to: str | None) -> list[dict[str, Any]]:
        return [message.public() for message in service.outbox(to)]

    @_pool_file()
    def look_up_link(token: str) -> str | None:
        return service.confirmation_link(token).destination

    @_pool_file()
    def use_link(token: str) -> bool:
        try:
            service.confirm_by_link(token)
        except ServiceError:
            return False
        return True

    scenarios = {
        name: _embedded_auth(load_amplify_outputs(SCENARIO_FOLDER / f"{name}.json"), service, clock)
        for name in SCENARIOS
    }
    auth = _embedded_auth(outputs, service, clock)
    demo = Demo(
        scenarios=scenarios,
        default=next(
            (name for name, other in scenarios.items() if other.outputs.auth == outputs.auth), ""
        ),
        outbox=outbox,
        look_up_link=look_up_link,
        use_link=use_link,
        open_to_others=settings.allow_embedded_pool,
    )
    return _pools(settings, auth, clock, demo)


def _embedded_auth(outputs: AmplifyOutputs, service: "UserPoolService", clock: Clock) -> Auth:
    from user_pool.amplify_outputs import (  # noqa: PLC0415 - as above
        user_pool_from_amplify_outputs,
    )
    from user_pool.transport import connect  # noqa: PLC0415 - as above

    @_pool_file()
    def prepare(client: "CognitoIdentityProviderClient") -> None:
        service.ensure_user_pool(
            user_pool_from_amplify_outputs(json.loads(outputs.source.read_text()))
        )
        connect(client, service)

    @_pool_file()
    def fetch_jwks(_url: str) -> Mapping[str, Any]:
        return service.jwks(outputs.auth.user_pool_id)

    return configure(
        outputs,
        client_secret=outputs.custom[EMBEDDED_POOL].get("client_secret"),
        prepare_client=prepare,
        fetch_jwks=fetch_jwks,
        clock=clock,
        on_outage=record_outage,
    )


@contextmanager
def _pool_file() -> Iterator[None]:
    """Let the pages say that they are out of order when the embedded pool's file is."""
    try:
        yield
    except sqlite3.Error:
        raise StoreError("The embedded pool's file cannot be used.") from None


def _pools(settings: Settings, auth: Auth, clock: Clock, demo: Demo | None) -> Pools:
    return Pools(
        auth=auth,
        auto_sign_in=_auto_sign_in(settings.auto_sign_in),
        password_sign_in=PASSWORD_SIGN_IN.get(settings.auto_sign_in),
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


def _auto_sign_in(value: str) -> bool | SignInOptions:
    if value in SWITCHES:
        return SWITCHES[value]
    return SignInOptions(auth_flow_type=AuthFlowType(value))


def _show(message: "Message") -> None:
    """Print what the embedded pool sends: there is no mailbox to look in."""
    print(f"To {message.to} ({message.medium}): {message.body}", file=sys.stderr, flush=True)  # noqa: T201 - the terminal is the mailbox
