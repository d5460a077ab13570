"""Functions that are imported when they are first called: the first page does without them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from flask import Blueprint

_modules: set[str] = set()


def later(name: str) -> Callable[..., Any]:
    """Return a function that stands for one that is not imported yet.

    Args:
        name: Where the other one is: its module, a colon, and its name.
    """
    module, _colon, function = name.partition(":")
    _modules.add(module)

    def call(*args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever the other returns
        return getattr(import_module(module), function)(*args, **kwargs)

    call.__module__ = module
    call.__name__ = call.__qualname__ = function
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
    for module in _modules:
        import_module(module)
