"""Page objects for a real browser."""

from dataclasses import dataclass

from playwright.sync_api import Page

from signup.i18n.languages import SOURCE, languages
from tests.html_lint import lint
from tests.pages import AFTER_SIGN_IN_URL, PASSWORD


def in_language(tag: str, text: str) -> str:
    """Return what a page says in a language where it says `text` in English."""
    translated = languages()[tag].catalogue.gettext(text)
    assert tag == SOURCE or translated != text, f"{text!r} is not in the catalogue"
    return translated


@dataclass(frozen=True)
class Person:
    """A person at a browser."""

    page: Page
    scripts: bool

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.check()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()
        self.check()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def check(self) -> None:
        lint(self.page.content())

    @property
    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    # The journey

    def sign_up(self, email: str, password: str = PASSWORD) -> None:
        self.open("/sign-up")
        self.fill("Email address", email)
        self.fill("Password", password)
        self.press("Create account")

    def confirm(self, code: str) -> None:
        self.fill("Code", code)
        self.press("Confirm")

    def code_from_outbox(self) -> str:
        """Follow the page's link to the outbox in a tab of its own, and read the newest code."""
        href = self.page.get_by_role("link", name="outbox", exact=True).get_attribute("href")
        tab = self.page.context.new_page()
        tab.goto(href or "")
        code = tab.locator(".messages .digits").first.inner_text()
        tab.close()
        return code

    def link_from_outbox(self) -> str:
        """Follow the page's link to the outbox in a tab of its own, and read the newest link."""
        href = self.page.get_by_role("link", name="outbox", exact=True).get_attribute("href")
        tab = self.page.context.new_page()
        tab.goto(href or "")
        link = tab.get_by_role("link", name="Open the link").first.get_attribute("href")
        tab.close()
        return link or ""

    def open_link_from_outbox(self) -> None:
        """Open the newest link in a tab of its own and press its button."""
        link = self.link_from_outbox()
        tab = self.page.context.new_page()
        tab.goto(link)
        lint(tab.content())
        tab.get_by_role("button", name="Confirm account").click()
        tab.get_by_role("heading", name="Your account is confirmed").wait_for()
        tab.close()

    def finish(self) -> None:
        """Press the auto sign-in button, unless a script has, and go to the account page."""
        if self.scripts:
            self.page.wait_for_url(f"**{AFTER_SIGN_IN_URL}")
        else:
            self.press("Continue")
        self.check()
        self.open("/account")
