"""The shop with the sign-up: `.venv/bin/flask --app examples.mounted.app run --port 5002`."""

import os
import time
from typing import Any

from flask import Flask, request, session

import demo
import signup
from amplify_auth import configure, load_amplify_outputs
from config.settings import Settings
from examples.mounted.shop import create_shop
from signup.storage.sqlite import SQLiteRateLimits, SQLiteStore


def create_app(settings: Settings | None = None) -> Flask:
    """Make the shop, and mount the pages in it.

    Args:
        settings: The settings; None reads the environment.
    """
    settings = settings or Settings.from_environment(os.environ)
    shop = create_shop(settings.secret_key)
    add_sign_up(shop, settings)
    return shop


def add_sign_up(shop: Flask, settings: Settings) -> None:
    """Mount the pages under `/auth`.

    Args:
        shop: The shop, which stays as it is.
        settings: The settings of the pages.
    """
    outputs = load_amplify_outputs(settings.amplify_outputs)
    pages = signup.init_app(
        shop,
        signup.UserPools(
            pool=signup.CognitoUserPool(configure(outputs)),
            store=SQLiteStore(settings.data_dir / "sessions.db"),
            rate_limits=SQLiteRateLimits(settings.data_dir / "limits.db"),
        ),
        secure=settings.production,
        url_prefix="/auth",
        cookie_path="/",
        after_sign_in_url="/",
        layout="sign_up_layout.html",
        policy_sources={"style-src": "'self'"},
    )
    demo.init_app(
        pages, settings, outputs, time.time
    )  # the embedded pool; Cognito needs no such line

    @shop.context_processor
    def name_user() -> dict[str, Any]:
        return {"user": signup.current_user(request)}

    @signup.signed_out.connect_via(shop)
    def empty_cart(_shop: Flask, **_user: signup.User) -> None:
        session.pop("cart", None)
