"""The operations by name. A file in `operations/` adds one; nothing else has to know."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from user_pool.context import Call

Operation = Callable[[Call], Mapping[str, Any]]
"""Takes a checked request, returns the members of the answer or raises a `ServiceError`."""

_operations: dict[str, Operation] = {}


def operation(name: str) -> Callable[[Operation], Operation]:
    """Register a function as one of Cognito's operations.

    Args:
        name: Cognito's name of it, `SignUp` for example.
    """

    def register(function: Operation) -> Operation:
        _operations[name] = function
        return function

    return register


@cache
def operations() -> Mapping[str, Operation]:
    """Every operation, by Cognito's name."""
    package = import_module("user_pool.operations")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return _operations
