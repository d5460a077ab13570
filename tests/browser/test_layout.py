"""Layout of the pages, also zoomed, scrolled and by keyboard. docs/accessibility.md."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from config.settings import ROOT
from tests.pages import PASSWORD

pytestmark = pytest.mark.browser

AXE = Axe()
# From left to right, from right to left, and with long words.
LANGUAGES = ["en", "ar", "de"]
PATHS = [
    "/sign-up",
    "/sign-in",
    "/reset-password",
    "/scenarios",
    "/outbox",
    "/nothing",
    "/behind",
    "/workbench",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
WIDTHS = [320, 360, 390, 608, 768, 960, 1280]

# WCAG 1.4.12, the text of the criterion.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def new_page(chromium: Browser, shared_address: str) -> Iterator[Callable[..., Page]]:
    """Return a maker of browser windows."""
    contexts = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(
            base_url=shared_address, reduced_motion="reduce", bypass_csp=True, **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(
    scope="module", params=[(path, tag) for path in PATHS for tag in LANGUAGES], ids="-".join
)
def open_page(
    request: pytest.FixtureRequest, chromium: Browser, shared_address: str
) -> Iterator[Page]:
    """Return each page in each language. What a test does to it, `styled` and sizes, is undone."""
    path, tag = request.param
    context = chromium.new_context(
        base_url=shared_address, reduced_motion="reduce", bypass_csp=True, locale=tag
    )
    page = context.new_page()
    page.goto(path)
    yield page
    context.close()


@contextmanager
def styled(page: Page, css: str) -> Iterator[None]:
    """Add a stylesheet to a page for a while."""
    sheet = page.add_style_tag(content=css)
    yield
    sheet.evaluate("sheet => sheet.remove()")


def sign_up(page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")


@contextmanager
def languages_open(page: Page) -> Iterator[None]:
    """Show what a page can be read in besides. The demo's own pages are in English only."""
    menu = page.locator(".languages summary")
    if menu.count():
        menu.click()
    for language in page.locator(".languages li").all():
        expect(language).to_be_in_viewport(ratio=1)
    yield
    if menu.count():
        menu.click()


def sideways(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def cut_off(page: Page) -> list[str]:
    """Return the texts that do not fit into their boxes."""
    found: list[str] = page.evaluate("""
        [...document.querySelectorAll(".sheet *, .below *")]
          .filter((e) => !e.matches(".visually-hidden, svg, svg *, input, select, option"))
          .filter((e) => !e.matches(".steps li")) // bars, whose words are the title's
          .filter((e) => !e.matches(".scrolls, .scrolls *")) // drawings and tables, WCAG 1.4.10
          .filter((e) => getComputedStyle(e).display !== "inline")
          .filter((e) => e.scrollWidth > e.clientWidth + 1)
          .map((e) => e.outerHTML.slice(0, 120))
    """)
    return found


# Time


def test_nothing_shifts(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=NARROW)
    page.add_init_script(WATCH_SHIFTS)
    for path in ("/sign-up", "/confirm-sign-up", "/sign-in"):
        if path == "/confirm-sign-up":
            sign_up(page, "shift@example.com")
        else:
            page.goto(path)
        page.wait_for_timeout(700)
        assert page.evaluate("shifts") == [], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_room_for_what_scripts_show(new_page: Callable[..., Page], language: str) -> None:
    """On a slow processor the page has been painted before they do."""
    page = new_page(viewport=NARROW, locale=language)
    page.goto("/sign-up")
    below = page.locator(".strength")
    after = below.bounding_box()
    page.locator("[data-password] button").evaluate("button => button.hidden = true")
    expect(page.locator("[data-password] button")).to_be_hidden()
    assert below.bounding_box() == after


def test_the_first_response_alone_paints(new_page: Callable[..., Page]) -> None:
    page = new_page()

    def page_only(route: Route) -> None:
        is_page = route.request.resource_type == "document"
        route.continue_() if is_page else route.abort()

    page.route("**/*", page_only)
    page.goto("/sign-up")
    page.evaluate(
        "new Promise((resolve) => new PerformanceObserver((list) =>"
        " list.getEntriesByName('first-contentful-paint').forEach(() => resolve())"
        ").observe({ type: 'paint', buffered: true }))"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.content')).display") == "grid"
    expect(page.get_by_role("button", name="Show password")).to_be_visible()


@pytest.mark.parametrize(
    ("motion", "milliseconds", "glides"),
    [
        ("no-preference", 50, True),
        ("no-preference", 51, False),
        ("reduce", 50, False),
    ],
)
def test_pages_glide_unless_motion_is_unwelcome_or_slow(
    chromium: Browser,
    shared_address: str,
    motion: Literal["no-preference", "reduce"],
    milliseconds: int,
    glides: bool,
) -> None:
    """A processor is slow that took so long from the page's last byte until it was loaded."""
    context = chromium.new_context(base_url=shared_address, reduced_motion=motion)
    context.add_init_script(
        "addEventListener('pagereveal', (e) => { window.glides = !!e.viewTransition });"
        "Performance.prototype.getEntriesByType = () =>"
        f" [{{ responseEnd: 100, domContentLoadedEventEnd: {100 + milliseconds} }}]"
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.message))
    page.goto("/sign-up")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in")
    # The event comes before the first frame. The policy forbids `wait_for_function`.
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => resolve()))")
    assert page.evaluate("glides") is glides
    assert problems == []
    context.close()


