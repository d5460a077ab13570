"""The workbench in a browser: short enough to overview, and an exercise from start to end."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.html_lint import lint
from tests.pages import PASSWORD

pytestmark = pytest.mark.browser

AXE = Axe()
SCREEN = {"width": 1280, "height": 800}


@pytest.fixture
def new_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def make(**options: object) -> Page:
        context = chromium.new_context(base_url=address, **options)  # type: ignore[arg-type] # Playwright's own
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/workbench")
        return page

    yield make
    for context in contexts:
        context.close()


def test_it_is_read_in_two_screens(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=SCREEN)
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * SCREEN["height"]


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_axe_finds_nothing(new_page: Callable[..., Page], width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800}, locale="ar", reduced_motion="reduce")
    page.get_by_role("button", name="Make the accounts").click()
    page.locator("details").evaluate_all("all => all.forEach((each) => (each.open = true))")
    lint(page.content(), "en")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page)
        assert found.violations_count == 0, found.generate_report()


def test_an_exercise_says_on_each_page_what_to_do_and_what_to_watch_for(
    new_page: Callable[..., Page],
) -> None:
    page = new_page(java_script_enabled=False)
    page.get_by_text("14. Meet a pool that is stricter").click()
    page.get_by_role("button", name="Prepare exercise 14").click()
    exercise = page.get_by_role("region", name="Exercise")
    expect(exercise).to_contain_text("Exercise 14. Create an account.")
    expect(exercise).to_contain_text("Watch for: InvalidPasswordException")
    page.locator('[name="email"]').fill("ada@example.com")
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(exercise).to_be_visible()
    page.get_by_text("Behind this page", exact=True).click()
    panel = page.frame_locator("iframe")
    expect(panel.get_by_text("400 InvalidPasswordException").first).to_be_visible()
