from collections.abc import Callable

import pytest
from flask import Flask

from config.forwarded_prefix import paths_of


@pytest.mark.parametrize(
    ("header", "paths"),
    [
        ("/accounts", ["/accounts"]),
        (" /accounts/ ", ["/accounts"]),
        ("/a/b-c_d.e~f", ["/a/b-c_d.e~f"]),
        ("/outer,/inner", ["/outer", "/inner"]),
        (f"/{'a' * 64}", [f"/{'a' * 64}"]),
        ("/a" * 8, ["/a" * 8]),
        ("", []),
        ("/", []),
        ("accounts", []),
        ("//evil.example", []),
        ("/\\evil.example", []),
        ("/a//b", []),
        ("/../a", []),
        ("/a?b", []),
        ("/a;b", []),
        ("/ä", []),
        ("https://evil.example", []),
        ("/outer, //evil.example", []),
        (f"/{'a' * 65}", []),
        ("/a" * 9, []),
    ],
)
def test_a_header_has_paths_or_nothing(header: str, paths: list[str]) -> None:
    assert paths_of(header) == paths


@pytest.mark.asvs("4.1.3", "15.3.4")
@pytest.mark.parametrize(
    ("proxies", "header", "location"),
    [
        ("1", "/accounts", "/accounts/sign-up"),
        ("1", "/forged, /accounts/", "/accounts/sign-up"),
        ("2", "/outer, /inner", "/outer/sign-up"),
        ("1", "//evil.example", "/sign-up"),
        ("0", "/accounts", "/sign-up"),
    ],
)
def test_as_many_proxies_are_believed_as_there_are(
    make_app: Callable[..., Flask], proxies: str, header: str, location: str
) -> None:
    client = make_app(TRUSTED_PROXIES=proxies).test_client()
    assert client.get("/", headers={"X-Forwarded-Prefix": header}).location == location
