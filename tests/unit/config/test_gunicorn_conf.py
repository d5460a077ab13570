"""config/gunicorn.conf.py's hooks, which gunicorn calls."""

from unittest.mock import Mock

import pytest

from tests.gunicorn_conf import gunicorn_conf


@pytest.fixture
def worker() -> Mock:
    """Return a worker that has loaded an app."""
    worker = Mock()
    worker.wsgi.extensions = {"signup": Mock()}
    return worker


@pytest.fixture
def post_worker_init() -> object:
    return gunicorn_conf()["post_worker_init"]


@pytest.mark.parametrize(
    ("host", "port", "bind"),
    [("", "", "127.0.0.1:5000"), ("::1", "8000", "[::1]:8000"), ("[::1]", "80", "[::1]:80")],
)
def test_it_binds_host_and_port(
    monkeypatch: pytest.MonkeyPatch, host: str, port: str, bind: str
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", port)
    assert gunicorn_conf()["bind"] == bind


def test_a_worker_creates_the_pools_client_before_it_serves(
    worker: Mock, post_worker_init: Mock
) -> None:
    post_worker_init(worker)
    worker.wsgi.extensions["signup"].auth.warm_up.assert_called_once_with()
    worker.log.exception.assert_not_called()


def test_a_worker_without_a_client_serves_and_says_so(worker: Mock, post_worker_init: Mock) -> None:
    worker.wsgi.extensions["signup"].auth.warm_up.side_effect = OSError
    post_worker_init(worker)
    worker.log.exception.assert_called_once()