# Room


def test_everything_fits_a_narrow_window(open_page: Page) -> None:
    open_page.set_viewport_size(NARROW)
    with languages_open(open_page):
        assert sideways(open_page) <= 0
        assert cut_off(open_page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_fits_a_narrow_window(new_page: Callable[..., Page], language: str) -> None:
    page = new_page(viewport=NARROW, locale=language)

    def fits(*, in_english: bool = False) -> None:
        assert page.locator("html").get_attribute("lang") == ("en" if in_english else language)
        assert sideways(page) <= 0
        assert cut_off(page) == []

    for scenario in ("attributes", "email-and-phone"):
        page.goto("/scenarios")
        page.locator(f'input[value="{scenario}"]').check()
        page.locator("main form button").click()
        fits(in_english=True)
        page.goto("/sign-up")
        page.locator("main form button[type=submit]").click()
        page.locator(".error-summary").wait_for()
        fits()
    page.locator('[name="email"]').fill("somebody-with-a-long-name@gmial.com")
    page.locator(".suggestion").wait_for()
    page.locator("[data-password] button").click()
    fits()
    page.locator('[name="phone_number"]').fill("+441632960123")
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/confirm-sign-up")
    fits()
    page.locator("main form button").first.click()
    page.locator(".error-summary").wait_for()
    fits()
    page.locator("section form button").evaluate("button => (button.ariaDisabled = null)")
    page.locator("section form button").click()
    page.get_by_role("status").wait_for()
    fits()
    page.goto("/confirm-reset-password")
    fits()


def test_pages_mirror(new_page: Callable[..., Page]) -> None:
    """Distances from the left, left to right, equal those from the right, right to left."""
    starts: dict[str, dict[str, float]] = {}
    for language, side in (("en", "left"), ("ar", "right")):
        page = new_page(viewport=NARROW, locale=language)
        page.goto("/sign-up")
        page.locator("main form button[type=submit]").click()
        page.locator(".error-summary").wait_for()
        starts[language] = page.evaluate(
            """(side) => Object.fromEntries([
              ".site-name svg", ".error-summary", "h1", "[for=email]", ".hint", ".error-message",
              ".checklist li", "#email", "#password",
            ].map((selector) => {
              const range = document.createRange();
              const element = document.querySelector(selector);
              range.selectNodeContents(element);
              const text = element.matches("h1, label, p, li");
              const box = (text ? range : element).getBoundingClientRect();
              return [selector, side === "left" ? box.left : innerWidth - box.right];
            }))""",
            side,
        )
    assert starts["ar"] == pytest.approx(starts["en"], abs=1.5)


def test_no_page_scrolls_sideways_at_any_width_or_size_of_text(open_page: Page) -> None:
    open_page.set_viewport_size(WIDE)
    with languages_open(open_page):
        for percent in (100, 200):
            with styled(open_page, f"html {{ font-size: {percent}% !important }}"):
                for width in WIDTHS:
                    open_page.set_viewport_size({"width": width, "height": 900})
                    assert sideways(open_page) <= 0, (width, percent)
                    assert cut_off(open_page) == [], (width, percent)


def test_every_part_of_a_page_has_one_measure_and_one_edge(open_page: Page) -> None:
    for width in WIDTHS:
        open_page.set_viewport_size({"width": width, "height": 900})
        boxes = open_page.locator(".sheet, .below").evaluate_all(
            "found => found.map((e) => e.getBoundingClientRect()).map((b) => [b.left, b.right])"
        )
        assert len(boxes) == 3
        assert boxes[0] == boxes[1] == boxes[2], width


def test_text_can_be_spaced(open_page: Page) -> None:
    open_page.set_viewport_size(NARROW)
    with styled(open_page, TEXT_SPACING):
        assert sideways(open_page) <= 0
        assert cut_off(open_page) == []


def test_targets_are_large_enough(open_page: Page) -> None:
    """At least 24 by 24 CSS pixels."""
    open_page.set_viewport_size(NARROW)
    small = open_page.evaluate("""
        [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
          .filter((e) => e.checkVisibility() && !e.matches(".skip-link"))
          .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24)
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)
    """)
    assert small == []


# Keyboard


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_focus_is_seen_and_goes_downwards(
    new_page: Callable[..., Page], path: str, language: str
) -> None:
    page = new_page(viewport=WIDE, locale=language)
    page.goto(path)
    before = {"x": 0, "y": 0}
    seen = 0
    while True:
        page.keyboard.press("Tab")
        focus = page.evaluate("""() => {
            const e = document.activeElement;
            if (!e || e === document.body) return null;
            const style = getComputedStyle(e);
            const box = e.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return {
              html: e.outerHTML.slice(0, 100),
              outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
              x: box.left,
              y: box.bottom + scrollY,
              uncovered: e.contains(top) || top?.contains(e) || e.labels?.[0]?.contains(top),
            };
        }""")
        if focus is None:
            break
        seen += 1
        assert focus["outline"] >= 2, focus
        assert focus["uncovered"], focus
        # A button in a field ends a little above it, and a column begins at the top again.
        assert focus["y"] >= before["y"] - 8 or focus["x"] > before["x"] + 100, focus
        before = focus
    assert seen >= 3


def test_the_keyboard_works_every_extra(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=NARROW)
    page.goto("/sign-up")
    page.get_by_label("Email address").focus()
    page.keyboard.type("keyboard@gmial.com")
    page.get_by_role("button", name="Use ").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email address")).to_have_value("keyboard@gmail.com")
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("short")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Hide password")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm-sign-up")


