"""`/learn` in a browser: wide and narrow, by pointer and keyboard, light and dark."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.html_lint import lint

pytestmark = pytest.mark.browser

AXE = Axe()
SOURCE = "/learn/source/signup/views/sign_up.py?first=30&last=40"


@pytest.fixture
def page(chromium: Browser, shared_address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=shared_address, reduced_motion="reduce", locale="ar")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def row(page: Page, title: str) -> Locator:
    """Return the row with a title."""
    heading = page.get_by_role("heading", level=3, name=title, exact=True)
    return page.locator(".comparison-row").filter(has=heading)


def background(code: Locator) -> str:
    return str(code.evaluate("element => getComputedStyle(element).backgroundColor"))


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/learn", SOURCE])
def test_it_fits_and_axe_finds_nothing(page: Page, width: int, path: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    lint(page.content(), "en")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page)
        assert found.violations_count == 0, found.generate_report()


def test_matching_lines_are_side_by_side_where_there_is_room(page: Page) -> None:
    def tops() -> list[float]:
        figures = row(page, "Call signUp").locator("pre").all()
        return [box["y"] for box in (figure.bounding_box() for figure in figures) if box]

    page.goto("/learn")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert tops()[0] == tops()[1]
    page.set_viewport_size({"width": 320, "height": 800})
    assert tops()[0] < tops()[1]


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_matching_lines_light_up_together(page: Page, how: str) -> None:
    page.goto("/learn")
    react, flask = row(page, "Validate inputs").locator(".code").all()
    before = background(react)
    assert background(flask) == before
    if how == "hover":
        react.hover()
    else:
        page.get_by_role("link", name="Validate inputs").focus()
    assert background(react) == background(flask) != before
    assert background(row(page, "Call signUp").locator(".code").first) == before


def test_the_code_behind_a_row_of_the_table_comes_into_view(page: Page) -> None:
    page.goto("/learn")
    page.get_by_role("row", name="Rate limits").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("signup/web/rate_limits.py")
    expect(page.locator(".line.marked").first).to_be_in_viewport()
