"""The panel in a browser: in its frame, in a tab, by keyboard, without scripts, and under axe."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.html_lint import lint
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD

pytestmark = pytest.mark.browser

AXE = Axe()
EMAIL = "ada@example.com"
NARROW = {"width": 320, "height": 640}
BEHIND = "Behind this page"


@dataclass(frozen=True)
class Learner:
    """Somebody who signs up and looks behind the pages."""

    page: Page
    asked: list[str]
    complaints: list[str]

    def sign_up(self) -> None:
        self.page.goto("/sign-up")
        self.page.locator('[name="email"]').fill(EMAIL)
        self.page.locator('[name="password"]').fill(PASSWORD)
        self.page.get_by_role("button", name="Create account", exact=True).click()
        self.page.wait_for_url("**/confirm-sign-up")

    def finish(self) -> None:
        headers = {"Accept": "application/json"}
        messages = self.page.request.get("/outbox", headers=headers).json()
        self.page.locator('[name="confirmation_code"]').fill(messages[0]["code"])
        self.page.get_by_role("button", name="Confirm", exact=True).click()
        self.page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")


@pytest.fixture
def make_learner(chromium: Browser, address: str) -> Iterator[Callable[..., Learner]]:
    """Return a maker of learners, whose arguments are a browser's options."""
    contexts = []

    def make(**options: Any) -> Learner:
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        learner = Learner(context.new_page(), [], [])
        learner.page.on("request", lambda request: learner.asked.append(request.url))
        learner.page.on("console", lambda message: learner.complaints.append(message.text))
        return learner

    yield make
    for context in contexts:
        context.close()


def test_the_frame_is_loaded_when_it_is_opened(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner()
    learner.sign_up()
    assert not [url for url in learner.asked if url.endswith("/behind")]
    frame = learner.page.frame_locator("iframe")
    learner.page.get_by_text(BEHIND, exact=True).click()
    expect(frame.get_by_role("heading", name="Step 1: POST /sign-up")).to_be_visible()
    expect(frame.locator(".site-header")).to_be_hidden()
    assert learner.complaints == []


def test_it_works_without_scripts_and_by_keyboard(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(java_script_enabled=False)
    learner.sign_up()
    frame = learner.page.frame_locator("iframe")
    heading = frame.get_by_role("heading", name="Step 1: POST /sign-up")
    expect(heading).to_be_hidden()
    learner.page.locator("details.behind > summary").press("Enter")
    expect(heading).to_be_visible()
    frame.get_by_role("link", name="Step 1 POST /sign-up").press("Enter")
    expect(heading).to_be_visible()
    assert learner.complaints == []


def test_it_is_a_page_of_its_own_as_well(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner()
    learner.sign_up()
    learner.finish()
    learner.page.get_by_text(BEHIND, exact=True).click()
    link = learner.page.frame_locator("iframe").get_by_role("link", name="Open in a new tab")
    with learner.page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    expect(tab.get_by_role("heading", name="Step 3: POST /auto-sign-in")).to_be_visible()
    expect(tab.locator(".site-header")).to_be_visible()
    tab.get_by_role("link", name="Previous step").click()
    expect(tab.get_by_role("heading", name="Step 2: POST /confirm-sign-up")).to_be_visible()
    assert learner.complaints == []


def test_axe_finds_nothing(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(locale="ar", reduced_motion="reduce")
    page = learner.page
    page.goto("/behind")
    read(page)
    page.goto("/sign-up")
    page.locator('[name="email"]').fill(EMAIL)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/confirm-sign-up")
    page.goto("/behind?step=1")
    open_everything(page)
    read(page)
    page.goto("/sign-up")
    page.locator("details.behind > summary").click()
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
    read(page)


def open_everything(page: Page) -> None:
    page.locator("details").evaluate_all("found => found.forEach((one) => (one.open = true))")


def read(page: Page) -> None:
    lint(page.content(), None)
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = AXE.run(page)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def test_it_fits_a_narrow_window(make_learner: Callable[..., Learner]) -> None:
    learner = make_learner(viewport=NARROW)
    learner.sign_up()
    page = learner.page
    for path in ("/behind", "/confirm-sign-up"):
        page.goto(path)
        open_everything(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame is not None
    frame.wait_for_selector("h1")
    assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.asvs("3.4.6")
def test_another_site_cannot_have_it_in_a_frame(
    make_learner: Callable[..., Learner], serve: Callable[[Flask], str]
) -> None:
    learner = make_learner()
    learner.sign_up()
    elsewhere = Flask("elsewhere")
    ours = learner.page.url.replace("/confirm-sign-up", "/behind")
    elsewhere.get("/")(lambda: f"<iframe src='{ours}'></iframe>")
    learner.page.goto(serve(elsewhere).replace("127.0.0.1", "localhost"))
    frame = learner.page.frame_locator("iframe")
    learner.page.wait_for_load_state("networkidle")
    assert ours in learner.asked
    expect(frame.get_by_role("heading", name=BEHIND)).to_have_count(0)
