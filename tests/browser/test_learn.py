"""`/learn` for whoever reads it on a telephone, by keyboard, in the dark or to the left."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from demo.teaching.side_by_side import steps
from tests.html_lint import lint

pytestmark = pytest.mark.browser

AXE = Axe()
# The line of the React form that makes the call.
(CALL,) = (
    match.react.first_line
    for step in steps()
    for match in step.matches
    if "await signUp" in match.react.text
)
WIDTHS = pytest.mark.parametrize("width", [320, 1280])


@pytest.fixture
def page(chromium: Browser, shared_address: str) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=shared_address, reduced_motion="reduce", java_script_enabled=True
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@WIDTHS
@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_fits_and_axe_finds_nothing(page: Page, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/learn?lang={language}")
    lint(page.content(), language)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    assert page.locator(".source").first.evaluate("box => box.scrollLeft") == 0
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page)
        assert found.violations_count == 0, found.generate_report()


def test_pairs_stand_side_by_side_where_there_is_room(page: Page) -> None:
    def tops() -> list[float]:
        boxes = [page.locator(f"#{side}-{CALL}").bounding_box() for side in ("react", "flask")]
        return [box["y"] for box in boxes if box]

    page.goto("/learn")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert tops()[0] == tops()[1]
    page.set_viewport_size({"width": 320, "height": 800})
    assert tops()[0] < tops()[1]


@WIDTHS
def test_the_keyboard_goes_from_one_side_to_the_other_and_back(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    page.goto("/learn")
    before = page.locator(f"#flask-{CALL}").evaluate("box => getComputedStyle(box).borderColor")
    page.locator(f"#react-{CALL}").get_by_role("link", name="Matching lines in Flask").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#flask-{CALL}")).to_be_in_viewport(ratio=1)
    after = page.locator(f"#flask-{CALL}").evaluate("box => getComputedStyle(box).borderColor")
    assert after != before
    back = page.locator(f"#flask-{CALL}").get_by_role("link", name="Matching lines in React")
    page.keyboard.press("Tab")
    if not back.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")  # Chromium stops at a box that scrolls, too
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#react-{CALL}")).to_be_in_viewport(ratio=1)


def test_a_press_on_a_line_leads_to_its_match(page: Page) -> None:
    page.goto("/learn")
    page.locator(f"#react-{CALL} pre a", has_text=str(CALL + 1)).click()
    expect(page).to_have_url(f"/learn#flask-{CALL}")


def test_the_contents_lead_to_the_steps(page: Page) -> None:
    page.goto("/learn")
    page.get_by_role("navigation", name="On this page").get_by_role(
        "link", name="What the example leaves out"
    ).click()
    expect(page.locator("#left-out")).to_be_in_viewport()
