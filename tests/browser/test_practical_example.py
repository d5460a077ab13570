"""The practical example, as `python -m examples.practical_example` serves it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config.settings import ROOT
from tests.contract.servers import PAUSE, TRIES, free_port
from tests.pages import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "ada@example.com"


class Terminal:
    """The terminal that the example runs in."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: Path) -> None:
        self.process = process
        self.output = output

    def wait_for(self, text: str) -> str:
        """Return what a pattern's group matches, once it is printed."""
        for _ in range(TRIES):
            found = re.search(text, self.output.read_text())
            if found:
                return found[1]
            try:
                self.process.wait(PAUSE)
            except subprocess.TimeoutExpired:
                continue
            break
        pytest.fail(f"no {text!r} in:\n{self.output.read_text()}")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "examples.practical_example"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(free_port()), "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    yield Terminal(process, log)
    process.terminate()
    process.wait(10)


@pytest.fixture
def page(chromium: Browser, terminal: Terminal) -> Iterator[Page]:
    address = terminal.wait_for(r"Running on (http://\S+)")
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def submit(page: Page, **values: str) -> None:
    for label, value in values.items():
        page.get_by_label(f"{label}:", exact=True).fill(value)
    page.locator("input[type=submit]").click()


def test_it_signs_up(page: Page, terminal: Terminal) -> None:
    submit(page, Email=EMAIL, Password=PASSWORD)
    expect(page).to_have_url(re.compile("/confirm-sign-up$"))
    code = terminal.wait_for(rf"EMAIL to {EMAIL}: .*?(\d{{6}})")
    submit(page, Code="000000" if code != "000000" else "000001")
    expect(page.get_by_role("heading", name="Invalid verification code")).to_be_visible()
    page.go_back()
    submit(page, Code=code)
    expect(page.get_by_role("heading", name=f"Signed in as {EMAIL}")).to_be_visible()


def test_it_validates_inputs(page: Page) -> None:
    submit(page, Email="ada", Password=PASSWORD)
    expect(page.get_by_role("alert")).to_have_text("Invalid email address.")
    expect(page.get_by_label("Email:")).to_have_value("ada")
