"""Take the README's screenshots: `make screenshots`."""

import shutil
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from config.settings import ROOT, Settings

FOLDER = ROOT / "docs" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 760}
DESK: ViewportSize = {"width": 1280, "height": 880}
EMAIL = "ada@example.com"


def main() -> None:
    """Start the app and a browser, and take the screenshots."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        environment = {"DATA_DIR": folder, "SECRET_KEY": "a key for screenshots, long enough"}
        app = create_app(Settings.from_environment(environment))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(
            base_url=f"http://127.0.0.1:{server.port}", viewport=DESK, reduced_motion="reduce"
        )
        take_all(page)
        browser.close()
        server.shutdown()


def take_all(page: Page) -> None:
    """Sign up, and take a screenshot of each page."""
    page.goto("/sign-up")
    page.get_by_label("Email address").fill("ada@gmial.com")
    page.get_by_label("Password", exact=True).fill("correct-Horse")
    page.get_by_role("button", name="Use ").wait_for()
    take(page, "sign-up")
    page.get_by_label("Email address").fill("ada@")
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Create account").click()
    page.locator(".error-summary").wait_for()
    take(page, "errors-dark")
    page.emulate_media(color_scheme="light")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill("correct-Horse-7")
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("**/confirm-sign-up")
    page.get_by_label("Code", exact=True).focus()
    take(page, "confirm-sign-up")
    page.context.clear_cookies()
    page.goto("/sign-up?lang=ar")
    take(page, "sign-up-ar")


def take(page: Page, name: str) -> None:
    """Take a screenshot of what the window shows."""
    path = Path(FOLDER / f"{name}.png")
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
