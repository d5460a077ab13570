from collections.abc import Callable

import pytest
from flask import Flask, request

from config.forwarded_for import node_address


@pytest.mark.asvs("15.3.4")
@pytest.mark.parametrize(
    ("node", "address"),
    [
        ("203.0.113.8", "203.0.113.8"),
        (" 203.0.113.8:20000 ", "203.0.113.8"),
        ("203.0.113.8:_port", "203.0.113.8"),
        ('"203.0.113.8:20000"', "203.0.113.8"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("[2001:DB8:0::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:443", "fe80::1"),
        ("unknown", "unknown"),
        ("unknown:20000", "unknown"),
        ("_hidden", "unknown"),
        ("_SEVKISEK:_port", "unknown"),
        ("203.0.113.256", "unknown"),
        ("203.0.113.8:20000:1", "unknown"),
        ("[203.0.113.8", "unknown"),
        ("[]", "unknown"),
        ("localhost", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_node_is_its_address(node: str, address: str) -> None:
    assert node_address(node) == address


@pytest.mark.asvs("4.1.3", "15.3.4")
@pytest.mark.parametrize(
    ("proxies", "sent", "seen"),
    [
        ("0", "203.0.113.8:20000", "127.0.0.1"),
        ("1", "203.0.113.8:20000", "203.0.113.8"),
        ("1", "127.0.0.1, [2001:db8::1]:443", "2001:db8::1"),
        ("1", "203.0.113.8, _hidden", "unknown"),
        ("2", "192.0.2.1, 203.0.113.8:20000, 10.0.0.1:80", "203.0.113.8"),
        ("2", "203.0.113.8:20000", "127.0.0.1"),
    ],
)
def test_the_app_sees_the_address_that_the_outermost_trusted_proxy_saw(
    make_app: Callable[..., Flask], proxies: str, sent: str, seen: str
) -> None:
    app = make_app(TRUSTED_PROXIES=proxies, ALLOW_EMBEDDED_POOL="1")
    app.add_url_rule("/address", view_func=lambda: str(request.remote_addr))
    assert app.test_client().get("/address", headers={"X-Forwarded-For": sent}).text == seen


@pytest.mark.asvs("4.1.3", "15.3.4")
@pytest.mark.parametrize(
    ("proxies", "sent", "seen"),
    [
        ("0", "https", "http"),
        ("1", "https", "https"),
        ("1", "https, http", "http"),
        ("1", "http, https", "https"),
        ("2", "https", "http"),
        ("2", "https, http", "https"),
        ("2", "https, http, http", "http"),
    ],
)
def test_the_app_sees_the_scheme_that_the_outermost_trusted_proxy_saw(
    make_app: Callable[..., Flask], proxies: str, sent: str, seen: str
) -> None:
    app = make_app(TRUSTED_PROXIES=proxies, ALLOW_EMBEDDED_POOL="1")
    app.add_url_rule("/scheme", view_func=lambda: request.scheme)
    assert app.test_client().get("/scheme", headers={"X-Forwarded-Proto": sent}).text == seen
