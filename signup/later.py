"""Functions that are imported when they are first called: the first page does without them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint
from werkzeug.utils import import_string

_names: set[str] = set()


def later(name: str) -> Callable[..., Any]:
    """Return a function that stands for one that is not imported yet.

    Args:
        name: Where the other one is: its module, a colon, and its name.
    """
    _names.add(name)

    def call(*args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever the other returns
        return import_string(name)(*args, **kwargs)

    call.__module__, _colon, call.__name__ = name.partition(":")
    call.__qualname__ = call.__name__
    return call


def add_views(blueprint: Blueprint, views: Mapping[tuple[str, str], str]) -> None:
    """Let views answer that are not imported yet; Flask calls this lazily loading views.

    Args:
        blueprint: Where they belong.
        views: By methods and address: the module, from the blueprint's package on, a colon, and the
            view's name, which is its endpoint, too.
    """
    for (methods, rule), view in views.items():
        view_func = later(f"{blueprint.import_name}.{view}")
        blueprint.add_url_rule(rule, view_func=view_func, methods=methods.split())


def import_all() -> None:
    """Import what all of them stand for, so that nobody waits for it."""
    for name in _names:
        import_string(name)
