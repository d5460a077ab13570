"""Demo: the embedded pool's adapter and pages, and the lessons."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

import signup
from amplify_auth import AmplifyOutputs, configure
from config.settings import Settings
from demo import teaching, views
from demo.demo_pool import EXTENSION
from demo.embedded_pool import EmbeddedPool
from demo.teaching.exchanges import record_exchanges
from demo.teaching.outcomes import record_outcome
from signup.observability.events import record_outage
from signup.observability.metrics import count_call
from signup.user_pools import CognitoUserPool, UserPools

__all__ = ["init_app"]

EMBEDDED_POOL = "user_pool"
"""Key in a file's `custom` section that selects the embedded pool."""


def init_app(
    app: Flask, settings: Settings, outputs: AmplifyOutputs, clock: Callable[[], float]
) -> None:
    """Connect the embedded pool if the file selects it, and add the lessons if enabled.

    Args:
        app: The app with the pages.
        settings: The app's settings.
        outputs: The app's `amplify_outputs.json`.
        clock: Seconds since the epoch.

    Raises:
        SettingsError: Other machines could reach the embedded pool, or its file cannot be used.
    """
    pools: UserPools = app.extensions[signup.EXTENSION]
    is_embedded = EMBEDDED_POOL in outputs.custom and settings.cognito_endpoint is None
    teach = is_embedded if settings.teach is None else settings.teach
    if is_embedded:
        pool = EmbeddedPool(settings, outputs, clock, teach=teach)
        for auth in pool.scenarios.values():
            signup.check_sign_up_form(auth.outputs)
        app.extensions[EXTENSION] = pool
        app.config["LOOPBACK_ONLY"] = not pool.open_to_others
        app.extensions[signup.EXTENSION] = replace(pools, pool=pool, mailer=pool)
        views.init_app(app)
    elif teach:
        auth = configure(
            outputs,
            client_secret=settings.cognito_client_secret,
            clock=clock,
            on_outage=record_outage,
            on_call=count_call,
            prepare_client=record_exchanges,
            on_outcome=record_outcome,
        )
        app.extensions[signup.EXTENSION] = replace(pools, pool=CognitoUserPool(auth))
    if teach:
        teaching.init_app(app, has_workbench=is_embedded)
