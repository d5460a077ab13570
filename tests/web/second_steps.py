"""Somebody with an account who has signed in, and has a second step before them."""

from collections.abc import Callable

from tests.pages import Page, Visitor

EMAIL = "ada@example.com"
OVER = "We couldn't finish signing you in. Sign in again."


def with_second_factors(visitor_of: Callable[..., Visitor], *methods: str) -> Visitor:
    """Sign up to a pool that requires one of these factors, and sign in again."""
    visitor = visitor_of({"mfa_configuration": "REQUIRED", "mfa_methods": list(methods)})
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    visitor.client.delete_cookie("sign-up-session")
    assert visitor.sign_in(EMAIL).location == "/confirm-sign-in"
    return visitor


def answer(visitor: Visitor, code: str) -> Page:
    """Enter a code."""
    return visitor.post("/confirm-sign-in", {"confirmation_code": code})


def other_than(code: str) -> str:
    """Return a wrong code."""
    return f"{(int(code) + 1) % 1_000_000:06}"