# Themes


def test_forced_colours_leave_everything_with_an_edge(new_page: Callable[..., Page]) -> None:
    page = new_page(forced_colors="active")
    page.goto("/sign-up")
    page.get_by_role("button", name="Create account").click()
    page.locator(".error-summary").wait_for()
    edges = page.evaluate("""
        [...document.querySelectorAll("button, input:not([type=hidden]), .error-summary")]
          .filter((e) => e.checkVisibility())
          .filter((e) => !e.matches(".password button")) // stands in a field, which has an edge
          .map((e) => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopColor])
    """)
    assert len(edges) == 4
    assert all(style == "solid" and colour != "rgba(0, 0, 0, 0)" for style, colour in edges)


def test_forced_colours_tell_the_one_button_from_the_others(new_page: Callable[..., Page]) -> None:
    page = new_page(forced_colors="active")
    sign_up(page, "forced@example.com")
    first, other = (
        page.get_by_role("button", name=name).evaluate("e => getComputedStyle(e).backgroundColor")
        for name in ("Confirm", "Send a new code")
    )
    assert first != other


def test_paper_has_no_buttons(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.emulate_media(media="print")
    page.goto("/sign-up")
    page.get_by_label("Email address").wait_for()
    assert page.get_by_role("button").count() == 0


def test_a_brand_is_ten_lines(
    chromium: Browser,
    serve: Callable[[Flask], str],
    make_app: Callable[..., Flask],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (ROOT / "docs" / "theming.md").read_text()
    brand = re.findall(r"```css\n(.*?)```", text, re.DOTALL)[0]
    assert len(brand.strip().splitlines()) <= 10
    (tmp_path / "brand.css").write_text(brand)
    monkeypatch.setattr("signup.web.assets.BRAND", tmp_path / "brand.css")
    address = serve(make_app())
    accents = re.findall(r" --accent: #(\w+);", brand)
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme, accent in zip(schemes, accents, strict=True):
        context = chromium.new_context(base_url=address, color_scheme=scheme)
        page = context.new_page()
        page.goto("/sign-up")
        colours = page.evaluate("""() => {
            const button = getComputedStyle(document.querySelector("button[type=submit]"));
            const field = getComputedStyle(document.querySelector("#email"));
            return [button.backgroundColor, button.borderRadius, field.borderRadius];
        }""")
        red, green, blue = bytes.fromhex(accent)
        assert colours == [f"rgb({red}, {green}, {blue})", "0px", "0px"]
        theme_color = page.locator("meta[name=theme-color]").get_attribute("content")
        assert f"--pane: {theme_color};" in brand
        assert AXE.run(page).violations_count == 0
        context.close()
