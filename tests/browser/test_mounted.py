"""The pages in the layout of the shop of examples/mounted, in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from config.settings import Settings
from examples.mounted.app import create_app
from tests.conftest import SECRET_KEY
from tests.pages import PASSWORD

pytestmark = pytest.mark.browser

STYLES = """() => [...document.querySelectorAll("header, header a, header span")].map((node) => {
  const style = getComputedStyle(node);
  return [style.fontFamily, style.color, style.backgroundColor, style.padding, style.fontSize];
})"""
"""The looks of the shop's own elements."""


@pytest.fixture(params=["light", "dark"])
def customer(
    request: pytest.FixtureRequest,
    chromium: Browser,
    serve: Callable[[Flask], str],
    tmp_path: Path,
) -> Iterator[Page]:
    """Return a page of a customer, whose browser complains of nothing."""
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": SECRET_KEY, "TEACH": "0"}
    address = serve(create_app(Settings.from_environment(environment)))
    context = chromium.new_context(base_url=address, color_scheme=request.param)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert not [text for text in complaints if "Failed to load resource" not in text]


@pytest.mark.asvs("3.4.3")
def test_the_pages_and_the_shop_keep_off_each_other(customer: Page) -> None:
    customer.goto("/")
    before = customer.evaluate(STYLES)
    customer.goto("/auth/sign-up")
    assert customer.evaluate(STYLES) == before
    box = customer.locator(".sheet").bounding_box()
    assert box
    assert box["width"] > 900  # both panes
    customer.get_by_label("Password", exact=True).fill("abc")
    assert customer.locator("[data-met=true]").count() == 1
    violations = Axe().run(customer, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert not violations.response["violations"]


def test_somebody_signs_up_in_the_shop(customer: Page) -> None:
    customer.goto("/auth/sign-up")
    customer.get_by_label("Email address").fill("ada@example.com")
    customer.get_by_label("Password", exact=True).fill(PASSWORD)
    customer.get_by_role("button", name="Create account").click()
    customer.wait_for_url("**/auth/confirm-sign-up")
    outbox = customer.context.request.get("/auth/outbox", headers={"Accept": "application/json"})
    customer.locator("[name=confirmation_code]").fill(outbox.json()[0]["code"])
    customer.get_by_role("button", name="Confirm").click()
    customer.get_by_role("link", name="ada@example.com").wait_for()
    assert customer.url.endswith("/")
