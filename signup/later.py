"""Functions that are imported when they are first called: the first page does without them."""

from collections.abc import Callable
from typing import Any

from werkzeug.utils import import_string

_names: set[str] = set()


def later(name: str) -> Callable[..., Any]:
    """Return a function that stands for one that is not imported yet.

    Flask's documentation does so with views ("Lazily Loading Views").

    Args:
        name: Where the other one is: its module, a colon, and its name.
    """
    _names.add(name)

    def call(*args: object, **kwargs: object) -> Any:  # noqa: ANN401 - whatever the other returns
        return import_string(name)(*args, **kwargs)

    return call


def import_all() -> None:
    """Import what all of them stand for, so that nobody waits for it."""
    for name in _names:
        import_string(name)
