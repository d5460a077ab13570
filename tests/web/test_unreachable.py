"""A pool that cannot be reached: 503 in time, and nothing typed is lost."""

import socket
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.pages import PASSWORD, Visitor

EMAIL = "ada@example.com"


@pytest.fixture
def refused() -> Iterator[str]:
    """Return an address where nothing listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"


@pytest.mark.asvs("16.5.2")
def test_what_was_typed_is_kept(
    make_app: Callable[..., Flask], refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", refused)
    visitor = Visitor(make_app(AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=refused))
    page = visitor.sign_up(EMAIL, PASSWORD)
    assert page.status == 503
    assert int(page.response.headers["Retry-After"]) > 0
    assert page.errors == [
        "We cannot reach the account service right now. Nothing is lost: try again in a minute."
    ]
    assert page.value("email") == EMAIL
    assert page.value("password") in {None, ""}
    assert visitor.get("/healthz").status == 200
    ready = visitor.get("/readyz")
    assert ready.status == 503
    assert ready.response.get_json() == {"user_pool": False, "session_store": True}
