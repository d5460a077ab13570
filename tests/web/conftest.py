"""Fixtures of the tests of the pages: accounts, and visitors to pools of other kinds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import amplify_auth
from amplify_auth import SignUpOptions
from tests.faulty_pool import FaultyPool, faulty_pool
from tests.outputs import write_outputs
from tests.pages import Visitor
from tests.sign_up_form import Form
from tests.web.signed_in import EMAIL


@pytest.fixture
def account(new_visitor: Callable[[], Visitor]) -> str:
    """Return the address of a confirmed account, whose owner is not signed in."""
    visitor = new_visitor()
    visitor.sign_up(EMAIL)
    visitor.confirm(visitor.newest_code(EMAIL))
    return EMAIL


@pytest.fixture
def pool() -> Iterator[FaultyPool]:
    """Return a server that answers in place of the pool, with faults."""
    with faulty_pool() as pool:
        yield pool


@pytest.fixture
def form_with(
    make_app: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Form]:
    """Return a maker of forms that ask for some standard attributes, or for custom ones."""

    def make(*required: str, **sign_up: Any) -> Form:
        path = write_outputs(
            tmp_path,
            {"standard_required_attributes": ["email", *required]},
            {"sign_up": sign_up, "user_pool": {}},
        )
        form = Form(Visitor(make_app(AMPLIFY_OUTPUTS=path)))
        original = amplify_auth.sign_up

        def spy(auth: Any, *, options: SignUpOptions, **kwargs: Any) -> Any:
            form.sent.append(dict(options.user_attributes))
            return original(auth, options=options, **kwargs)

        monkeypatch.setattr(amplify_auth, "sign_up", spy)
        return form

    return make


@pytest.fixture
def visitor_of(make_app: Callable[..., Flask], tmp_path: Path) -> Callable[..., Visitor]:
    """Return a maker of visitors to a pool like the default one, with changes."""

    def make(
        auth: dict[str, Any] | None = None,
        user_pool: dict[str, Any] | None = None,
        **environment: str,
    ) -> Visitor:
        path = write_outputs(tmp_path, auth, {"user_pool": user_pool or {}})
        return Visitor(make_app(AMPLIFY_OUTPUTS=path, **environment))

    return make
