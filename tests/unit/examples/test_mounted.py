"""The shop of examples/mounted: nothing of it changes when the pages are mounted in it."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config.settings import Settings
from examples.mounted.app import create_app
from examples.mounted.shop import create_shop
from tests.doubles import Clock
from tests.mounted import PREFIX, SECRET_KEY, GuestVisitor, mount_pages

EMAIL = "ada@example.com"
LAYOUT: dict[str, Any] = {
    "layout": "sign_up_layout.html",
    "policy_sources": {"style-src": "'self'"},
}
PICTURE = b"P" * 200_000
CROSS_SITE = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Dest": "empty",
    "Origin": "https://pay.example",
}


class Customer:
    """Somebody with a browser.

    Args:
        shop: The shop.
    """

    def __init__(self, shop: Flask) -> None:
        self.client = shop.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, fields: dict[str, Any]) -> TestResponse:
        token = re.search(r'csrf_token" value="([^"]+)"', self.client.get("/").text)
        assert token
        return self.client.post(path, data={"csrf_token": token[1], **fields})


class VisitorOfShop(GuestVisitor):
    lints = False


REQUESTS: dict[str, Callable[[Customer], TestResponse]] = {
    "home page": lambda customer: customer.get("/"),
    "cart": lambda customer: customer.send("/cart", {"item": "Tea"}),
    "cart without a token": lambda customer: customer.client.post("/cart", data={"item": "Tea"}),
    "error page": lambda customer: customer.get("/nothing"),
    "wrong method": lambda customer: customer.get("/cart"),
    "path of the pages' root": lambda customer: customer.get("/sign-up"),
    "longer name": lambda customer: customer.get("/authors"),
    "static file": lambda customer: customer.get("/static/shop.css"),
    "upload": lambda customer: customer.send("/pictures", {"picture": (BytesIO(PICTURE), "a.png")}),
    "upload that is too large": lambda customer: customer.send(
        "/pictures", {"picture": (BytesIO(PICTURE * 2), "a.png")}
    ),
    "webhook": lambda customer: customer.client.post(
        "/webhook", json={"order": 7}, headers=CROSS_SITE
    ),
    "frame": lambda customer: customer.client.get(
        "/", headers={"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    ),
}


def seen(response: TestResponse) -> tuple[int, str, dict[str, str]]:
    """Return what a browser sees, with what is random or depends on the time left out."""
    headers = {name: value for name, value in response.headers if name not in {"Date", "Expires"}}
    if "Set-Cookie" in headers:
        headers["Set-Cookie"] = re.sub(r"session=[^;]+", "session=…", headers["Set-Cookie"])
    text = re.sub(r'csrf_token" value="[^"]+"', "csrf_token", response.text)
    response.close()
    return response.status_code, text, headers


@pytest.fixture
def mounted_shop(tmp_path: Path, clock: Clock) -> Flask:
    """Return the shop with the pages."""
    shop = create_shop(SECRET_KEY)
    mount_pages(shop, tmp_path, clock, {"TEACH": "0"}, **LAYOUT)
    return shop


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_of_the_shop_changes(mounted_shop: Flask, name: str) -> None:
    before = seen(REQUESTS[name](Customer(create_shop(SECRET_KEY))))
    assert seen(REQUESTS[name](Customer(mounted_shop))) == before


def test_nor_its_settings(tmp_path: Path, clock: Clock) -> None:
    shop = create_shop(SECRET_KEY)
    before = (dict(shop.config), shop.session_interface, shop.jinja_options, *_hooks(shop))
    mount_pages(shop, tmp_path, clock, **LAYOUT)
    after = (dict(shop.config), shop.session_interface, shop.jinja_options, *_hooks(shop))
    assert after == before
    assert not shop.jinja_env.trim_blocks
    assert "_" not in shop.jinja_env.globals


def _hooks(shop: Flask) -> tuple[Any, ...]:
    return (
        {name: list(functions) for name, functions in shop.before_request_funcs.items()},
        {name: list(functions) for name, functions in shop.after_request_funcs.items()},
        {name: dict(handlers) for name, handlers in shop.error_handler_spec.items()},
        list(shop.blueprints),
    )


# The pages in the shop


def test_somebody_with_a_cart_signs_up(mounted_shop: Flask) -> None:
    visitor = VisitorOfShop(mounted_shop)
    customer = Customer(mounted_shop)
    customer.client = visitor.client
    customer.send("/cart", {"item": "Tea"})
    page = visitor.get("/sign-up")
    assert "1 in your cart" in page.response.text
    assert page.title.startswith("Create an account")
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    assert visitor.auto_sign_in().location == f"{PREFIX}/account"
    assert EMAIL in visitor.get("/account").text
    assert "1 in your cart" in customer.get("/").text


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/sign-up", 200), ("/scenarios", 200)]
)
def test_every_page_is_in_the_layout(mounted_shop: Flask, path: str, status: int) -> None:
    page = VisitorOfShop(mounted_shop).get(path)
    assert page.status == status
    assert page.response.text.count("<h1>") == page.response.text.count("</html>") == 1
    assert 'href="/static/shop.css"' in page.response.text
    assert "Tea shop" in page.response.text


@pytest.mark.asvs("3.4.3")
def test_the_policy_lets_the_layout_load_its_stylesheet_and_nothing_else(
    mounted_shop: Flask,
) -> None:
    headers = VisitorOfShop(mounted_shop).get("/sign-up").response.headers
    policy = dict(
        directive.split(" ", 1) for directive in headers["Content-Security-Policy"].split("; ")
    )
    *hashes, last = policy["style-src"].split()
    assert hashes
    assert all(source.startswith("'sha256-") for source in hashes)
    assert last == "'self'"
    assert policy["default-src"] == "'none'"
    assert all(source.startswith("'sha256-") for source in policy["script-src"].split())


def test_the_styles_of_the_pages_keep_off_the_shop(mounted_shop: Flask) -> None:
    text = VisitorOfShop(mounted_shop).get("/sign-up").response.text
    for style in re.findall(r"<style>(.*?)</style>", text, re.DOTALL):
        rules = re.sub(r"@keyframes \w+\{(?:[^{}]*\{[^{}]*\})*\}", "", style)
        assert rules.startswith(".sign-up{")
        assert rules.count("{") == rules.count("}")
        assert not re.search(r"[};,{](?::root|html|body|main)\b", rules)


def test_what_a_host_may_repeat_is_not_compressed(mounted_shop: Flask) -> None:
    page = VisitorOfShop(mounted_shop).get("/sign-up", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.response.headers


def test_a_template_of_the_host_comes_first(tmp_path: Path, clock: Clock) -> None:
    shop = create_shop(SECRET_KEY)
    folder = tmp_path / "templates"
    (folder / "signup").mkdir(parents=True)
    text = """{% extends "signup/base.html" %}
        {% set heading, description = "All done", "Your account is ready." %}"""
    (folder / "signup" / "done.html").write_text(text)
    host = Flask("host", root_path=str(tmp_path))
    mount_pages(host, tmp_path, clock)
    assert GuestVisitor(host).get("/sign-up/done").heading == "All done"
    assert GuestVisitor(host).get("/sign-up").heading == "Create an account"
    mount_pages(shop, tmp_path, clock)
    assert VisitorOfShop(shop).get("/sign-up/done").heading == "You can now sign in"


# The example as it is


def test_the_example_knows_who_signed_up_and_empties_the_cart_at_the_end(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": SECRET_KEY, "TEACH": "0"}
    shop = create_app(Settings.from_environment(environment))
    visitor, customer = VisitorOfShop(shop), Customer(shop)
    customer.client = visitor.client
    assert "Create an account" in customer.get("/").text
    customer.send("/cart", {"item": "Tea"})
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    assert visitor.auto_sign_in().location == "/"
    home = customer.get("/").text
    assert EMAIL in home
    assert "1 in your cart" in home
    visitor.sign_out()
    home = customer.get("/").text
    assert EMAIL not in home
    assert "0 in your cart" in home


def test_a_layout_is_rendered_before_the_shop_tears_down(tmp_path: Path, clock: Clock) -> None:
    shop = create_shop(SECRET_KEY)
    closed: list[bool] = []

    @shop.before_request
    def open_database() -> None:
        closed.clear()

    @shop.teardown_appcontext
    def close_database(_error: BaseException | None) -> None:
        closed.append(True)

    @shop.context_processor
    def use_database() -> dict[str, Any]:
        assert not closed
        return {}

    mount_pages(shop, tmp_path, clock, **LAYOUT)
    assert VisitorOfShop(shop).get("/sign-up").status == 200
    assert closed
