"""Fixtures of the account's pages, in a pool of passwords, codes and passkeys."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages import Visitor
from tests.web.signed_in import CHOICE, sign_up


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """Return an app on a pool where accounts choose how to sign in."""
    return make_app(AMPLIFY_OUTPUTS=CHOICE)


@pytest.fixture
def user(visitor: Visitor) -> Visitor:
    """Return a visitor who signed in with a code."""
    sign_up(visitor)
    return visitor
