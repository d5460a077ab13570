"""Source of functions, as the teaching pages show it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amplify_auth import confirm_sign_up, sign_up
from config.settings import ROOT
from demo.teaching.source import source_of
from signup.views.sign_up import sign_up as decorated_view


@pytest.mark.parametrize("function", [sign_up, confirm_sign_up, decorated_view])
def test_a_function_is_shown_as_it_stands_in_its_file(function: Callable[..., object]) -> None:
    source = source_of(function)
    lines = Path(ROOT / source.file).read_text(encoding="utf-8").splitlines(keepends=True)
    shown = source.text.splitlines(keepends=True)
    assert lines[source.first_line - 1 :][: len(shown)] == shown
    assert f"def {function.__name__}(" in source.text


def test_its_decorators_are_part_of_it() -> None:
    assert source_of(decorated_view).text.startswith("@blueprint.")
