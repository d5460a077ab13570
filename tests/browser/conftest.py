"""The app in a server of its own, and Debian's Chromium in front of it."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from config.settings import Settings
from tests.browser.pages import Person
from tests.conftest import SECRET_KEY

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's Chromium, which root may only start without its sandbox."""
    executable = shutil.which("chromium")
    assert executable, "make test installs Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def whole(app: Flask) -> "WSGIApplication":
    """Hand out answers whole: werkzeug's server leaves a file open when a browser hangs up."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with ExitStack() as stack:
            parts = app(environ, start_response)
            stack.callback(getattr(parts, "close", lambda: None))
            return [b"".join(parts)]

    return answer


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Return a function that serves an app on this machine and returns its address."""
    with ExitStack() as servers:
        yield lambda app: servers.enter_context(serving(app))


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app on this machine, at the address that this returns."""
    server = make_server("127.0.0.1", 0, whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def shared_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an app that tests share which leave nothing behind for others."""
    environment = {"DATA_DIR": str(tmp_path_factory.mktemp("shared")), "SECRET_KEY": SECRET_KEY}
    with serving(create_app(Settings.from_environment(environment))) as address:
        yield address


@pytest.fixture
def address(serve: Callable[[Flask], str], app: Flask) -> str:
    """Return the address of the app on the embedded pool."""
    return serve(app)


@pytest.fixture(params=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Return whether the browser runs scripts; a test that asks for it runs both ways."""
    return bool(request.param == "scripts")


@pytest.fixture
def person(chromium: Browser, scripts: bool, address: str) -> Iterator[Person]:
    """Return somebody at a browser, with scripts and without."""
    context = chromium.new_context(java_script_enabled=scripts, base_url=address)
    context.set_default_timeout(15_000)
    yield Person(context.new_page(), scripts=scripts)
    context.close()
