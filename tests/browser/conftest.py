"""The app in a server of its own, and Debian's Chromium in front of it."""

import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.browser.pages import Person


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's Chromium, which root may only start without its sandbox."""
    executable = shutil.which("chromium")
    assert executable, "make test installs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Return a function that serves an app on this machine and returns its address."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def address(serve: Callable[[Flask], str], app: Flask) -> str:
    """Return the address of the app on the embedded pool."""
    return serve(app)


@pytest.fixture(params=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Return whether the browser runs scripts; a test that asks for it runs both ways."""
    return bool(request.param == "scripts")


@pytest.fixture
def person(chromium: Browser, scripts: bool, address: str) -> Iterator[Person]:  # noqa: FBT001 - a fixture
    """Return somebody at a browser, with scripts and without."""
    context = chromium.new_context(java_script_enabled=scripts, base_url=address)
    yield Person(context.new_page(), scripts=scripts)
    context.close()
